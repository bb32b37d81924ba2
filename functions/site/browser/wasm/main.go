//go:build js && wasm

// Wasm is the module that the officer's browser runs in a worker: it hands
// what the page asks to package call, and the answer back.
package main

import (
	"syscall/js"

	"earlyhelp/functions/site/browser/call"
)

// main hands the worker one function, ask(question, file...): the question
// and the answer are JSON, files are Uint8Arrays. It answers with an array:
// the answer, then the files made. The worker is thrown away after one
// question, and the memory with it.
func main() {
	js.Global().Call("ready", js.FuncOf(func(_ js.Value, args []js.Value) any {
		files := make([][]byte, 0, len(args))
		for _, a := range args[1:] {
			data := make([]byte, a.Get("length").Int())
			js.CopyBytesToGo(data, a)
			files = append(files, data)
		}
		answer, made := call.Ask([]byte(args[0].String()), files)
		out := []any{string(answer)}
		for _, data := range made {
			a := js.Global().Get("Uint8Array").New(len(data))
			js.CopyBytesToJS(a, data)
			out = append(out, a)
		}
		return out
	}))
	select {}
}
