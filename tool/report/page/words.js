// How states, verdicts and counts are called, in the order in which people want
// them.

const STATES = {
  converted: ['converted', 'good', 'equivalent to the old handler'],
  converted_under_assumptions:
      ['converted, with differences', 'good', 'each of them named and explained'],
  inconclusive: ['converted, not decided', 'care', 'verification came to no end'],
  refuted: ['refuted', 'bad', 'a counterexample shows how it differs; in no patch'],
  edit_failed: ['edit failed', 'bad', 'the rewritten text did not hold'],
  convertible: ['can be converted', 'good', 'there is a plan, and nothing was changed'],
  declined: ['declined', 'care', 'something stands against it, or is missing'],
  already_converted: ['converted before', 'done', 'an mmap_prepare hook'],
  not_compiled: ['not compiled', 'none', 'no configuration compiles it'],
  parse_failed: ['not parsed', 'bad', 'its file has errors'],
  text_only: ['text only', 'none', 'only the text search knows it'],
  finding: ['lint only', 'none', 'no handler; lint speaks of it'],
};

const VERDICTS = {
  equivalent: ['equivalent', 'good'],
  equivalent_bounded: ['equivalent, up to the loop bound', 'good'],
  equivalent_with_differences: ['equivalent but for named differences', 'good'],
  inconclusive: ['not decided', 'care'],
  different: ['different', 'bad'],
};

const stateOf = (handler) => handler.state || 'finding';
const words = (name) => name.replace(/_/g, ' ');

function counted(count, noun) {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function badge(table, name, note) {
  const [text, tone] = table[name] || [words(name), 'none'];
  return el('span', {class: `badge ${tone}`}, text, note ? ` ${note}` : null);
}

function place(file, line) {
  return line ? `${file}:${line}` : file;
}

/** The worst verdict of a handler, or null. */
function worstVerdict(handler) {
  const order = Object.keys(VERDICTS);
  return (handler.verdicts || [])
      .map((verdict) => verdict.verdict)
      .sort((a, b) => order.indexOf(b) - order.indexOf(a))[0] || null;
}

/** What would have to be there for its conversion, each once. */
function missingOf(handler) {
  const names = (handler.reasons || []).map((reason) => reason.missing);
  return [...new Set(names.filter(Boolean))];
}

/** All rules that something about it names. */
function rulesOf(handler) {
  const all = [handler.reasons, handler.notes, handler.lint,
               ...(handler.verdicts || []).map((one) => one.differences)];
  const names = all.flatMap((part) => (part || []).map((one) => one.rule));
  return [...new Set(names.filter(Boolean))];
}

function sectionOf(handler) {
  return handler.section === null || handler.section === undefined
      ? null : REPORT.sections[handler.section];
}
