// Package fault kills the platform while it works and looks whether it lost
// or doubled anything.
package fault
