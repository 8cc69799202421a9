// The table of handlers, with its search and filters.

function remarks(handler) {
  const lint = (handler.lint || []).length;
  const about = missingOf(handler);
  if (!about.length && handler.reasons && handler.reasons.length)
    about.push(handler.reasons[0].message);
  if (!handler.reasons || !handler.reasons.length)
    about.push(...new Set((handler.verdicts || []).flatMap(
        (verdict) => verdict.differences.map((one) => words(one.id)))));
  const text = about.slice(0, 3).join('; ') +
      (about.length > 3 ? `; and ${about.length - 3} more` : '');
  return [text, lint ? el('span', {class: 'lint'},
                          `${text ? ' ' : ''}lint: ${counted(lint, 'finding')}`)
                     : null];
}

function handlerRow(handler) {
  return el('tr', {'data-id': handler.id},
            el('th', {scope: 'row'},
               el('a', {href: '#'}, handler.name || handler.file),
               el('span', {class: 'place'}, place(handler.file, handler.line))),
            el('td', {}, badge(STATES, stateOf(handler),
                               handler.best_effort ? '(read best-effort)' : '')),
            el('td', {class: 'wide'}, handler.class ? words(handler.class) : ''),
            el('td', {class: 'wide'}, handler.subsystem || ''),
            el('td', {class: 'remarks'}, remarks(handler)));
}

/** One choice of a filter; nothing if there is nothing to choose. */
function filterChoice(name) {
  const [title, valuesOf, wordFor] = FILTERS[name];
  const counts = [...countBy(valuesOf)].sort(([a], [b]) => (a < b ? -1 : 1));
  if (counts.length < 2 && !STATE[name])
    return null;
  const id = `filter-${name}`;
  const choice = (value, text) => el('option', {value}, text);
  const select = el('select', {id, change: (event) => {
                      location.hash = hrefWith({[name]: event.target.value, h: null});
                    }},
                    choice('', 'all'),
                    counts.map(([value, count]) => choice(
                        value, `${wordFor ? wordFor(value) : words(value)} (${count})`)));
  return el('div', {class: 'filter'}, el('label', {for: id}, title), select);
}

const LIST = {box: null, rows: new Map(), isStale: false};

function searchBox() {
  const input = el('input', {
    id: 'search', type: 'search', autocomplete: 'off', spellcheck: 'false',
    placeholder: 'file, function, reason, maintainer',
    input: (event) => location.replace(hrefWith({q: event.target.value})),
  });
  return el('div', {class: 'filter search'}, el('label', {for: 'search'}, 'Search'),
            input);
}

function makeList() {
  const rows = REPORT.handlers.map(handlerRow);
  rows.forEach((row) => LIST.rows.set(row.dataset.id, row));
  const heads = ['Handler', 'State', 'Class', 'Subsystem', 'Remarks'];
  LIST.box = el(
      'div', {class: 'list'},
      el('form', {class: 'filters', role: 'search', 'aria-label': 'Handlers',
                  submit: (event) => event.preventDefault()},
         searchBox(), Object.keys(FILTERS).map(filterChoice)),
      el('p', {class: 'count', role: 'status'}),
      el('table', {class: 'handlers'}, el('caption', {class: 'unseen'}, 'Handlers'),
         el('thead', {}, el('tr', {}, heads.map((head) => el(
             'th', {scope: 'col',
                    class: /Class|Sub/.test(head) ? 'wide' : null}, head)))),
         el('tbody', {}, rows)));
}

function countText(shown) {
  const all = REPORT.handlers.length;
  const noun = REPORT.command === 'lint' ? 'function' : 'handler';
  return shown === all ? counted(all, noun) : `${shown} of ${counted(all, noun)}`;
}

/** Brings the table to the state. */
function updateList() {
  if (!LIST.box)
    makeList();
  const shown = new Set(shownHandlers().map((handler) => handler.id));
  for (const [id, row] of LIST.rows) {
    row.hidden = !shown.has(id);
    row.querySelector('a').setAttribute('href', hrefWith({h: id}));
  }
  const search = LIST.box.querySelector('#search');
  if (search.value !== (STATE.q || ''))
    search.value = STATE.q || '';
  for (const name of Object.keys(FILTERS)) {
    const select = LIST.box.querySelector(`#filter-${name}`);
    if (select)
      select.value = STATE[name] || '';
  }
  LIST.box.querySelector('.count').replaceChildren(
      countText(shown.size),
      ...(STATE.step ? [` that wait for: ${stepName(STATE.step)}`] : []),
      ...(isFiltered() ? [' ', el('a', {href: hrefOf({})}, 'Show all')] : []));
  return LIST.box;
}

/** Moves the focus to the next (1) or previous (-1) handler that is shown. */
function moveInList(step) {
  const links = [...LIST.rows.values()].filter((row) => !row.hidden)
                    .map((row) => row.querySelector('a'));
  const at = links.indexOf(document.activeElement);
  const next = links[at < 0 ? (step > 0 ? 0 : links.length - 1)
                            : Math.min(Math.max(at + step, 0), links.length - 1)];
  if (next)
    next.focus();
}
