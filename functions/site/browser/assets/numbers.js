// Shows a return number by number, and takes what is typed into it.
import { el, p, tag, table, details, number, count, hidden } from './dom.js'

const sheetTitles = {
  EarlyHelp: 'Early help', Referrals: 'Referrals', Audit: 'Case audit', Workforce: 'Workforce', Partnership: 'Partnership',
  InfoSharing: 'Information sharing', LocalOffer: 'Local offer', Survey: 'Surveys'
}

const shown = text => /^\d+$/.test(text) ? number(Number(text)) : text

// figures is the table of indicators.
export function figures (all) {
  const unit = { percent: '%', rate: ' per 10,000', mean: '', 'yes/no': '' }
  const write = (v, f) => v.toFixed(f.unit === 'yes/no' ? 0 : 1) + (unit[f.unit] ?? '')
  const value = f => f.unit === 'yes/no' ? (f.value ? 'Yes' : 'No') : write(f.value, f)
  const there = all.filter(f => f.value !== undefined)
  const missing = all.filter(f => f.value === undefined)
  return [
    there.length > 0 && table('What these figures come to', ['Indicator', { of: 'Value', numeric: true }, { of: '95% interval', numeric: true }, { of: 'Count', numeric: true }, { of: 'Out of', numeric: true }],
      there.map(f => [`${f.indicator} ${f.title}`, { of: value(f), numeric: true, class: 'eh-nowrap' },
        { of: f.lower95 === undefined ? '–' : `${f.lower95.toFixed(1)} to ${f.upper95.toFixed(1)}`, numeric: true, class: 'eh-nowrap' },
        { of: f.numerator === undefined ? '–' : number(f.numerator), numeric: true }, { of: f.denominator === undefined ? '–' : number(f.denominator), numeric: true }]),
      { stack: true, classes: 'eb-figures' }),
    missing.length > 0 && details(`${count(missing.length, 'indicator')} without a figure, and why`, false,
      table('Indicators without a figure', ['Indicator', 'Why'], missing.map(f => [`${f.indicator} ${f.title}`, f.reason || `[${f.symbol}]`]), { stack: true, hide: true }))
  ]
}

// A Numbers draws the sheets. With fillable, what the list did not give can be
// typed.
export class Numbers {
  // about is {sheets, cover, counted, reasons, kept, fillable}
  constructor (about) {
    this.about = about
    this.fields = [] // {input, was, key}
    this.facts = [] // {name, was, fields}
    this.counted = new Set(about.counted || [])
    this.reasons = new Map((about.reasons || []).map(r => [r.measure, r.why]))
  }

  draw (again) {
    return [...this.about.sheets.map(s => this.sheet(s, again)), this.about.fillable && this.cover()]
  }

  sheet (s, again) {
    const title = sheetTitles[s.name] || s.name
    const listed = s.tables.some(t => t.rows.some(r => this.counted.has(r.measure)))
    const cells = s.tables.reduce((n, t) => n + t.rows.reduce((m, r) => m + r.values.filter(v => v.open).length, 0), 0) + (s.facts || []).length
    const none = s.tables.every(t => t.rows.every(r => r.values.every(v => !v.open || v.text === '[x]'))) && !s.facts
    const state = s.missing > 0
      ? tag(this.about.fillable ? `${number(s.missing)} of ${number(cells)} to fill in` : `${number(s.missing)} of ${number(cells)} blank or not read`, 'yellow')
      : listed ? tag('From your list', 'green') : none ? tag('Not available [x]', 'grey') : tag('Filled in', 'green')
    const body = el('div', { class: 'govuk-details__text eb-sheet__body' })
    const box = el('details', { class: 'govuk-details eb-sheet', id: `sheet-${s.name}` },
      el('summary', { class: 'govuk-details__summary' }, el('span', { class: 'govuk-details__summary-text' }, title), ' ', state), body)
    let drawn = false
    box.addEventListener('toggle', () => { // hundreds of cells: drawn when looked at
      if (drawn) return
      drawn = true
      body.append(...this.inside(s, again).filter(Boolean))
    })
    return box
  }

