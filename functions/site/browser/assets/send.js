// The page that a return is sent from, where the browser can check it first.
// The plain form is there without this script; with it, the form comes last.
import { el, p, tag, details, button, count, number, save, announce, workbookType } from './dom.js'
import { load, ask, stop, Failed } from './module.js'
import { problems, privacy, stops } from './found.js'
import { figures, Numbers } from './numbers.js'
import { form as mappingForm, remembered, remember, saveMapping } from './mapping.js'

const page = document.getElementById('eh-browser')
const data = page.dataset
const at = { module: data.module, worker: data.worker }
const id = name => document.getElementById(name)
const parts = { choose: id('eb-choose'), found: id('eb-found'), numbers: id('eb-numbers'), send: id('eb-send') }
const file = id('eb-file')
const into = id('eb-into')
const audit = id('eb-audit')
const status = id('eb-status')
const upload = document.querySelector('form[enctype]')

let chosen // what was asked about last: {question, files}
let current // the return that would be sent: {blob, name, answer, context}
let mapping = remembered(data.area)

if (typeof WebAssembly === 'object' && WebAssembly.compileStreaming && window.Worker && window.DataTransfer) begin()

function begin () {
  page.hidden = false
  upload.hidden = true
  document.querySelectorAll('.eb-plain').forEach(e => { e.hidden = true })
  load(at).catch(() => {}) // so that it is here when a file is chosen
  id('eb-check').addEventListener('click', check)
  id('eb-stop').addEventListener('click', stop)
  id('eb-looked').addEventListener('change', () => hideError('eb-looked'))
  id('eb-mapping-file').addEventListener('change', takeMapping)
  upload.addEventListener('submit', send)
  showMapping()
}

// plain gives the plain form back, when this way does not work.
function plain (why) {
  for (const part of Object.values(parts)) part.hidden = true
  id('eb-intro').replaceChildren(el('div', { class: 'govuk-inset-text' }, why))
  upload.hidden = false
  document.querySelectorAll('.eb-plain').forEach(e => { e.hidden = false })
}

// stages say what is going on, for who watches and who listens.
const stages = {
  load: `Getting the checking program (${(data.bytes / 1e6).toFixed(1)} MB, once)`,
  start: 'Starting the checking program',
  read: 'Reading the file on this computer',
  make: 'Checking every cell and counting',
  check: 'Checking every cell',
  fill: 'Putting the figures in and checking them',
  mark: 'Marking the problems'
}

// busy shows progress while a promise is awaited.
async function busy (question, files) {
  const bars = document.querySelectorAll('#eb-busy > [data-busy]')
  const focus = document.activeElement
  for (const e of bars) e.hidden = false
  const buttons = [...document.querySelectorAll('#eh-browser button:not(#eb-stop)')]
  for (const b of buttons) b.disabled = true
  try {
    const { answer, made } = await ask(at, { area: data.area, period: data.period, today: data.today, tool: data.tool, ...question }, files,
      stage => { status.textContent = stages[stage] + '…' })
    if (answer.fault) {
      error('eb-file', answer.fault)
      return undefined
    }
    return { answer, made }
  } catch (e) {
    if (!(e instanceof Failed)) throw e
    switch (e.message) {
      case 'file':
        error('eb-file', 'The file has changed or moved since it was chosen. Choose it again.')
        break
      case 'memory':
        error('eb-file', 'There is not enough memory for this file in the browser. Close other pages and try again, or use the command line.')
        break
      case 'program':
        plain('The checking program could not be started in this browser. Send the return below: it is checked when it arrives. A list is turned into counts by the command line.')
        break
    }
    return undefined
  } finally {
    for (const e of bars) e.hidden = true
    status.textContent = ''
    for (const b of buttons) b.disabled = false
    if (document.activeElement === document.body || document.activeElement.hidden) focus.focus() // a disabled button loses it
  }
}

function error (field, message) {
  hideError(field)
  const group = id(field).closest('.govuk-form-group')
  group.classList.add('govuk-form-group--error')
  const e = el('p', { class: 'govuk-error-message', id: `${field}-error` }, el('span', { class: 'govuk-visually-hidden' }, 'Error: '), message)
  const before = id(field).closest('.govuk-checkboxes') || id(field)
  before.before(e)
  id(field).setAttribute('aria-describedby', `${field}-hint ${field}-error`)
  id(field).focus()
}

