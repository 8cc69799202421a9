// Shows what the address says, and listens to keys.

const MAIN = document.getElementById('main');
const KEYS = document.getElementById('keys');
let LAST = {}; ///< the handler and page that were shown before

function pageLinks() {
  const to = (text, changes, isHere) => el(
      'a', {href: hrefOf(changes), 'aria-current': isHere ? 'page' : null}, text);
  const here = STATE.page === 'plan' && !STATE.h;
  return [to('Handlers', {}, !here && !STATE.h),
          REPORT.plan && REPORT.plan.steps.length
              ? [' ', to('Plan', {page: 'plan'}, here)] : null];
}

function currentPage() {
  if (STATE.h) {
    const handler = HANDLERS.get(STATE.h);
    return handler ? handlerPage(handler)
                   : el('p', {}, 'This report has no ', el('code', {}, STATE.h), '.');
  }
  if (STATE.page === 'plan' && REPORT.plan)
    return planPage();
  const list = updateList();
  return [MAIN.querySelector('.overview') || overview(), list];
}

/** Where the reader looks, after a page was changed by a key or a link. */
function settleFocus(before) {
  const isSame = before.h === STATE.h && before.page === STATE.page &&
      (!STATE.page || before.step === STATE.step);
  if (isSame)
    return;
  if (!STATE.h && before.h && LIST.rows.has(before.h)) {
    const link = LIST.rows.get(before.h).querySelector('a');
    link.focus({preventScroll: true});
    link.scrollIntoView({block: 'center'});
    return;
  }
  window.scrollTo(0, 0);
  const title = MAIN.querySelector('h1[tabindex]');
  if (title)
    title.focus({preventScroll: true});
}

/** Whether the page only shows another place of itself. */
function isSamePage(before) {
  const {at, ...rest} = STATE;
  return JSON.stringify(rest) === before.rest;
}

function show() {
  const before = LAST;
  readState();
  if (STATE.at && isSamePage(before)) {
    showPlace(STATE.at);
    return;
  }
  const isList = !STATE.h && STATE.page !== 'plan';
  // Typing in the search box must not take the box away.
  if (isList && LIST.box && LIST.box.isConnected)
    updateList();
  else
    MAIN.replaceChildren(...[currentPage()].flat());
  document.getElementById('pages').replaceChildren(...pageLinks().flat().filter(Boolean));
  document.title = `${STATE.h ? `${STATE.h} - ` : ''}${treeText()} - premap`;
  if (isList && before.isList && before.filters !== undefined &&
      before.filters !== filterKey() && document.activeElement.closest('.overview'))
    LIST.box.scrollIntoView();
  settleFocus(before);
  if (STATE.at)
    showPlace(STATE.at);
  LAST = {h: STATE.h, page: STATE.page, step: STATE.step, isList,
          filters: filterKey(), rest: JSON.stringify({...STATE, at: undefined})};
}

const filterKey = () => JSON.stringify([STATE.step, ...Object.keys(FILTERS).map(
    (name) => STATE[name])]);

function move(step) {
  if (!STATE.h)
    return moveInList(step);
  const {before, after} = neighbours(STATE.h);
  const to = step > 0 ? after : before;
  if (to)
    location.hash = hrefWith({h: to.id});
}

function goBack() {
  if (STATE.page && STATE.step)
    location.hash = hrefWith({step: null});
  else if (STATE.h || STATE.page)
    location.hash = hrefWith({h: null, page: null});
  else if (isFiltered())
    location.hash = hrefOf({});
}

const ACTIONS = {
  j: () => move(1),
  k: () => move(-1),
  '/': () => {
    if (STATE.h || STATE.page)
      location.hash = hrefWith({h: null, page: null});
    // After the list is there again.
    setTimeout(() => document.getElementById('search').focus());
  },
  v: () => {
    if (STATE.h && MAIN.querySelector('.diff'))
      location.hash = hrefWith({view: MAIN.querySelector('.split') ? 'patch' : 'split'});
  },
  Escape: goBack,
  '?': () => KEYS.showModal(),
};

function onKey(event) {
  const isTyping = event.target.closest('input, select, textarea');
  if (event.ctrlKey || event.metaKey || event.altKey || KEYS.open)
    return;
  if (isTyping && event.key !== 'Escape')
    return;
  if (isTyping && isTyping.id === 'search' && !isTyping.value) {
    isTyping.blur();
    return;
  }
  const action = ACTIONS[event.key];
  if (!action)
    return;
  event.preventDefault();
  action();
}

document.getElementById('about').textContent = REPORT.tool.replace(/^premap\s*/, '');
document.getElementById('help').addEventListener('click', () => KEYS.showModal());
document.addEventListener('keydown', onKey);
window.addEventListener('hashchange', show);
show();
