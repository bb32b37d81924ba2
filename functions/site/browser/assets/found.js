// Shows what was found in a file, as the page of a return that was sent does.
import { el, p, table, details, count, number } from './dom.js'

const levels = {
  stop: ['Put right', 'The return is not made or accepted until these are put right.'],
  explain: ['Explain', 'These may be right. Once the return is accepted you are asked on the site to say why. Correct them now if they are wrong.'],
  note: ['To know', 'Nothing needs doing about these.']
}

// kinds say what a privacy finding is.
const kinds = {
  'nhs-number': 'An NHS number', upn: 'A unique pupil number', 'ni-number': 'A National Insurance number', postcode: 'A full postcode',
  'date-of-birth': 'A date of birth', email: 'An email address', phone: 'A telephone number', 'person-name': 'A person’s name', 'free-text': 'Free text',
  'hidden-sheet': 'A hidden sheet', 'hidden-rows': 'Hidden rows or columns', comment: 'A comment', 'pivot-cache': 'A copy of data behind a pivot table',
  'external-link': 'A link to another file', 'doc-property': 'A name in the file’s properties', 'embedded-object': 'An embedded object',
  'custom-xml': 'Hidden custom data', macro: 'A macro', 'defined-name': 'A defined name', 'child-level-rows': 'Rows about children'
}

export const stops = found => found.groups.filter(g => g.severity === 'stop').reduce((n, g) => n + g.cells.length, 0)

// problems lists the groups by how serious they are, then sheet by sheet.
export function problems (found, only = () => true) {
  let rows = 0
  return Object.entries(levels).map(([severity, [word, about]]) => {
    const groups = found.groups.filter(g => g.severity === severity && only(g))
    if (groups.length === 0) return ''
    const all = groups.reduce((n, g) => n + g.cells.length, 0)
    const parts = []
    let last
    for (const g of groups.slice(0, mostKinds)) {
      const place = g.file ? `${g.file}, sheet ${g.sheet}` : g.sheet ? `Sheet ${g.sheet}` : 'The file'
      if (place !== last) parts.push(el('h4', { class: 'govuk-heading-s eh-level__sheet' }, place))
      last = place
      parts.push(group(g, place, Math.max(0, Math.min(mostShown, mostRows - rows))))
      rows += g.cells.length
    }
    return el('div', { class: `eh-level eh-level--${severity}` },
      el('h3', { class: 'govuk-heading-m eh-level__title' }, `${word}: ${all === 1 ? 'one thing' : `${number(all)} things`}`),
      p(about), parts,
      groups.length > mostKinds && p(`${count(groups.length - mostKinds, 'more kind', 'more kinds')} of problem are not shown here.`))
  })
}

// The bounds of the page: kinds of problem, cells of one kind, and cells in
// all. A list that is wrong in a whole column has thousands, which nobody reads
// and which make a page slow. All are in the file that can be saved.
const mostKinds = 60
const mostShown = 200
const mostRows = 1500
const openRows = 3
const mostPlaces = 240 // characters of places beside a headline

function group (g, place, room) {
  const same = g.cells.every(c => c.message === g.cells[0].message)
  const values = g.cells.some(c => c.value)
  const where = g.where.length <= mostPlaces ? g.where : g.where.slice(0, g.where.lastIndexOf(',', mostPlaces)) + ' and more places'
  const every = () => [
    table(`${g.headline}, ${place}`, ['Cell', ...(values ? ['What is there'] : []), ...(same ? [] : ['What to do'])],
      g.cells.slice(0, room).map(c => [{ of: c.at, class: 'eh-cellref' }, ...(values ? [{ of: c.value || '–', class: 'eh-value' }] : []), ...(same ? [] : [c.message])]),
      { stack: true, hide: true, classes: 'eh-faults' }),
    g.cells.length > room && p(`${number(g.cells.length - room)} more cells are in the file that you can save below.`)]
  return el('div', { class: 'eh-fault' },
    el('h5', { class: 'eh-fault__title' }, g.headline),
    el('p', { class: 'govuk-body eh-fault__where' }, el('span', { class: 'eh-cells' },
      !g.sheet ? 'The whole file' : g.cells.length === 1 ? where[0].toUpperCase() + where.slice(1) : `${number(g.cells.length)} cells: ${where}`),
    ' ', el('span', { class: 'eh-fault__rule' }, `check ${g.rule}`)),
    same && el('p', { class: 'govuk-body eh-fault__what' }, g.cells[0].message),
    !(same && !values) && room > 0 && (g.cells.length <= openRows ? every() : details(`Each of the ${number(g.cells.length)} cells`, false, every())))
}

// privacy lists what was not anonymous.
export function privacy (found) {
  return table('What was not anonymous', ['Where', 'What it is', 'What to do'],
    found.privacy.map(f => [{ of: f.ref, class: 'eh-cellref' }, kinds[f.kind] || f.kind, f.message]), { stack: true })
}