function hideError (field) {
  id(`${field}-error`)?.remove()
  id(field).setAttribute('aria-describedby', `${field}-hint`)
  id(field).closest('.govuk-form-group').classList.remove('govuk-form-group--error')
}

// check asks about the files that are chosen.
async function check () {
  const inputs = [[file, ''], [audit, 'second'], [into, 'into']].filter(([f]) => f.files.length > 0)
  for (const f of [file, audit, into]) hideError(f.id)
  for (const part of ['found', 'numbers', 'send']) parts[part].hidden = true
  if (file.files.length === 0) return error('eb-file', 'Choose your list, or the return')
  for (const [f] of inputs) { // before a byte is read
    const size = f.files[0].size
    if (size > Number(data.most)) return error(f.id, `The file is ${(size / 2 ** 20).toFixed(1)} MB, and ${data.most / 2 ** 20} MB is the most that is read. Leave out columns and rows that are not asked for.`)
    if (size === 0) return error(f.id, 'The file is empty. Save it again and choose it again.')
  }
  const files = inputs.map(([f]) => f.files[0])
  chosen = { question: { files: inputs.map(([f, as]) => ({ name: f.files[0].name, as })), mapping }, files }
  const got = await busy({ ask: 'make', ...chosen.question }, files)
  if (got) showAnswer(got, {})
}

// showAnswer draws what was found, and the return if there is one.
function showAnswer ({ answer, made }, context) {
  const blob = made[0] && new Blob([made[0]], { type: workbookType })
  if (answer.list) showList(answer)
  else if (!context.filled) showReturn(answer)
  else if (!context.list) parts.found.hidden = true // it told of the file before it was filled in
  if (!answer.return || !answer.sheets) return
  const source = blob || chosen.files[0]
  if (!context.filled) context = { counted: answer.counted, kept: answer.kept, reasons: answer.reasons, hash: answer.hash, list: Boolean(answer.list) }
  current = { blob: source, name: answer.name, answer, context }
  showNumbers(answer, context)
}

function heading (text) { return el('h2', { class: 'govuk-heading-m' }, text) }

function show (part, ...children) {
  part.replaceChildren(...children.flat(Infinity).filter(Boolean))
  part.hidden = false
}

// again leads back to the file field.
const again = text => button(text, () => { file.focus(); file.scrollIntoView({ block: 'center' }) }, 'secondary')

function marked (found, name) {
  const copy = found.kind === 'return'
  return button(copy ? 'Save a copy with the problems marked (.xlsx)' : 'Save the problems as a table (.csv)', async () => {
    const got = await busy({ ask: 'mark', files: [{ name }], mapping: copy ? undefined : chosen.question.mapping }, [copy && current && current.name === name ? current.blob : chosen.files[0]])
    if (got) save(got.answer.name, got.made[0], copy ? workbookType : 'text/csv')
  }, 'secondary')
}

function showList (answer) {
  const found = answer.list
  const n = stops(found)
  const h = heading(`2. What was found in ${found.file}`)
  const suggested = n > 0 && answer.suggestion
  const missing = found.verdict === 'unreadable' || found.groups.some(g => g.rule === 'V02' && g.severity === 'stop')
  const ours = suggested && Object.entries(suggested.mapping.records.columns).filter(([name, theirs]) => name === theirs).length
  const headings = missing && ours < 6 // a list of ours that lacks a column or two is told so, and asked less loudly
  const foreign = suggested && (suggested.words.length > 0 || Object.keys(suggested.mapping.records.values || {}).length > 0) && found.groups.some(g => g.rule === 'V03' && g.severity === 'stop')
  const fit = suggested && (missing || foreign) &&
    mappingForm(suggested, answer.columns, mapping, m => { mapping = m; remember(data.area, m); showMapping(); check() })
  const notes = problems(found, g => g.rule !== 'P04') // that a list is not sent, the page has said
  const known = found.groups.filter(g => g.rule !== 'P04')
  show(parts.found, h,
    n === 0 && el('div', { class: 'eb-verdict eb-verdict--good' }, el('p', { class: 'govuk-body eb-verdict__word' }, found.rows ? `All ${count(found.rows, 'row')} can be counted` : 'The list can be counted'),
      p('The list stays on this computer. Below are the counts that it comes to.')),
    n > 0 && el('div', { class: 'eb-verdict eb-verdict--bad' }, el('p', { class: 'govuk-body eb-verdict__word' },
      fit && headings ? 'The columns of this list are not named as ours are' : found.verdict === 'unreadable' ? 'This file could not be read as a list' : `${count(n, 'thing has', 'things have')} to be put right`),
      p(fit && headings ? 'Nothing has been counted or sent. Say below which column is which.' : 'Nothing has been counted or sent. Correct the list where it lies, save it, and choose it again.')),
    fit && (headings ? fit : details(missing ? 'It is there, under another name' : 'These are the words of our own system: say once what they mean', false, fit)),
    fit && headings ? details('What the check says of the file as it is', false, notes)
      : n > 0 ? notes : known.length > 0 && details(`${count(known.length, 'kind of thing', 'kinds of thing')} to know about the list`, known.some(g => g.severity === 'explain'), notes),
    n > 0 && el('div', { class: 'govuk-button-group' }, again('Choose the corrected list'), marked(found, found.file)))
  announce(h)
}

