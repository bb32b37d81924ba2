// Package browser gives the officer's browser the code that checks a list or a
// return where it lies, and turns a list into counts: the same Go that the
// command line runs, as WebAssembly.
//
//	send.js    on the page: shows what was found, and never sees a list's rows
//	worker.js  beside the page: holds the module and reads the list
//	wasm/      the module's main; call/ is all that it can be asked
//
// A list is about children and is never sent. Three things make sure. The
// field that it is chosen in has no name and lies in no form. The worker that
// reads it is served with a content security policy under which it can open no
// connection and load nothing, not even from us. And the page, once it has the
// module, forbids itself every connection, script and picture too; what is left
// is the form that sends the return.
//
// The module is built by infra/release/module and given as a directory. A site
// without it offers the plain form, and the command line.
package browser
