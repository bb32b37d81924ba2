// Package injection makes valid lists and returns of any size, lays them out
// as different programs and people would, spoils each in one place, and holds
// the checks to exactly that place: every fault reported at its cell, none
// invented.
package injection
