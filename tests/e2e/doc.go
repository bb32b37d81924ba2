// Package e2e goes through the platform as its users do: one runner with the
// demonstration, driven over HTTP alone, one journey a file.
package e2e
