//go:build js && wasm

// Wasm is the module that the officer's browser runs in a worker.
package main

import "earlyhelp/shared/prepare"

func main() {
	prepare.Check(nil, "", prepare.Options{})
	_, _ = prepare.Aggregate(nil, "", nil, prepare.Options{})
}
