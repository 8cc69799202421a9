// What the page shows is in its address, behind the #: whoever gets the address
// sees the same.

const FILTERS = {
  state: ['State', (handler) => [stateOf(handler)],
          (name) => (STATES[name] || [words(name)])[0]],
  class: ['Class', (handler) => handler.classes || []],
  subsystem: ['Subsystem', (handler) => [handler.subsystem].filter(Boolean)],
  arch: ['Architecture', (handler) => handler.archs || []],
  rule: ['Rule', rulesOf,
         (name) => name + (REPORT.rules[name]
                               ? `: ${REPORT.rules[name].title}` : '')],
  missing: ['Missing', missingOf],
};

const REPORT = JSON.parse(document.getElementById('data').textContent);
const HANDLERS = new Map(REPORT.handlers.map((one) => [one.id, one]));

/** The names in an address: the filters, q (words to search for), step (of the
    plan), h (a handler), page, view (of changes) and at (a place in them). */
const NAMES = [...Object.keys(FILTERS), 'q', 'step', 'h', 'page', 'view', 'at'];
let STATE = {};

function readState() {
  const said = new URLSearchParams(location.hash.slice(1));
  STATE = {};
  for (const name of NAMES)
    if (said.get(name))
      STATE[name] = said.get(name);
}

/** The address of the state with `changes`; null takes away. A place is left
    behind. */
function hrefWith(changes, from = STATE) {
  const said = new URLSearchParams();
  for (const [name, value] of Object.entries({...from, at: null, ...changes}))
    if (value)
      said.set(name, value);
  return `#${said}`;
}

/** A link to the handlers of one filter. */
const hrefOf = (changes) => hrefWith(changes, {view: STATE.view});

const textOf = (() => {
  const known = new Map();
  const texts = (handler) => {
    const about = sectionOf(handler);
    return [
      handler.id, handler.subsystem, ...(handler.classes || []),
      STATES[stateOf(handler)][0], ...missingOf(handler), ...rulesOf(handler),
      ...(handler.tables || []).map((one) => `${one.type}.${one.field} ${one.variable}`),
      ...[handler.reasons, handler.notes, handler.lint].flatMap(
          (part) => (part || []).map((one) => one.message)),
      ...(handler.verdicts || []).flatMap((verdict) => [
        verdict.verdict, ...verdict.differences.map((one) => `${one.id} ${one.message}`)]),
      ...(about ? [about.title, ...about.people, ...about.lists] : []),
    ].join('\n').toLowerCase();
  };
  return (handler) => {
    if (!known.has(handler.id))
      known.set(handler.id, texts(handler));
    return known.get(handler.id);
  };
})();

/** Handlers that wait for a step of the plan, directly or not. */
function waitingFor(step) {
  const found = ((REPORT.plan || {}).steps || []).find((one) => one.id === step);
  return new Set(found ? found.waiting : []);
}

/** Which handlers the state shows, in their order. */
function shownHandlers() {
  const wanted = (STATE.q || '').toLowerCase().split(/\s+/).filter(Boolean);
  const waiting = STATE.step ? waitingFor(STATE.step) : null;
  return REPORT.handlers.filter(
      (handler) =>
          Object.entries(FILTERS).every(
              ([name, [, valuesOf]]) =>
                  !STATE[name] || valuesOf(handler).includes(STATE[name])) &&
          (!waiting || waiting.has(handler.id)) &&
          wanted.every((word) => textOf(handler).includes(word)));
}

const isFiltered = () =>
    Boolean(STATE.q || STATE.step || Object.keys(FILTERS).some((name) => STATE[name]));
