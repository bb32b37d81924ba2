// Shows what was found in a file, as the page of a return that was sent does.
import { el, p, tag, table, details, count } from './dom.js'

const severities = {
  stop: ['Put right', 'red'],
  explain: ['Explain', 'yellow'],
  note: ['To know', 'grey']
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

// problems lists the groups, sheet by sheet, those to put right first.
export function problems (found, only = () => true) {
  const order = { stop: 0, explain: 1, note: 2 }
  const groups = found.groups.filter(only).map((g, i) => [g, i]).sort(([a, i], [b, j]) => order[a.severity] - order[b.severity] || i - j).map(([g]) => g)
  return groups.map(group)
}

// mostShown is how many places of one kind are drawn at once: a list that is
// wrong in a whole column has thousands, which make a page slow.
const mostShown = 200

function group (g) {
  const [word, colour] = severities[g.severity]
  const place = g.file ? `${g.file}, sheet ${g.sheet}` : g.sheet ? `Sheet ${g.sheet}` : 'The file'
  const messages = new Set(g.cells.map(c => c.message))
  const values = g.cells.some(c => c.value)
  const one = g.cells.length === 1
  const said = messages.size === 1 && g.cells[0].message !== g.headline ? g.cells[0].message : ''
  const every = () => table(`${g.headline}: every cell`, ['Cell', ...(values ? ['What is there'] : []), ...(messages.size > 1 ? ['What to do'] : [])],
    g.cells.slice(0, mostShown).map(c => [{ of: c.at || 'whole sheet', class: 'eh-cellref' }, ...(values ? [{ of: c.value || '–', class: 'eh-value' }] : []), ...(messages.size > 1 ? [c.message] : [])]),
    { stack: true, hide: true, classes: 'eb-cells' })
  return el('div', { class: `eb-fault eb-fault--${g.severity}` },
    el('h3', { class: 'govuk-heading-s eb-fault__title' }, tag(word, colour), ' ', g.headline),
    el('p', { class: 'govuk-body eb-fault__where' }, place,
      g.where ? [', ', one ? 'cell ' : `${count(g.cells.length, 'cell')}: `, el('span', { class: 'eb-refs' }, g.where)] : '',
      el('span', { class: 'eb-fault__rule' }, ` (check ${g.rule})`)),
    one && g.cells[0].value && p('There: ', el('span', { class: 'eh-value eb-quote' }, g.cells[0].value)),
    said && p(said),
    !one && (values || messages.size > 1) && details(`Each of the ${count(g.cells.length, 'cell')}`, g.cells.length <= 5, every(),
      g.cells.length > mostShown && p(`The first ${mostShown} are shown. All are in the copy with the problems marked.`)))
}

// privacy lists what was not anonymous.
export function privacy (found) {
  return table('What was not anonymous', ['Where', 'What it is', 'What to do'],
    found.privacy.map(f => [{ of: f.ref, class: 'eh-cellref' }, kinds[f.kind] || f.kind, f.message]), { stack: true })
}