function showReturn (answer) {
  const found = answer.return
  const n = stops(found)
  const h = heading(`2. What was found in ${found.file}`)
  const verdicts = {
    accepted: ['good', 'This return would be accepted', 'Look at its numbers below, then send it.'],
    rejected: ['bad', `${count(n, 'thing has', 'things have')} to be put right`, 'Nothing has been sent. Correct the workbook, save it, and choose it again.'],
    refused: ['bad', 'This file would be refused and deleted', 'It holds something that could identify people, or a place where such things hide. It has not been sent. Take these things out, save it, and choose it again.'],
    unreadable: ['bad', 'This file could not be read as a return or a list', 'Nothing has been sent.']
  }
  const [how, word, rest] = verdicts[found.verdict]
  const fill = answer.fillable && n > 0
  show(parts.found, h,
    el('div', { class: `eb-verdict eb-verdict--${how}` }, el('p', { class: 'govuk-body eb-verdict__word' }, word),
      p(fill ? 'Nothing has been sent. Type what is missing below, or correct the workbook, save it, and choose it again.' : rest)),
    found.privacy.length > 0 && privacy(found),
    problems(found),
    found.verdict !== 'accepted' && el('div', { class: 'govuk-button-group' }, again('Choose another file'), found.verdict === 'rejected' && marked(found, found.file)))
  announce(h)
}

// showNumbers is step 3: the indicators, then every sheet.
function showNumbers (answer, context) {
  const fillable = answer.fillable
  const accepted = answer.return.verdict === 'accepted'
  const missing = answer.sheets.reduce((n, s) => n + s.missing, 0)
  const numbers = new Numbers({ ...answer, ...context, fillable })
  current.numbers = numbers
  const h = heading('3. Look at the numbers')
  const left = answer.return.groups.filter(g => g.severity === 'stop' && !(g.rule === 'V03' && g.cells.every(c => !c.value)))
  const refill = rest => fill(rest)
  show(parts.numbers, h,
    p(context.list
      ? ['Each figure of the return, sheet by sheet. Those counted from your list are ready', missing > 0 ? [`; ${count(missing, 'cell')} still ${missing === 1 ? 'has' : 'have'} to be filled in, since a list cannot give `, missing === 1 ? 'it' : 'them', '.'] : '.']
      : ['Each figure of the return, sheet by sheet.', missing > 0 ? ` ${count(missing, 'cell')} ${missing === 1 ? 'is' : 'are'} blank or could not be read.` : '']),
    missing === 0 && figures(answer.figures),
    el('h3', { class: 'govuk-heading-s' }, 'Sheet by sheet'),
    numbers.draw(refill),
    (context.list || context.filled) && problemsOfReturn(answer, left),
    el('div', { class: 'govuk-button-group' },
      fillable && button(missing > 0 ? 'Check the figures' : 'Put changes in and check again', () => fill([]), missing > 0 ? undefined : 'secondary'),
      (context.list || context.filled) && button('Save a copy of this return (.xlsx)', () => saveCopy(), 'secondary')),
    missing > 0 && fillable && p('You need not do it at once: save a copy, and choose it later as the return begun before.'))
  if (accepted) showSend(answer)
  else parts.send.hidden = true
}

