// Changes, side by side and as a patch.

/** Hunks with their rows {old, new, oldText, newText}; a number that is null is
    on the other side only. */
function parseHunks(text) {
  const hunks = [];
  let old = 0, now = 0, hunk = null;
  for (const line of text.split('\n')) {
    const head = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@(.*)/.exec(line);
    if (head) {
      [old, now] = [Number(head[1]), Number(head[2])];
      hunk = {head: line, rows: []};
      hunks.push(hunk);
    } else if (hunk && line.startsWith('-')) {
      hunk.rows.push({old: old++, new: null, oldText: line.slice(1)});
    } else if (hunk && line.startsWith('+')) {
      hunk.rows.push({old: null, new: now++, newText: line.slice(1)});
    } else if (hunk && line.startsWith(' ')) {
      const same = line.slice(1);
      hunk.rows.push({old: old++, new: now++, oldText: same, newText: same});
    }
  }
  return hunks;
}

/** Lines that went beside those that came in their place. */
function paired(rows) {
  const out = [];
  let gone = [], come = [];
  const flush = () => {
    for (let i = 0; i < Math.max(gone.length, come.length); ++i)
      out.push({old: null, new: null, ...gone[i],
                ...(come[i] && {new: come[i].new, newText: come[i].newText})});
    [gone, come] = [[], []];
  };
  for (const row of rows) {
    if (row.new === null) {
      if (come.length)
        flush();
      gone.push(row);
    } else if (row.old === null) {
      come.push(row);
    } else {
      flush();
      out.push(row);
    }
  }
  flush();
  return out;
}

/** Where two lines differ, as [from, to of a, to of b]; nothing if they have
    little in common. */
function changedPart(a, b) {
  if (a === undefined || b === undefined || a === b)
    return null;
  const shorter = Math.min(a.length, b.length);
  let from = 0, back = 0;
  while (from < shorter && a[from] === b[from])
    ++from;
  while (back < shorter - from &&
         a[a.length - 1 - back] === b[b.length - 1 - back])
    ++back;
  return from + back < shorter / 3 ? null : [from, a.length - back, b.length - back];
}

/** Whether the diffs of these numbers have a row for "file:line" of the `old` or
    `new` text. */
function isInDiffs(numbers, version, at) {
  return numbers.some((index) => {
    const {file, hunks} = REPORT.diffs[index];
    return at.startsWith(`${file}:`) && parseHunks(hunks).some(
        ({rows}) => rows.some((row) => `${file}:${row[version]}` === at));
  });
}

/** Shows the row of a place, "old file:line", among those of the diffs. */
function showPlace(at) {
  for (const row of document.querySelectorAll('.diff tr.at'))
    row.classList.remove('at');
  const [version, place] = at ? at.split(/ (.*)/) : [];
  for (const row of document.querySelectorAll('.diff tr'))
    if (place && row.dataset[version] === place) {
      row.classList.add('at');
      row.tabIndex = -1;
      row.focus({preventScroll: true});
      row.scrollIntoView({block: 'center'});
      return;
    }
}

/** A row of a diff of `file`, which showPlace() finds. */
function diffRow(file, row, attributes, ...cells) {
  const at = (line) => line === null ? null : `${file}:${line}`;
  return el('tr', {...attributes, 'data-old': at(row.old), 'data-new': at(row.new)},
            ...cells);
}

const number = (value) => el('td', {class: 'no'}, value === null ? '' : String(value));

function code(reader, text, tone, part) {
  if (text === undefined)
    return el('td', {class: 'c void'});
  return el('td', {class: `c ${tone}`}, painted(reader.pieces(text), ...(part || [])));
}

function sideBySide(file, hunk) {
  const before = new CReader(), after = new CReader();
  return paired(hunk.rows).map((row) => {
    const part = changedPart(row.oldText, row.newText);
    const isSame = row.old !== null && row.new !== null &&
        row.oldText === row.newText;
    return diffRow(file, row, {},
              number(row.old),
              code(before, row.oldText, isSame ? '' : 'gone',
                   part && [part[0], part[1]]),
              number(row.new),
              code(after, row.newText, isSame ? '' : 'come',
                   part && [part[0], part[2]]));
  });
}

function asPatch(file, hunk) {
  const before = new CReader(), after = new CReader();
  return hunk.rows.map((row) => {
    const isGone = row.new === null, isCome = row.old === null;
    const tone = isGone ? 'gone' : isCome ? 'come' : '';
    const text = isCome ? row.newText : row.oldText;
    const reader = isGone ? before : after;
    if (!isGone && !isCome)
      before.pieces(text);
    return diffRow(file, row, {class: tone},
              number(row.old), number(row.new),
              el('td', {class: 'sign'}, isGone ? '-' : isCome ? '+' : ' '),
              code(reader, text, tone));
  });
}

function diffTable(change, isSplit) {
  const heads = isSplit ? ['Old line', 'Old', 'New line', 'New']
                        : ['Old line', 'New line', 'Change', 'Code'];
  const columns = isSplit ? ['no', 'half', 'no', 'half'] : ['no', 'no', 'sign', ''];
  const body = parseHunks(change.hunks).map((hunk) => el(
      'tbody', {},
      el('tr', {class: 'hunk'}, el('td', {colspan: 4}, hunk.head)),
      (isSplit ? sideBySide : asPatch)(change.file, hunk)));
  return el('figure', {class: 'diff'},
            el('figcaption', {}, change.file),
            el('table', {class: isSplit ? 'source split' : 'source patch'},
               el('caption', {class: 'unseen'}, `Changes of ${change.file}`),
               el('colgroup', {}, columns.map((name) => el('col', {class: name}))),
               el('thead', {class: 'unseen'}, el('tr', {}, heads.map(
                   (head) => el('th', {scope: 'col'}, head)))),
               body));
}

/** All changes of a handler, and the choice of their form. */
function diffs(numbers, title) {
  if (!numbers || !numbers.length)
    return null;
  const isSplit = STATE.view ? STATE.view === 'split'
                             : window.matchMedia('(min-width: 60rem)').matches;
  const choice = (name, text, isOn) => el(
      'a', {href: hrefWith({view: name}), class: 'choice',
            'aria-current': isOn ? 'true' : null}, text);
  return section(
      title,
      el('p', {class: 'choices'}, choice('split', 'Side by side', isSplit), ' ',
         choice('patch', 'As a patch', !isSplit)),
      numbers.map((index) => diffTable(REPORT.diffs[index], isSplit)));
}
