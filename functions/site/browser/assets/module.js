// Fetches the module once, and asks it: each question in a worker of its own,
// which is ended with the answer, so that a list's memory is given back.

let module // of the compiled program, promised
let ready = false // it has come
let running // the worker that has a question, and how to give it up

// load fetches and compiles the module, and then forbids the page to load or
// send anything more but its worker: only the form is left, which no script
// policy governs. The page's icon, which the browser may ask for at any later
// time, is put into the page before.
export function load (at) {
  module ??= Promise.all([WebAssembly.compileStreaming(fetch(at.module)), keepIcon()]).then(([m]) => {
    ready = true
    document.head.append(Object.assign(document.createElement('meta'), { httpEquiv: 'Content-Security-Policy', content: `default-src 'none'; style-src 'self'; img-src data:; worker-src ${new URL(at.worker, location)}` }))
    return m
  }).catch(e => {
    module = undefined // the next question tries again
    throw e
  })
  return module
}

// keepIcon replaces the address of the page's icon by the icon itself.
async function keepIcon () {
  for (const icon of document.querySelectorAll('link[rel=icon]')) {
    const text = await fetch(icon.href).then(r => r.text()).catch(() => '')
    icon.href = `data:image/svg+xml,${encodeURIComponent(text)}`
  }
}

// Failed says why there is no answer: "file", "memory", "program" or "stopped".
export class Failed extends Error {}

// ask puts a question and resolves to {answer, made}. Files are File or Blob;
// the page does not read them. stage is told how far it has come.
export async function ask (at, question, files, stage) {
  stop()
  if (!ready) stage('load')
  let m
  try {
    m = await load(at)
  } catch {
    throw new Failed('program')
  }
  stage('start')
  return new Promise((resolve, reject) => {
    const worker = new Worker(at.worker)
    const end = how => {
      worker.terminate()
      running = undefined
      how()
    }
    running = () => end(() => reject(new Failed('stopped')))
    worker.onerror = e => {
      e.preventDefault()
      end(() => reject(new Failed('program')))
    }
    worker.onmessage = ({ data }) => {
      if (data.stage) stage(data.stage)
      else if (data.failed) end(() => reject(new Failed(data.failed)))
      else end(() => resolve(data))
    }
    worker.postMessage({ module: m, question, files })
  })
}

// stop gives up the question that is being answered, if any.
export function stop () {
  running?.()
}
