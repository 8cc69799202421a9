// One handler: why, what first, who; then everything else that is known.

function ruleName(id) {
  const rule = REPORT.rules[id];
  return id ? el('a', {href: hrefOf({rule: id}), class: 'rule',
                       title: rule ? rule.title : null}, id) : null;
}

/** Reasons of the same rule and message, with all their places. */
function grouped(reasons) {
  const groups = new Map();
  for (const reason of reasons || []) {
    const key = JSON.stringify([reason.rule, reason.message]);
    groups.set(key, [...(groups.get(key) || []), reason]);
  }
  return [...groups.values()];
}

function reasonText(group) {
  const [first] = group;
  const rule = REPORT.rules[first.rule];
  return [
    el('p', {}, ruleName(first.rule), first.rule ? ' ' : '', first.message),
    rule && rule.cure ? el('p', {class: 'cure'}, rule.cure) : null,
    group.filter((one) => one.file).map((one) => excerpt(one.file, one.line)),
  ];
}

/** The steps of the plan that the handler waits for, each with those before. */
function stepsBefore(id) {
  const seen = new Set([id]);
  const below = (node) => node.needs.filter((need) => !seen.has(need)).map((need) => {
    seen.add(need);
    const step = PLAN.get(need);
    return [step, below(step)];
  });
  return PLAN.has(id) ? below(PLAN.get(id)) : [];
}

function stepList(steps) {
  return list(steps.map(([step, before]) => [
    step.kind === 'handler' ? 'the conversion of ' : null, nodeLink(step.id),
    step.kind !== 'handler' && step.file
        ? [' in ', el('code', {}, place(step.file, step.line))] : null,
    before.length ? [', before that', stepList(before)] : null]));
}

function whatFirst(handler) {
  if (handler.state !== 'declined')
    return null;
  const steps = stepsBefore(handler.id);
  const missing = missingOf(handler);
  if (!steps.length && !missing.length)
    return el('p', {}, 'Nothing is missing: the code itself is to be changed by hand.');
  return [
    list(missing.map((name) => el('a', {href: hrefOf({missing: name})}, name))),
    steps.length ? [el('p', {}, 'As steps of the migration:'), stepList(steps)] : null,
  ];
}

function maintainers(handler) {
  const about = sectionOf(handler);
  if (!about)
    return el('p', {}, 'MAINTAINERS of the tree names nobody for this file.');
  return [el('p', {}, about.title), list([...about.people, ...about.lists])];
}

/** What the verdicts name as different, each once. */
function allDifferences(handler) {
  const all = (handler.verdicts || []).flatMap((verdict) => verdict.differences);
  return [...new Map(all.map((one) => [one.message, one])).values()].map(
      (one) => [one.rule ? [ruleName(one.rule), ' '] : null, one.message]);
}

/** The three questions that people come with. */
function answers(handler) {
  const why = grouped(handler.reasons);
  const box = (title, name, ...inside) => inside.flat(Infinity).some(Boolean)
      ? el('section', {class: `answer ${name}`}, el('h2', {}, title), inside) : null;
  const isDone = /^(converted|already|inconclusive|convertible)/.test(stateOf(handler));
  return el(
      'div', {class: 'answers'},
      box(isDone ? 'What to know' : 'Why not', 'first', list(why.map(reasonText)),
          handler.not_compiled_because
              ? el('p', {}, handler.not_compiled_because) : null,
          list(allDifferences(handler)),
          isDone ? list(grouped(handler.notes).map(reasonText)) : null),
      box('What must change first', '', whatFirst(handler)),
      box('Who maintains it', '', maintainers(handler),
          handler.mail ? el('p', {}, 'Its patch: ', el('a', {
            href: `series/${encodeURIComponent(handler.mail)}`}, handler.mail)) : null));
}

function usedBy(handler) {
  return section('Where it is used', list((handler.tables || []).map((table) => [
    el('code', {}, `.${table.field}`), ' of ',
    table.type ? el('code', {}, `struct ${table.type}`) : 'a table', ' ',
    table.variable ? el('code', {}, table.variable) : null,
    excerpt(table.file, table.line)])));
}

function codePart(handler) {
  const bodies = (handler.functions || []).map((one) => el(
      'figure', {}, el('figcaption', {}, `${one.name}() at ${place(one.file, one.first)}`),
      sourceTable(one.file, one.first, one.last, {notes: one.notes})));
  return section('What it does', factList(handler), bodies);
}