  inside (s, again) {
    const open = this.about.fillable && s.missing > 0
    const change = this.about.fillable && !open && this.typable(s)
    const body = this.tables(s, open)
    const out = [
      open && p('Type a whole number, ', el('b', {}, '[x]'), ' for not available or ', el('b', {}, '[z]'), ' for not applicable. A block copied from a spreadsheet can be pasted into its first cell.'),
      ...body
    ]
    if (open) {
      out.push(el('div', { class: 'govuk-button-group' },
        el('button', { type: 'button', class: 'govuk-button', onclick: () => again([]) }, 'Put these figures in'),
        el('button', { type: 'button', class: 'govuk-button govuk-button--secondary', onclick: () => again([s.name]) }, 'Everything that is blank here is not available [x]')))
    }
    if (change) {
      const b = el('button', { type: 'button', class: 'govuk-button govuk-button--secondary', onclick: () => {
        const box = b.closest('.eb-sheet__body')
        box.replaceChildren(...this.tables(s, true), el('button', { type: 'button', class: 'govuk-button', onclick: () => again([]) }, 'Put these figures in'))
        box.querySelector('input, select')?.focus()
      } }, 'Change figures on this sheet')
      out.push(b)
    }
    return out
  }

  typable (s) {
    return (s.facts || []).length > 0 || s.tables.some(t => t.rows.some(r => !this.counted.has(r.measure) && r.values.some(v => v.open)))
  }

  tables (s, typing) {
    const name = sheetTitles[s.name] || s.name
    const out = s.tables.map(t => {
      if (t.breakdown === 'total') {
        return table(`${name}: totals`, ['What is counted', { of: 'Count', numeric: true }, 'Where it comes from'], t.rows.map(r => [r.title,
          { of: this.value(t, r, 0, typing), numeric: true }, this.origin(r)]), { stack: true, classes: 'eb-totals' })
      }
      // A sum over the agencies that is not known yet is a column of nothing.
      const last = t.categories.length - 1
      if (t.categories[last] === 'in all' && t.rows.every(r => r.values[last]?.text === '')) {
        t = { ...t, categories: t.categories.slice(0, last), rows: t.rows.map(r => ({ ...r, values: r.values.slice(0, last) })) }
      }
      const one = table(`${name} by ${t.title.toLowerCase()}`, ['What is counted', ...t.categories.map(c => ({ of: c, numeric: true }))],
        t.rows.map(r => [r.title, ...r.values.map((_, i) => ({ of: this.value(t, r, i, typing), numeric: true }))]), { classes: 'eb-split eh-table--small' })
      const typed = typing && t.rows.some(r => !this.counted.has(r.measure) && r.values.some(v => v.open))
      return s.tables.length > 2 && !typed ? details(`By ${t.title.toLowerCase()}`, false, one) : one
    })
    if (s.facts) out.push(...this.factList(s, typing))
    return out
  }

  origin (r) {
    const text = r.values[0].text
    if (this.counted.has(r.measure)) return this.reasons.get(r.measure) || 'Counted from your list'
    if (text === '[x]') return this.reasons.get(r.measure) || r.note || 'Not available'
    if (text === '[z]') return r.note || 'Not applicable'
    if (text === '') return 'A list cannot give this: type it'
    return (this.about.kept || []).includes(r.measure) ? 'Kept as typed: the list cannot give it' : 'Typed'
  }

  value (t, r, i, typing) {
    const v = r.values[i]
    if (!typing || !v.open || this.counted.has(r.measure)) {
      return v.text === '' ? (v.open ? el('span', { class: 'eb-blank' }, 'blank') : '') : shown(v.text)
    }
    const what = t.breakdown === 'total' ? r.title : `${r.title}, ${t.categories[i]}`
    const key = { measure: r.measure, breakdown: t.breakdown, category: t.categories[i] }
    const input = el('input', { class: 'govuk-input eb-input', type: 'text', inputmode: 'numeric', autocomplete: 'off', spellcheck: 'false', 'aria-label': what, value: v.text })
    const before = this.fields.findIndex(f => f.key.measure === key.measure && f.key.breakdown === key.breakdown && f.key.category === key.category)
    if (before >= 0) this.fields.splice(before, 1)
    this.fields.push({ input, was: v.text, key })
    input.addEventListener('paste', paste)
    return input
  }

