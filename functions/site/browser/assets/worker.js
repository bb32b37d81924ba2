// Holds the module and the officer's file, for one question. Go's own
// wasm_exec.js stands before this in the same file. The content security
// policy that this script is served with lets it open no connection and load
// nothing.
//
// In:  {module, question, files: [File]}
// Out: {stage}, any number of times; then {answer, made: [Uint8Array]} or {failed}
'use strict'

onmessage = async ({ data: { module, question, files } }) => {
  try {
    const go = new Go()
    const handed = new Promise(resolve => { self.ready = resolve })
    const instance = await WebAssembly.instantiate(module, go.importObject)
    const ended = go.run(instance).then(() => { throw new Error('the program ended') })
    const ask = await Promise.race([handed, ended])
    const bytes = []
    for (const file of files) {
      postMessage({ stage: 'read' })
      try {
        bytes.push(new Uint8Array(await file.arrayBuffer()))
      } catch {
        postMessage({ failed: 'file' }) // moved, changed or locked since it was chosen
        return
      }
    }
    postMessage({ stage: question.ask })
    const [answer, ...made] = ask(JSON.stringify(question), ...bytes)
    postMessage({ answer: JSON.parse(answer), made }, made.map(m => m.buffer))
  } catch (e) {
    postMessage({ failed: /memory|allocat/i.test(e.message) ? 'memory' : 'program' })
  }
}
