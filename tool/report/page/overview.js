// The totals: what was found, what became of it, and what the rest lacks.

function countBy(valuesOf) {
  const counts = new Map();
  for (const handler of REPORT.handlers)
    for (const value of valuesOf(handler))
      counts.set(value, (counts.get(value) || 0) + 1);
  return counts;
}

function treeText() {
  const {tree} = REPORT;
  const target = tree.target
      ? `, for the API of ${tree.target}${tree.preview ? ' (a preview)' : ''}` : '';
  return `Linux ${tree.version}${target}`;
}

/** One stretch of the bar, and one line of its key, for each state. */
function stateTotals() {
  const counts = countBy((handler) => handler.state ? [handler.state] : []);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const order = Object.keys(STATES).filter((name) => counts.has(name));
  if (!total)
    return null;
  const bar = el('div', {class: 'bar', 'aria-hidden': 'true'});
  for (const name of order) {
    const stretch = el('span', {class: `stretch ${STATES[name][1]}`});
    stretch.style.flexGrow = counts.get(name);
    bar.append(stretch);
  }
  return section(
      `${counted(total, 'handler')} found`, bar,
      el('ul', {class: 'totals'}, order.map((name) => el(
          'li', {},
          el('a', {href: hrefOf({state: name}), class: STATES[name][1]},
             el('strong', {}, String(counts.get(name))), ' ', STATES[name][0]),
          el('span', {class: 'why'}, ` ${STATES[name][2]}`)))));
}

/** Each missing thing: who lacks it, and who lacks nothing else. */
function missingTotals() {
  const counts = [...countBy(missingOf)];
  if (!counts.length)
    return null;
  const alone = countBy((handler) => {
    const missing = missingOf(handler);
    return missing.length === 1 ? missing : [];
  });
  counts.sort(([a, m], [b, n]) => n - m || (alone.get(b) || 0) - (alone.get(a) || 0) ||
                                  (a < b ? -1 : 1));
  const most = counts[0][1];
  const row = ([name, count]) => {
    const bar = el('span', {class: 'meter', 'aria-hidden': 'true'});
    bar.style.width = `${100 * count / most}%`;
    return el('tr', {},
              el('th', {scope: 'row'},
                 el('a', {href: hrefOf({missing: name})}, name), bar),
              el('td', {}, String(count)), el('td', {}, String(alone.get(name) || 0)));
  };
  const table = (rows, title) => el(
      'table', {class: 'missing'}, el('caption', {class: 'unseen'}, title),
      el('thead', {}, el('tr', {}, el('th', {scope: 'col'}, 'Missing'),
                         el('th', {scope: 'col'}, 'Handlers'),
                         el('th', {scope: 'col'}, 'Nothing else'))),
      el('tbody', {}, rows.map(row)));
  const shown = 8;
  const part = section(
      'Why not: what is missing',
      table(counts.slice(0, shown), 'What most handlers lack'),
      counts.length > shown
          ? foldable(`${counts.length - shown} more`,
                     () => table(counts.slice(shown), 'What fewer handlers lack'))
          : null);
  part.className = 'missing-part';
  return part;
}

function lintTotals() {
  const counts = new Map();
  for (const finding of REPORT.handlers.flatMap((handler) => handler.lint || []))
    counts.set(finding.rule, (counts.get(finding.rule) || 0) + 1);
  if (!counts.size)
    return REPORT.command === 'lint' ? section('Lint', el('p', {}, 'No findings.'))
                                     : null;
  const rules = [...counts.keys()].sort();
  return section('Lint', list(rules.map((rule) => [
    el('a', {href: hrefOf({rule})},
       el('strong', {}, String(counts.get(rule))), ` ${rule}`),
    REPORT.rules[rule] ? ` ${REPORT.rules[rule].title}` : ''])));
}

function leftOver() {
  return [
    REPORT.incomplete.length
        ? foldable(`${counted(REPORT.incomplete.length, 'file')} not read`,
                   () => list(REPORT.incomplete.map(
                       (one) => [el('code', {}, one.file), `: ${one.reason}`])))
        : null,
    REPORT.notes.length
        ? foldable(counted(REPORT.notes.length, 'note'), () => list(REPORT.notes))
        : null,
  ];
}

function overview() {
  const {archs} = REPORT.tree;
  const left = [stateTotals(), lintTotals()].filter(Boolean);
  return el('div', {class: 'overview'},
            el('h1', {}, treeText()),
            el('p', {}, el('code', {}, `premap ${REPORT.command}`),
               archs.length ? `, read for ${archs.join(', ')}` : ''),
            el('div', {class: 'parts'}, el('div', {}, left), missingTotals()),
            leftOver());
}
