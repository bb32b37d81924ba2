// Asks which columns of an area's own extract are ours, and remembers it in
// this browser. It says nothing about any child.
import { el, p, table, details, button, save, number } from './dom.js'

const key = area => `earlyhelp-mapping-${area}`

// remembered returns the mapping kept for an area, or undefined.
export function remembered (area) {
  try {
    return JSON.parse(localStorage.getItem(key(area))) || undefined
  } catch {
    return undefined // a browser that keeps nothing
  }
}

export function remember (area, mapping) {
  try {
    if (mapping) localStorage.setItem(key(area), JSON.stringify(mapping))
    else localStorage.removeItem(key(area))
  } catch { /* it is asked again next time */ }
}

export const saveMapping = mapping => save('early-help-mapping.json', JSON.stringify(mapping, null, 2) + '\n', 'application/json')

// form draws the questions, answered as far as could be guessed or was
// answered before. done is given the mapping.
export function form (suggestion, columns, before, done) {
  const guess = suggestion.mapping.records
  const old = before?.records || {}
  const given = { ...guess, columns: { ...guess.columns, ...old.columns }, always: { ...guess.always, ...old.always }, values: { ...guess.values, ...old.values } }
  const headings = [...new Set([...Object.values(given.columns || {}).filter(Boolean), ...(suggestion.headings || [])])]
  const selects = new Map()
  const always = new Map()
  const words = []
  const choose = (label, options, value) => el('select', { class: 'govuk-select eb-select', 'aria-label': label },
    options.map(([v, text]) => el('option', { value: v, selected: v === value }, text)))
  const row = c => {
    const s = choose(`Your column for ${c.name}`, [['', c.always ? 'Choose a column' : 'Not in my list'], ...headings.map(h => [h, h])], given.columns?.[c.name] ?? '')
    selects.set(c.name, s)
    let fixed
    if (c.name === 'event_type') { // an extract often holds one type of event, and no column that says so
      fixed = choose(`The same on every row for ${c.name}`, [['', 'It differs from row to row'], ...c.values.map(v => [v, `Always ${v}`])], given.always?.[c.name] ?? '')
      always.set(c.name, fixed)
    }
    return [{ of: c.name, class: 'eh-cellref' }, el('span', {}, s, fixed && [' or ', fixed]), c.rule]
  }
  const needed = columns.filter(c => c.always)
  const others = columns.filter(c => !c.always)
  const wordRows = (suggestion.words || []).map(w => {
    const column = columns.find(c => c.name === w.column)
    const s = choose(`What ${w.word} means in ${w.column}`, [['', 'Choose'], ...(column?.values || []).map(v => [v, v])], given.values[w.column]?.[w.word] ?? '')
    words.push({ ...w, select: s })
    return [{ of: w.column, class: 'eh-cellref' }, { of: w.word, class: 'eh-value' }, { of: number(w.rows), numeric: true }, s]
  })
  return el('div', { class: 'eb-mapping' },
    el('h3', { class: 'govuk-heading-m' }, 'Which of your columns is which?'),
    p('Say it once: it is remembered in this browser for your next list. What could be guessed is filled in.'),
    table('Columns that every list needs', ['Our column', 'Your column', 'What it holds'], needed.map(row), { stack: true, classes: 'eb-map' }),
    details('Columns that a list may have', others.some(c => given.columns?.[c.name]), table('Columns that a list may have', ['Our column', 'Your column', 'What it holds'], others.map(row), { stack: true, hide: true, classes: 'eb-map' })),
    wordRows.length > 0 && table('Words that are not ours', ['Our column', 'Your word', { of: 'Rows', numeric: true }, 'Our word'], wordRows, { stack: true }),
    el('div', { class: 'govuk-button-group' },
      button('Use these columns', () => done(mapping())),
      button('Save them as a file', () => saveMapping(mapping()), 'secondary')))

  function mapping () {
    const columns = {}
    for (const [name, s] of selects) columns[name] = s.value // "" is one that the list does not have
    const fixed = {}
    for (const [name, s] of always) if (s.value) fixed[name] = s.value
    const values = structuredClone(given.values)
    for (const w of words) if (w.select.value) values[w.column] = { ...values[w.column], [w.word]: w.select.value }
    return { ...suggestion.mapping, records: { ...given, columns, always: fixed, values } }
  }
}
