// The migration as a graph: steps in columns, each to the right of what it
// needs; handlers that wait for the same are one box.

/** Boxes {id, text, kind, needs, href}: all steps, and groups of handlers. */
function boxesOf() {
  const needed = new Set([...PLAN.values()].flatMap((one) => one.needs));
  const boxes = [], groups = new Map();
  for (const node of PLAN.values()) {
    if (node.kind !== 'handler' || needed.has(node.id)) {
      boxes.push({id: node.id, kind: node.kind, needs: node.needs,
                  text: node.kind === 'handler' ? `${node.name}()` : stepName(node.id),
                  href: hrefOfNode(node)});
    } else if (node.needs.length) {
      const key = JSON.stringify(node.needs);
      groups.set(key, [...(groups.get(key) || []), node]);
    }
  }
  for (const [key, nodes] of groups) {
    const [first] = nodes;
    boxes.push({id: key, kind: 'group', needs: first.needs,
                text: nodes.length === 1 ? `${first.name}()`
                                         : `${first.name}() and ${nodes.length - 1} more`,
                href: nodes.length === 1
                    ? hrefOfNode(first) : hrefOf({page: 'plan', step: first.needs[0]})});
  }
  return boxes;
}

/** Gives each box its column; what needs each other ends where it began. */
function placeBoxes(boxes) {
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const depth = (box, above) => {
    if (box.column !== undefined)
      return box.column;
    if (above.has(box))
      return 0;
    above.add(box);
    const before = box.needs.map((id) => byId.get(id)).filter(Boolean);
    box.column = Math.max(0, ...before.map((one) => 1 + depth(one, above)));
    above.delete(box);
    return box.column;
  };
  boxes.forEach((box) => depth(box, new Set()));
  const columns = [];
  for (const box of boxes)
    (columns[box.column] = columns[box.column] || []).push(box);
  const rowOf = (id) => (byId.get(id) || {row: 0}).row || 0;
  const middle = (box) => box.needs.reduce((sum, id) => sum + rowOf(id), 0) /
      (box.needs.length || 1);
  columns.forEach((column, index) => {
    if (index)
      column.sort((a, b) => middle(a) - middle(b));
    column.forEach((box, row) => { box.row = row; });
  });
  return {byId, columns: columns.length,
          rows: Math.max(...columns.map((column) => column.length))};
}

const BOX = {width: 340, height: 26, right: 90, below: 8};
const xOf = (box) => 4 + box.column * (BOX.width + BOX.right);
const yOf = (box) => 4 + box.row * (BOX.height + BOX.below);

function edge(from, to) {
  const x1 = xOf(from) + BOX.width, y1 = yOf(from) + BOX.height / 2;
  const x2 = xOf(to), y2 = yOf(to) + BOX.height / 2;
  const bend = (x2 - x1) / 2;
  return svg('path', {class: 'edge',
                      d: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`});
}

function shortened(text, most = 50) {
  return text.length > most ? `${text.slice(0, most - 1)}\u2026` : text;
}

function drawBox(box, edges) {
  const node = svg('a', {href: box.href, class: `box ${box.kind}`},
                   svg('title', {}, box.text),
                   svg('rect', {x: xOf(box), y: yOf(box), rx: 4, width: BOX.width,
                                height: BOX.height}),
                   svg('text', {x: xOf(box) + 8, y: yOf(box) + 17}, shortened(box.text)));
  const mark = (isOn) => () =>
    edges.forEach((path) => path.classList.toggle('near', isOn));
  for (const [event, isOn] of [['pointerenter', true], ['focus', true],
                               ['pointerleave', false], ['blur', false]])
    node.addEventListener(event, mark(isOn));
  return node;
}

function drawGraph() {
  const boxes = boxesOf();
  const {byId, columns, rows} = placeBoxes(boxes);
  const width = columns * (BOX.width + BOX.right), height = 8 + rows * (BOX.height + BOX.below);
  const near = new Map(boxes.map((box) => [box, []])), paths = [];
  for (const box of boxes)
    for (const before of box.needs.map((id) => byId.get(id)).filter(Boolean)) {
      const path = edge(before, box);
      paths.push(path);
      near.get(before).push(path);
      near.get(box).push(path);
    }
  return el('div', {class: 'graph', tabindex: 0, role: 'region',
                    'aria-label': 'Graph of the migration'},
            svg('svg', {viewBox: `0 0 ${width} ${height}`, width, height,
                        role: 'group', 'aria-label': 'What must be done before what'},
                paths, boxes.map((box) => drawBox(box, near.get(box)))));
}
