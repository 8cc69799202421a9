// Everything that the page shows is made here. Strings become text nodes and
// attribute values, never markup: what comes from a tree cannot be more than
// text.

const SVG = 'http://www.w3.org/2000/svg';

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false)
      continue;
    if (typeof value === 'function')
      node.addEventListener(name, value);
    else
      node.setAttribute(name, value === true ? '' : value);
  }
  for (const child of children.flat(Infinity))
    if (child !== null && child !== undefined && child !== false)
      node.append(child);
  return node;
}

/** An element of HTML; an attribute that is a function listens to its event. */
function el(kind, attributes, ...children) {
  return fill(document.createElement(kind), attributes, children);
}

/** The same of SVG. */
function svg(kind, attributes, ...children) {
  return fill(document.createElementNS(SVG, kind), attributes, children);
}

/** A section with its heading; nothing if there is nothing in it. */
function section(title, ...children) {
  const inside = children.flat(Infinity).filter(Boolean);
  if (!inside.length)
    return null;
  return el('section', {}, el('h2', {}, title), inside);
}

/** Something to be opened; `make` is called when it is opened first. */
function foldable(title, make, open) {
  const box = el('details', {}, el('summary', {}, title));
  let isFull = false;
  const fillBox = () => {
    if (!isFull && box.open) {
      isFull = true;
      box.append(...[make()].flat(Infinity).filter(Boolean));
    }
  };
  box.addEventListener('toggle', fillBox);
  box.open = Boolean(open);
  fillBox();
  return box;
}

function list(items, kind = 'ul') {
  return items.length ? el(kind, {}, items.map((item) => el('li', {}, item)))
                      : null;
}

/** A row of words that belong together, not a sentence. */
function chips(words) {
  return words.map((word) => [el('code', {class: 'chip'}, word), ' ']);
}

const plain = (text) => el('span', {class: 'unseen'}, text);