// problemsOfReturn are those of a return made here; blank cells are told by
// their sheets.
function problemsOfReturn (answer, left) {
  const notes = answer.return.groups.filter(g => g.severity !== 'stop')
  return [
    left.length > 0 && el('div', { class: 'eb-verdict eb-verdict--bad', role: 'alert' }, el('p', { class: 'govuk-body eb-verdict__word' }, `${count(left.length, 'kind of problem', 'kinds of problem')} in the figures`)),
    left.length > 0 && problems(answer.return, g => left.includes(g)),
    notes.length > 0 && details(`${count(notes.length, 'thing')} to know about the return`, notes.some(g => g.severity === 'explain'), problems(answer.return, g => notes.includes(g)))
  ]
}

// fill puts in what was typed. Afterwards the focus is where there is still
// something to type: the same sheet, the next, or the end.
async function fill (rest) {
  const entry = current.numbers.entry(rest)
  const sheet = document.activeElement?.closest('.eb-sheet')?.id
  const open = [...parts.numbers.querySelectorAll('details.eb-sheet[open]')].map(d => d.id)
  const got = await busy({ ask: 'fill', files: [{ name: current.name }], entry }, [current.blob])
  if (!got) return undefined
  if (got.answer.wrong?.length) {
    current.numbers.wrong(got.answer.wrong)
    return undefined
  }
  showAnswer(got, { ...current.context, filled: true })
  const lacking = got.answer.sheets.filter(s => s.missing > 0).map(s => `sheet-${s.name}`)
  for (const name of open) if (lacking.includes(name)) id(name).open = true
  const next = lacking.includes(sheet) ? sheet : lacking[0]
  if (got.answer.return.verdict === 'accepted') announce(parts.send.querySelector('h2'))
  else if (next) id(next).querySelector('summary').focus()
  else announce(parts.numbers.querySelector('h2'))
  return got
}

async function saveCopy () {
  if (current.numbers.changed() && !await fill([])) return
  save(current.name, current.blob, workbookType)
}

// showSend is step 4: the plain form, with the return put into it.
function showSend (answer) {
  parts.send.hidden = false
  id('eb-what').textContent = current.name
  id('eb-hash').textContent = current.context.hash || ''
  id('eb-from-list').hidden = !current.context.list
  id('eb-looked').checked = false
  hideError('eb-looked')
  upload.hidden = false
  parts.send.append(upload)
  const t = new DataTransfer()
  t.items.add(new File([current.blob], current.name, { type: workbookType }))
  upload.querySelector('input[type=file]').files = t.files
  upload.querySelector('.govuk-form-group').hidden = true // the file is chosen
  upload.querySelector('button').textContent = 'Send this return'
}

// send lets the form go when the officer has looked, and has put in what was
// typed since.
function send (event) {
  if (upload.querySelector('.govuk-form-group').hidden === false) return // the plain form
  if (current.numbers.changed()) {
    event.preventDefault()
    fill([])
    return
  }
  if (!id('eb-looked').checked) {
    event.preventDefault()
    error('eb-looked', 'Tick the box when you have looked at the numbers')
    return
  }
  if (Date.now() > Date.parse(data.expires)) {
    event.preventDefault()
    error('eb-looked', 'This page has been open too long to send from. Save a copy of the return, load the page again and choose that copy.')
  }
}

// showMapping says which columns are remembered.
function showMapping () {
  const box = id('eb-mapping')
  box.hidden = false
  const n = mapping ? Object.keys(mapping.records?.columns || {}).length : 0
  id('eb-mapping-state').replaceChildren(...(mapping
    ? [p(`The columns of your own extract are remembered in this browser (${count(n, 'column')}).`),
        el('div', { class: 'govuk-button-group' }, button('Save them as a file', () => saveMapping(mapping), 'secondary'),
          button('Forget them', () => { mapping = undefined; remember(data.area); showMapping() }, 'secondary'))]
    : [p('If the columns of your list are not named as ours are, you are asked once which is which.')]))
}

async function takeMapping () {
  hideError('eb-mapping-file')
  try {
    mapping = JSON.parse(await id('eb-mapping-file').files[0].text())
    if (!mapping.records) throw new Error('not a mapping')
    remember(data.area, mapping)
    showMapping()
  } catch {
    mapping = remembered(data.area)
    error('eb-mapping-file', 'This is not a file of columns. Choose one that was saved here or by earlyhelp mapping.')
  }
}