/** The facts that are no single line of code. */
function factList(handler) {
  const facts = handler.facts || {};
  const names = ['flags_set', 'flags_cleared', 'flags_tested', 'vm_ops',
                 'calls_with_vma', 'acquires', 'locks_held_over_remap',
                 'fields_written', 'actions'];
  const rows = names.filter((name) => (facts[name] || []).length)
      .map((name) => [words(name), chips(facts[name])]);
  for (const name of ['private_data', 'page_prot', 'pgoff', 'file'])
    if (facts[`${name}_written`])
      rows.push([`${words(name)} written`, 'yes']);
  for (const table of handler.vm_ops || [])
    rows.push([`vm_ops ${table.name}`,
               [chips(Object.entries(table.hooks).map(([name, value]) => `.${name} = ${value}`)),
                el('span', {class: 'place'}, place(table.file, table.line))]]);
  for (const sentence of handler.disagreements || [])
    rows.push(['note', sentence]);
  if (!rows.length)
    return null;
  return el('dl', {class: 'facts'},
            rows.map(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
}

function planPart(handler) {
  return section('Plan', list((handler.plan || []).map((step) => [
    step.text, ' ', el('span', {class: 'place'}, place(step.file, step.line))]), 'ol'));
}

function pathsText({paths, scenarios}) {
  return `${counted(paths.old, 'path')} of the old hook and ${paths.new} of the new one; ` +
      `${counted(paths.pairs, 'pair')} compared` +
      (scenarios ? `; ${counted(scenarios, 'run')} of the runtime model` : '');
}

function verdictPart(verdict, changes) {
  const about = [verdict.table, `${verdict.old_handler}() \u2192 ${verdict.new_handler}()`,
                 verdict.arch].filter(Boolean).join(', ');
  return el(
      'div', {class: 'verdict'},
      el('p', {}, badge(VERDICTS, verdict.verdict), ' ', about),
      el('p', {class: 'why'}, pathsText(verdict)),
      list(verdict.differences.map((one) => [
        el('strong', {}, words(one.id)), one.rule ? [' ', ruleName(one.rule)] : null,
        `: ${one.message}`])),
      verdict.counterexample ? counterexample(verdict, changes) : null,
      verdict.assumptions.length
          ? foldable(`It assumes ${counted(verdict.assumptions.length, 'thing')}`,
                     () => list(verdict.assumptions))
          : null,
      (verdict.trace || []).map((path) => foldable(
          `Path, ${path.side}: ${path.end}`,
          () => list([...path.guards.map((guard) => `if ${guard}`), ...path.steps,
                      ...path.fields.map((field) => `the mapping's ${field}`)], 'ol'))));
}

function lintPart(handler) {
  return section('Lint', (handler.lint || []).map((finding) => el(
      'div', {class: 'finding'},
      el('p', {}, ruleName(finding.rule), ' ', finding.message,
         ` (${finding.confidence}${finding.new ? '' : ', known before'})`),
      excerpt(finding.file, finding.line),
      finding.way.length
          ? [el('p', {}, 'The way there:'),
             list(finding.way.map((step) => [step.message, excerpt(step.file, step.line)]), 'ol')]
          : null,
      finding.example ? el('p', {}, 'For example: ', el('code', {}, finding.example)) : null,
      finding.fix ? el('p', {class: 'cure'}, finding.fix) : null)));
}

function changeTitle(handler) {
  if (!handler.plan)
    return 'The change';
  if (/^(refuted|edit_failed)$/.test(stateOf(handler)))
    return 'The change that was made, and is in no patch';
  return handler.state === 'convertible' ? 'The change that would be made, not checked'
                                         : 'The change';
}

/** The handler and its neighbours among those that are shown. */
function neighbours(id) {
  const shown = shownHandlers();
  const all = shown.some((one) => one.id === id) ? shown : REPORT.handlers;
  const at = all.findIndex((one) => one.id === id);
  return {at, count: all.length, before: all[at - 1], after: all[at + 1]};
}

function steps(id) {
  const {at, count, before, after} = neighbours(id);
  const to = (one, text) => one
      ? el('a', {href: hrefWith({h: one.id}), title: one.id}, text)
      : el('span', {class: 'why'}, text);
  return el('nav', {class: 'steps', 'aria-label': 'Handlers'},
            el('a', {href: hrefWith({h: null})}, '\u2190 All'), ' ',
            to(before, 'Previous'), ' ', to(after, 'Next'),
            el('span', {class: 'why'}, ` ${at + 1} of ${count}`));
}

function handlerPage(handler) {
  return el(
      'article', {class: 'handler'},
      steps(handler.id),
      el('h1', {tabindex: '-1'}, handler.name || handler.file),
      el('p', {}, el('span', {class: 'place'}, place(handler.file, handler.line)), ' ',
         badge(STATES, stateOf(handler), handler.best_effort ? '(read best-effort)' : ''), ' ',
         worstVerdict(handler) ? [badge(VERDICTS, worstVerdict(handler)), ' '] : null,
         (handler.classes || []).map((name) => [
           el('a', {href: hrefOf({class: name}), class: 'chip'}, words(name)), ' ']),
         (handler.archs || []).length ? `for ${handler.archs.join(', ')}` : null),
      answers(handler),
      diffs(handler.changes, changeTitle(handler)),
      section('Verdict', (handler.verdicts || []).map(
          (verdict) => verdictPart(verdict, handler.changes || []))),
      lintPart(handler), planPart(handler), codePart(handler), usedBy(handler));
}
