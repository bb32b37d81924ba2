// Makes elements out of text. Nothing here, or anywhere on the page, reads
// text as markup.

// el makes an element: el('p', {class: 'govuk-body'}, 'text', child).
export function el (name, attributes, ...children) {
  const e = document.createElement(name)
  for (const [k, v] of Object.entries(attributes || {})) {
    if (k.startsWith('on')) e.addEventListener(k.slice(2), v)
    else if (v === true) e.setAttribute(k, '')
    else if (v !== false && v != null) e.setAttribute(k, v)
  }
  e.append(...children.flat(Infinity).filter(c => c != null && c !== false && c !== ''))
  return e
}

export const p = (...children) => el('p', { class: 'govuk-body' }, ...children)
export const hidden = text => el('span', { class: 'govuk-visually-hidden' }, text)
export const tag = (text, colour) => el('strong', { class: `govuk-tag govuk-tag--${colour}` }, text)

export function button (text, onclick, style) {
  return el('button', { type: 'button', class: 'govuk-button' + (style ? ` govuk-button--${style}` : ''), onclick }, text)
}

export function details (summary, open, ...children) {
  return el('details', { class: 'govuk-details', open },
    el('summary', { class: 'govuk-details__summary' }, el('span', { class: 'govuk-details__summary-text' }, summary)),
    el('div', { class: 'govuk-details__text' }, ...children))
}

// table makes a table in a region that scrolls by itself. A head or a cell is
// text, an element, or {of, numeric, class}; the first cell of a row heads it.
// With stack, a row is a card on a narrow screen.
export function table (caption, head, rows, { stack, hide, classes = '' } = {}) {
  const read = c => c != null && c.of !== undefined ? c : { of: c }
  const heads = head.map(read)
  const inside = (c, i) => stack
    ? [el('span', { class: 'eh-cell__label', 'aria-hidden': 'true' }, heads[i].of), el('span', {}, c.of)]
    : [c.of]
  const role = r => stack ? { role: r } : {}
  return el('div', { class: 'eh-scroll' + (stack ? ' eh-scroll--stack' : ''), role: 'region', 'aria-label': caption, tabindex: '0' },
    el('table', { class: 'govuk-table ' + classes, ...role('table') },
      el('caption', { class: 'govuk-table__caption ' + (hide ? 'govuk-visually-hidden' : 'govuk-table__caption--s') }, caption),
      el('thead', { class: 'govuk-table__head', ...role('rowgroup') }, el('tr', { class: 'govuk-table__row', ...role('row') },
        heads.map(h => el('th', { scope: 'col', class: 'govuk-table__header' + (h.numeric ? ' govuk-table__header--numeric' : ''), ...role('columnheader') }, h.of)))),
      el('tbody', { class: 'govuk-table__body', ...role('rowgroup') }, rows.map(row => el('tr', { class: 'govuk-table__row', ...role('row') },
        row.map(read).map((c, i) => i === 0
          ? el('th', { scope: 'row', class: 'govuk-table__header ' + (c.class || ''), ...role('rowheader') }, inside(c, i))
          : el('td', { class: 'govuk-table__cell' + (c.numeric ? ' govuk-table__cell--numeric' : '') + ' ' + (c.class || ''), ...role('cell') }, inside(c, i))))))))
}

// number writes a whole number with commas in its thousands.
export const number = n => n.toLocaleString('en-GB')

// count writes a number of things: count(1, 'cell') is "1 cell".
export const count = (n, one, many = one + 's') => `${number(n)} ${n === 1 ? one : many}`

// save hands bytes or text to the person as a file. It goes nowhere else.
export function save (name, content, type) {
  const url = URL.createObjectURL(new Blob([content], { type }))
  const a = el('a', { href: url, download: name, hidden: true })
  document.body.append(a)
  a.click()
  a.remove()
  setTimeout(() => URL.revokeObjectURL(url), 60_000) // long after it is written
}

export const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

// announce puts the focus on a heading, which is then read out and in sight.
export function announce (heading) {
  heading.setAttribute('tabindex', '-1')
  heading.focus()
  heading.addEventListener('blur', () => heading.removeAttribute('tabindex'), { once: true })
}
