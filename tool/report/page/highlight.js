// C in colours, a line at a time.

const KEYWORDS = new Set(
    ('auto break case const continue default do else enum extern for goto if ' +
     'inline int char short long float double signed unsigned void register ' +
     'restrict return sizeof static struct switch typedef typeof union ' +
     'volatile while bool true false NULL __user __iomem __init __exit ' +
     'u8 u16 u32 u64 s8 s16 s32 s64 size_t ssize_t loff_t phys_addr_t ' +
     'dma_addr_t pgoff_t pgprot_t vm_fault_t vm_flags_t').split(' '));

const TOKEN =
    /(\/\/.*|\/\*.*?\*\/|\/\*.*)|("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?)|\b(\d\w*)\b|\b([A-Za-z_]\w*)/g;

/** Pieces [text, kind] of lines that follow each other. */
class CReader {
  constructor() {
    this.inComment = false;
  }

  pieces(line) {
    if (this.inComment || /^\s*\*(?:[\s/]|$)/.test(line)) {
      const end = line.indexOf('*/');
      this.inComment = end < 0 && this.inComment;
      if (end < 0)
        return [[line, 'comment']];
      return [[line.slice(0, end + 2), 'comment'],
              ...this.code(line.slice(end + 2))];
    }
    const directive = /^\s*#\s*\w+/.exec(line);
    if (directive)
      return [[directive[0], 'directive'],
              ...this.code(line.slice(directive[0].length))];
    return this.code(line);
  }

  code(text) {
    const out = [];
    let at = 0;
    for (const token of text.matchAll(TOKEN)) {
      if (token.index > at)
        out.push([text.slice(at, token.index), '']);
      at = token.index + token[0].length;
      out.push([token[0], this.kindOf(token, text[at])]);
    }
    if (at < text.length)
      out.push([text.slice(at), '']);
    return out;
  }

  kindOf([, comment, string, number, word], next) {
    if (comment) {
      this.inComment = comment.startsWith('/*') && !comment.endsWith('*/');
      return 'comment';
    }
    if (string)
      return 'string';
    if (number)
      return 'number';
    if (KEYWORDS.has(word))
      return 'keyword';
    if (/^[A-Z][A-Z0-9_]+$/.test(word))
      return 'constant';
    return next === '(' ? 'call' : '';
  }
}

/** Nodes of `pieces`; what stands from column `from` to `to` is marked. */
function painted(pieces, from = 0, to = 0) {
  const out = [];
  let at = 0;
  const add = (text, kind, isMarked) => {
    if (!text)
      return;
    const name = [kind && `c-${kind}`, isMarked && 'changed'].filter(Boolean);
    out.push(name.length ? el('span', {class: name.join(' ')}, text) : text);
  };
  for (const [text, kind] of pieces) {
    const first = Math.min(Math.max(from - at, 0), text.length);
    const last = Math.min(Math.max(to - at, first), text.length);
    add(text.slice(0, first), kind, false);
    add(text.slice(first, last), kind, true);
    add(text.slice(last), kind, false);
    at += text.length;
  }
  return out;
}

/** The lines of a file that the report has, as a map. */
const sourceLines = (() => {
  const files = new Map();
  return (file) => {
    if (!files.has(file)) {
      const lines = new Map();
      for (const [first, text] of REPORT.sources[file] || [])
        text.split('\n').forEach((line, index) => lines.set(first + index, line));
      files.set(file, lines);
    }
    return files.get(file);
  };
})();

/** Lines `first` to `last` of a file; `notes` are [line, text]. */
function sourceTable(file, first, last, {notes = [], at = 0} = {}) {
  const lines = sourceLines(file);
  const reader = new CReader();
  const said = new Map();
  for (const [line, text] of notes)
    said.set(line, new Set([...(said.get(line) || []), text]));
  const rows = [];
  for (let line = first; line <= last; ++line) {
    if (!lines.has(line))
      continue;
    const note = [...(said.get(line) || [])].join(', ');
    rows.push(el('tr', {class: line === at ? 'meant' : null},
                 el('td', {class: 'no'}, String(line)),
                 el('td', {class: 'c'}, painted(reader.pieces(lines.get(line)))),
                 notes.length ? el('td', {class: 'note'}, note) : null));
  }
  if (!rows.length)
    return null;
  const heads = ['Line', 'Code', ...(notes.length ? ['What it does'] : [])];
  return el('table', {class: 'source'},
            el('caption', {class: 'unseen'}, place(file, at || first)),
            el('thead', {class: 'unseen'},
               el('tr', {}, heads.map((head) => el('th', {scope: 'col'}, head)))),
            el('tbody', {}, rows));
}

/** A place with its line and those around it. */
function excerpt(file, line) {
  if (!file)
    return null;
  return [el('p', {class: 'place'}, place(file, line)),
          line ? sourceTable(file, Math.max(1, line - 2), line + 2, {at: line})
               : null];
}