  factList (s, typing) {
    if (!typing) {
      return [table('Facts about the partnership', ['Fact', 'Answer', 'When', 'Shown at'], s.facts.map(f => [f.asks || f.title, answers[f.answer] || 'blank', f.date || '–', f.link || '–']), { stack: true })]
    }
    return [el('h4', { class: 'govuk-heading-s' }, 'Facts about the partnership'), ...s.facts.map(f => {
      const id = `fact-${f.name}`
      const select = el('select', { class: 'govuk-select', id }, Object.entries(answers).map(([v, words]) => el('option', { value: v, selected: v === f.answer }, words)))
      const date = el('input', { class: 'govuk-input govuk-input--width-10', type: 'text', inputmode: 'numeric', autocomplete: 'off', id: `${id}-date`, value: f.date })
      const link = el('input', { class: 'govuk-input', type: 'url', id: `${id}-link`, value: f.link, autocomplete: 'off' })
      this.facts = this.facts.filter(x => x.fact.name !== f.name)
      this.facts.push({ fact: f, select, date, link })
      return el('div', { class: 'eb-fact' },
        el('div', { class: 'eb-fact__answer' }, el('label', { class: 'govuk-label', for: id }, f.asks || f.title), select),
        el('div', {}, el('label', { class: 'govuk-label', for: `${id}-date` }, 'Day, such as 14/5/2026', hidden(`: ${f.title}`)), date),
        el('div', { class: 'eb-fact__link' }, el('label', { class: 'govuk-label', for: `${id}-link` }, 'Public page that shows it', hidden(`: ${f.title}`), ' (optional)'), link))
    })]
  }

  cover () {
    const c = this.about.cover
    this.issues = el('textarea', { class: 'govuk-textarea', id: 'known-issues', rows: '3', maxlength: '1000', 'aria-describedby': 'known-issues-hint' }, c.issues)
    this.madeUp = el('input', { class: 'govuk-checkboxes__input', type: 'checkbox', id: 'made-up' })
    this.madeUp.checked = c.demonstration
    return el('div', { class: 'govuk-form-group eb-cover' },
      el('label', { class: 'govuk-label govuk-label--s', for: 'known-issues' }, 'What should readers of the figures know? (optional)'),
      el('div', { class: 'govuk-hint', id: 'known-issues-hint' }, 'It goes on the Cover. Nothing about one child or family, and no names.'),
      this.issues,
      el('div', { class: 'govuk-checkboxes govuk-checkboxes--small' }, el('div', { class: 'govuk-checkboxes__item' }, this.madeUp,
        el('label', { class: 'govuk-label govuk-checkboxes__label', for: 'made-up' }, 'These figures are made up, to try this out'))))
  }

  // entry is what was typed and differs from what was there.
  entry (rest) {
    const counts = this.fields.filter(f => f.input.value !== f.was).map(f => ({ ...f.key, value: f.input.value }))
    const facts = this.facts.map(({ fact, select, date, link }) => ({ ...fact, answer: select.value, date: date.value, link: link.value }))
      .filter((f, i) => ['answer', 'date', 'link'].some(k => f[k] !== this.facts[i].fact[k]))
    const c = this.about.cover
    const cover = this.issues && (this.issues.value !== c.issues || this.madeUp.checked !== c.demonstration)
      ? { ...c, issues: this.issues.value, demonstration: this.madeUp.checked } : undefined
    return { counts, facts, cover, rest }
  }

  // changed reports whether anything was typed that has not been put in.
  changed () {
    const e = this.entry([])
    return e.counts.length > 0 || e.facts.length > 0 || e.cover !== undefined
  }

  // wrong marks what cannot be taken and goes to the first of it.
  wrong (all) {
    document.querySelectorAll('.eb-wrong').forEach(e => e.remove())
    document.querySelectorAll('.eb-input.govuk-input--error').forEach(e => { e.classList.remove('govuk-input--error'); e.removeAttribute('aria-describedby') })
    let first
    all.forEach((w, i) => {
      const at = w.fact ? this.facts.find(f => f.fact.name === w.fact)?.select
        : this.fields.find(f => f.key.measure === w.measure && f.key.breakdown === w.breakdown && f.key.category === w.category)?.input
      if (!at) return
      const id = `wrong-${i}`
      at.classList.add('govuk-input--error')
      at.setAttribute('aria-describedby', id)
      at.after(el('span', { class: 'govuk-error-message eb-wrong', id }, hidden('Error: '), w.message))
      first ??= at
    })
    first?.focus()
  }
}

const answers = { '': 'Choose', yes: 'Yes', no: 'No', planned: 'Planned', '[x]': 'Cannot say [x]' }

// paste spreads a block copied from a spreadsheet over the cells to the right
// and below.
function paste (event) {
  const text = event.clipboardData.getData('text/plain').replace(/\r?\n$/, '')
  if (!/[\t\n]/.test(text)) return
  event.preventDefault()
  const rows = [...this.closest('tbody').rows].map(r => [...r.cells].map(c => c.querySelector('.eb-input')))
  const y = rows.findIndex(r => r.includes(this))
  const x = rows[y].indexOf(this)
  text.split(/\r?\n/).forEach((line, j) => line.split('\t').forEach((word, i) => {
    const input = rows[y + j]?.[x + i]
    if (input) input.value = word.trim()
  }))
}
