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

/** What one version of the hook does, step by step. */
function hookSteps(side) {
  const steps = [
    ...(side.effects || []).map((one) => [one, effectText(one)]),
    ...(side.requests || []).map((one) => [one, requestText(one)]),
  ].sort(([a], [b]) => (a.step || 0) - (b.step || 0));
  const text = ([step, said]) => [
    said, step.at ? el('span', {class: 'place'}, ` ${step.at}`) : null];
  return [
    el('p', {}, el('strong', {}, side.result || ''),
       side.return ? `, returns ${side.return}` : '',
       side.decided_at ? el('span', {class: 'place'}, ` decided at ${side.decided_at}`)
                       : null),
    list(steps.map(text), 'ol'),
  ];
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
                        values.map((value) => el('td', {}, value)));
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
        ? foldable('Steps of the model', () => list(state.steps.map(valueText), 'ol'))
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

function counterexample(example) {
  const {inputs = {}, old = {}, new: now = {}} = example;
  const isOfModel = !old.effects;
  const state = Object.entries(inputs.state || {});
  return el(
      'div', {class: 'story'},
      el('h3', {}, 'Counterexample',
         example.difference ? ` for ${words(example.difference)}` : ''),
      el('p', {}, 'A program calls ', el('code', {}, callText(inputs)), '.',
         inputs.mmap && inputs.mmap.vm_flags
             ? [' The hook sees the flags ', el('code', {}, inputs.mmap.vm_flags), '.']
             : null),
      state.length ? [el('p', {}, 'At that time'),
                      list(state.map(([name, value]) => [
                        el('code', {}, name), ' is ', el('code', {}, valueText(value))]))]
                   : null,
      isOfModel
          ? [el('p', {}, 'On the runtime model',
                example.scenario ? ` (${example.scenario})` : '', ':'),
             twoSides(modelEnd(old), modelEnd(now))]
          : [twoSides(hookSteps(old), hookSteps(now)), mappingTable(old, now),
             example.model ? modelPart(example.model) : null]);
}
