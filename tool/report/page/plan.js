// The migration: its steps in an order that pays, and each step by itself.

const PLAN = new Map(((REPORT.plan || {}).nodes || []).map((one) => [one.id, one]));

function stepName(id) {
  const node = PLAN.get(id);
  if (!node)
    return id;
  switch (node.kind) {
  case 'inner_hook': return `a prepare form of ${node.name}`;
  case 'helper': return `a descriptor form of ${node.name}()`;
  case 'rework': return `in drivers: ${node.name}`;
  default: return node.name;
  }
}

/** What sort of work a step is, for people who did not read the documentation. */
const KINDS = {
  inner_hook: 'A member of a record of a subsystem, which needs a form beside it ' +
      'that takes a descriptor. All functions behind it stand before its callers.',
  helper: 'A function of the tree that gets the VMA of others.',
  caller: 'Code that calls the hook of a table itself.',
  missing_api: 'Something that mm, or a library, does not offer to a prepare hook.',
  rework: 'Something that drivers do and a prepare hook must not.',
  unread: 'What no configuration compiles, or nothing could read.',
};

/** A handler has its own page, a step too; an inner hook that no handler of this
    report is, neither. */
function hrefOfNode(node) {
  if (node.kind !== 'handler')
    return hrefOf({page: 'plan', step: node.id});
  return HANDLERS.has(node.id) ? hrefOf({h: node.id}) : null;
}

function nodeLink(id) {
  const node = PLAN.get(id) || {id, kind: 'handler', name: id};
  const text = node.kind === 'handler' ? id : stepName(id);
  const href = hrefOfNode(node);
  return href ? el('a', {href}, text) : el('code', {}, text);
}

/** The records and members that a function stands in, with their counts. */
function slotsText(node) {
  const counts = new Map();
  for (const {type, field} of node.tables)
    counts.set(`${type}.${field}`, (counts.get(`${type}.${field}`) || 0) + 1);
  return [...counts].map(([name, count]) => count > 1 ? `${name} (${counted(count, 'table')})`
                                                      : name).join(', ');
}

function waitingList(ids, alone) {
  const only = new Set(alone);
  return list(ids.map((id) => [
    nodeLink(id),
    PLAN.has(id) ? el('span', {class: 'why'}, ` ${slotsText(PLAN.get(id))}`) : null,
    only.has(id) ? el('span', {class: 'good'}, ' needs nothing else') : null]));
}

/** Who needs a node at once, not by way of others. */
function usersOf(id) {
  return [...PLAN.values()].filter((node) => node.needs.includes(id))
      .map((node) => node.id);
}

function stepPage(id) {
  const node = PLAN.get(id);
  const step = REPORT.plan.steps.find((one) => one.id === id);
  if (!node || !step)
    return el('p', {}, 'This report has no step ', el('code', {}, id), '.');
  const shown = step.waiting.filter((one) => HANDLERS.has(one));
  return el(
      'article', {},
      el('nav', {class: 'steps', 'aria-label': 'Steps'},
         el('a', {href: hrefOf({page: 'plan'})}, '\u2190 All steps')),
      el('h1', {tabindex: '-1'}, stepName(id)),
      el('p', {}, KINDS[node.kind],
         node.file ? [' It is at ', el('span', {class: 'place'}, place(node.file, node.line)),
                      '.'] : null),
      node.kind === 'inner_hook'
          ? el('p', {}, `${counted(node.tables.length, 'table')} of the tree set it.`) : null,
      section('What must be done before it', list(node.needs.map(nodeLink))),
      section(`Who cannot do without it: ${counted(step.waiting.length, 'function')}`,
              shown.length ? el('p', {}, el('a', {href: hrefOf({step: id})},
                  `The ${counted(shown.length, 'handler')} of the list among them`))
                           : null,
              waitingList(step.waiting, step.alone)),
      section('What needs it at once', list(
          usersOf(id).filter((one) => !step.waiting.includes(one)).map(nodeLink))));
}

/** How many handlers of file_operations, and of inner tables, stand where. */
function planTotals() {
  const handlers = [...PLAN.values()].filter((one) => one.kind === 'handler');
  const isOuter = (node) => node.tables.some((one) => one.type === 'file_operations');
  const parts = [handlers.filter(isOuter), handlers.filter((one) => !isOuter(one))];
  const row = (title, countOf) => el(
      'tr', {}, el('th', {scope: 'row'}, title),
      parts.map((nodes) => el('td', {}, String(countOf(nodes)))));
  const states = {converted: 'converted', ready: 'ready: premap converts them',
                  by_hand: 'by hand: nothing is missing, but premap does not edit them',
                  waiting: 'waiting for the steps below', unread: 'unread'};
  return el('table', {class: 'missing totals-of-plan'},
            el('caption', {class: 'unseen'}, 'Handlers by table and state'),
            el('thead', {}, el('tr', {}, ['Handlers', 'file_operations', 'inner tables'].map(
                (head) => el('th', {scope: 'col'}, head)))),
            el('tbody', {}, row('functions', (nodes) => nodes.length),
               row('entries of tables',
                   (nodes) => nodes.reduce((sum, one) => sum + one.tables.length, 0)),
               Object.entries(states).map(([state, title]) => row(
                   title, (nodes) => nodes.filter((one) => one.state === state).length))));
}

function planPage() {
  if (STATE.step)
    return stepPage(STATE.step);
  const {steps, whole} = REPORT.plan;
  const heads = ['Step', 'Wait for it', 'For it alone', 'Free by then'];
  const row = (step) => el(
      'tr', {},
      el('th', {scope: 'row'}, nodeLink(step.id)),
      [step.waiting.length, step.alone.length, step.sum].map((n) => el('td', {}, String(n))));
  return el(
      'article', {},
      el('h1', {tabindex: '-1'}, 'What the rest waits for'),
      whole ? null
            : el('p', {}, 'Of the files that this command read. ', el('code', {}, 'premap plan'),
                 ' reads those behind inner hooks and helpers too.'),
      planTotals(),
      section('Steps, in an order that pays', el(
          'table', {class: 'missing'}, el('caption', {class: 'unseen'}, 'Steps'),
          el('thead', {}, el('tr', {}, heads.map((head) => el('th', {scope: 'col'}, head)))),
          el('tbody', {}, steps.map(row)))),
      section('Who waits for whom', drawGraph()));
}
