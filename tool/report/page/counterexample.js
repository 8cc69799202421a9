// A counterexample as a story: the call, what is so when it is made, what each
// version does with it, and what the runtime model makes of that.

const ERRNOS = {1: 'EPERM', 2: 'ENOENT', 4: 'EINTR', 5: 'EIO', 6: 'ENXIO',
                9: 'EBADF', 11: 'EAGAIN', 12: 'ENOMEM', 13: 'EACCES',
                14: 'EFAULT', 16: 'EBUSY', 17: 'EEXIST', 19: 'ENODEV',
                22: 'EINVAL', 25: 'ENOTTY', 26: 'ETXTBSY', 27: 'EFBIG',
                28: 'ENOSPC', 34: 'ERANGE', 38: 'ENOSYS', 75: 'EOVERFLOW',
                95: 'EOPNOTSUPP'};

function valueText(value) {
  if (typeof value === 'number' && value < 0 && value > -4096)
    return ERRNOS[-value] ? `-${ERRNOS[-value]}` : String(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const joined = (values, by) => (values || []).map(valueText).join(by);

function callText(inputs) {
  const call = inputs.mmap || {};
  return `mmap(${call.addr}, ${call.length}, ${joined(call.prot, ' | ') || 'PROT_NONE'}, ` +
      `${joined(call.flags, ' | ')}, fd, ...) at page offset ${call.pgoff}`;
}

function effectText({what = '', args = []}) {
  return what.startsWith('store to ') && args.length === 2
      ? `${what.slice(9)} = ${valueText(args[1])}`
      : `${what}(${joined(args, ', ')})`;
}

function requestText(request) {
  const beside = new Set(['kind', 'at', 'result', 'step']);
  const details = Object.entries(request).filter(([name]) => !beside.has(name))
      .map(([name, value]) => `, ${words(name)} ${valueText(value)}`).join('');
  const result = request.result === '0' ? ': done'
      : request.result ? `: fails with ${request.result}` : '';
  return words(request.kind || '') + details + result;
}

/** Steps {place, text} of one version of the hook, in their order. */
function stepsOf(side) {
  return [
    ...(side.effects || []).map((one) => [one, effectText(one)]),
    ...(side.requests || []).map((one) => [one, requestText(one)]),
  ].sort(([a], [b]) => (a.step || 0) - (b.step || 0))
      .map(([one, text]) => ({place: one.at, text}));
}

/** A place of the old or new text, which leads into the change if that shows
    it. */
function placeOf(version, at, changes) {
  if (!at)
    return null;
  return el('span', {class: 'place'},
            isInDiffs(changes, version, at)
                ? el('a', {href: hrefWith({at: `${version} ${at}`}),
                           title: 'in the change'}, at)
                : at);
}

/** The functions that a version goes through; the numbers are those of its
    steps. */
function walkedCode(sources, side, steps) {
  const marks = new Map();
  const mark = (at, text) => {
    if (at)
      marks.set(at, [...(marks.get(at) || []), text]);
  };
  mark(side.decided_at, '\u2192');
  steps.forEach((one, index) => mark(one.place, String(index + 1)));
  return Object.entries(sources || {}).map(([file, runs]) => el(
      'figure', {class: 'walked'}, el('figcaption', {class: 'place'}, file),
      el('table', {class: 'source'},
         el('caption', {class: 'unseen'}, `Code of ${file}, with the steps`),
         el('thead', {class: 'unseen'}, el('tr', {}, ['Step', 'Line', 'Code'].map(
             (head) => el('th', {scope: 'col'}, head)))),
         runs.map(([first, text]) => el(
             'tbody', {}, walkedRows(file, first, text.split('\n'), marks))))));
}

function walkedRows(file, first, lines, marks) {
  const reader = new CReader();
  return lines.map((line, index) => {
    const said = marks.get(`${file}:${first + index}`);
    return el('tr', {class: said ? 'meant' : null},
              el('td', {class: 'step'}, said ? said.join(' ') : ''),
              number(first + index),
              el('td', {class: 'c'}, painted(reader.pieces(line))));
  });
}

/** What one version of the hook does, step by step, and where. */
function hookSteps(version, side, sources, changes) {
  const steps = stepsOf(side);
  return [
    el('p', {}, el('strong', {}, side.result || ''),
       side.return ? `, returns ${side.return}` : '',
       side.decided_at ? [', decided at ', placeOf(version, side.decided_at, changes)]
                       : null),
    list(steps.map((one) => [one.text, ' ', placeOf(version, one.place, changes)]), 'ol'),
    walkedCode(sources, side, steps),
  ];
}

/** "A|B" that may go on in another line behind each bar. */
function breakable(text) {
  return text.split(/(?<=\|)/).map((part) => [part, part.endsWith('|') ? el('wbr') : null]);
}

/** The fields of the two mappings, those that differ marked. */
function mappingTable(old, now) {
  if (!old.vma || !now.vma)
    return null;
  const fields = [...new Set([...Object.keys(old.vma), ...Object.keys(now.vma)])];
  return el('table', {class: 'fields'}, el('caption', {}, 'The mapping afterwards'),
            el('thead', {}, el('tr', {}, ['Field', 'Old', 'New'].map(
                (head) => el('th', {scope: 'col'}, head)))),
            el('tbody', {}, fields.map((field) => {
              const values = [old, now].map((side) => field in side.vma
                  ? valueText(side.vma[field]) : '');
              return el('tr', {class: values[0] === values[1] ? null : 'meant'},
                        el('th', {scope: 'row'}, field),
                        values.map((value) => el('td', {}, breakable(value))));
            })));
}

/** The state in which the runtime model ends, and the steps that led there. */
function modelEnd(state) {
  if (!state)
    return null;
  const isMapped = typeof state.return === 'number' && state.return >= 0;
  const lists = [['leaks', ''], ['locks_held', 'locks held: '],
                 ['stale_ptes', 'stale page table entries: '], ['warnings', '']];
  const facts = lists.filter(([name]) => (state[name] || []).length)
      .map(([name, title]) => title + joined(state[name], ', '));
  return [
    el('p', {}, [isMapped ? 'it is mapped' : `the call returns ${valueText(state.return)}`,
                 ...facts].join('; ')),
    (state.steps || []).length
        ? foldable(`The model's ${counted(state.steps.length, 'step')}`,
                   () => list(state.steps.map(valueText), 'ol'), true)
        : null,
  ];
}

function twoSides(old, now) {
  return el('div', {class: 'sides'},
            el('div', {}, el('h4', {}, 'Old'), old),
            el('div', {}, el('h4', {}, 'New'), now));
}

function modelPart(model) {
  if (!model.confirmed)
    return el('p', {}, 'The runtime model does not show it: ',
              model.reason || 'it ends in the same state', '.');
  return [el('p', {}, `On the runtime model: ${model.difference}`),
          twoSides(modelEnd(model.old), modelEnd(model.new))];
}

/** `code` has the functions of both versions, `changes` the numbers of the
    diffs beside it. */
function counterexample({counterexample: example, code = {}}, changes) {
  const {inputs = {}, old = {}, new: now = {}} = example;
  const isOfModel = !old.effects;
  const state = Object.entries(inputs.state || {});
  return el(
      'div', {class: 'story'},
      el('h3', {}, 'Counterexample',
         example.difference ? ` for ${words(example.difference)}` : ''),
      el('p', {}, 'A program calls ', el('code', {}, callText(inputs)), '.',
         inputs.mmap && inputs.mmap.vm_flags
             ? [' The hook sees the flags ',
                el('code', {}, breakable(inputs.mmap.vm_flags)), '.']
             : null),
      state.length ? [el('p', {}, 'At that time'),
                      list(state.map(([name, value]) => [
                        el('code', {}, name), ' is ', el('code', {}, valueText(value))]))]
                   : null,
      isOfModel
          ? [el('p', {}, 'On the runtime model',
                example.scenario ? ` (${example.scenario})` : '', ':'),
             twoSides(modelEnd(old), modelEnd(now))]
          : [twoSides(hookSteps('old', old, code.old, changes),
                      hookSteps('new', now, code.new, changes)),
             mappingTable(old, now),
             example.model ? modelPart(example.model) : null]);
}
