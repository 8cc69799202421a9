// report.html as a person uses it. Started by test.sh with the program and the
// folder testdata.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {after, before, test} from 'node:test';
import {pathToFileURL} from 'node:url';

import {chromium as driver} from 'playwright-core';

import {chromium, dataOf, HOSTILE, Pages} from './pages.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pages = new Pages(process.env.PREMAP_BINARY, process.env.PREMAP_TESTDATA);
pages.makeHostile();
let browser, run;

before(async () => {
  run = pages.ofRun();
  browser = await driver.launch({executablePath: chromium(), args: ['--no-sandbox']});
});

after(async () => {
  await browser?.close();
  pages.remove();
});

const urlOf = (file, hash = '') => pathToFileURL(file).href + hash;

/** Opens a page, lets `look` see it, and wants the console empty and no script
    of a stranger run. */
async function opened(file, hash, look, options = {}) {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, ...options});
  const page = await context.newPage();
  const said = [], asked = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(urlOf(file, hash));
  await look(page);
  assert.deepEqual(said, []);
  assert.deepEqual([...new Set(asked.map((url) => url.split('#')[0]))], [urlOf(file)]);
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  await context.close();
}

const rows = (page) => page.locator('.handlers tbody tr:visible');

/** Waits until the table has so many rows: a new address is seen a moment
    later. */
const hasRows = (page, count) => page.waitForFunction(
    (wanted) => document.querySelectorAll('.handlers tbody tr:not([hidden])').length === wanted,
    count, {timeout: 5000});

const focused = (page) => page.evaluate(
    () => document.activeElement.closest('tr')?.dataset.id ?? document.activeElement.id);
const nameIn = async (page) => (await page.locator('h1').textContent()).trim();
const hashFor = (words) => `#${new URLSearchParams(words)}`;

test('the totals are those of the data', () => opened(run, '', async (page) => {
  const counts = {};
  for (const {state} of dataOf(run).handlers)
    if (state)
      counts[state] = (counts[state] || 0) + 1;
  const shown = await page.locator('.totals strong').allTextContents();
  assert.deepEqual(shown.map(Number).sort(), Object.values(counts).sort());
  await hasRows(page, dataOf(run).handlers.length);
  assert.ok(await page.locator('.missing tbody tr').count() > 3);
}));

test('search and filters, with an address for each state', () => opened(run, '', async (page) => {
  await page.fill('#search', 'late_mmap');
  await hasRows(page, 1);
  assert.match(page.url(), /#q=late_mmap$/);
  assert.match(await page.locator('.count').textContent(), /^1 of \d+ handlers/);
  await page.fill('#search', '');
  const declined = dataOf(run).handlers.filter((one) => one.state === 'declined').length;
  await page.selectOption('#filter-state', 'declined');
  await hasRows(page, declined);
  await page.fill('#search', 'PAGERING inner');
  await hasRows(page, 0);
  await page.fill('#search', 'pagering');
  await hasRows(page, 1);
  const address = page.url();
  await page.getByRole('link', {name: 'Show all'}).click();
  await hasRows(page, dataOf(run).handlers.length);
  // Whoever gets the address sees the same.
  await opened(run, address.slice(address.indexOf('#')), async (other) => {
    await hasRows(other, 1);
    assert.equal(await other.inputValue('#search'), 'pagering');
    assert.equal(await other.inputValue('#filter-state'), 'declined');
  });
}));

test('a total leads to its handlers', () => opened(run, '', async (page) => {
  await page.locator('.missing a', {hasText: 'v4l2_file_operations'}).click();
  await hasRows(page, 2);
}));

test('why not, what first, who', () => opened(
    run, hashFor({h: 'drivers/char/refdev.c:refdev_mmap'}), async (page) => {
      const answers = await page.locator('.answers').innerText();
      assert.match(answers, /kref_get\(\)/);
      assert.match(answers, /What must change first[^]*references and memory taken/);
      assert.match(answers, /toys@example\.org/);
      assert.match(await page.locator('article').innerText(), /takes something with kref_get/);
      await page.keyboard.press('Escape');
      await page.waitForSelector('.handlers');
      assert.equal(await focused(page), 'drivers/char/refdev.c:refdev_mmap');
    }));

test('a change in both forms', () => opened(
    run, hashFor({h: 'drivers/char/bar.c:bar_mmap'}), async (page) => {
      const cells = await page.locator('table.split td.come').allTextContents();
      assert.ok(cells.some((text) => text.includes('bar_mmap_prepare')));
      await page.keyboard.press('v');
      await page.waitForSelector('table.patch');
      assert.match(page.url(), /view=patch/);
      const gone = await page.locator('table.patch tr.gone').first().textContent();
      assert.match(gone, /-static int bar_mmap\(/);
      await page.getByRole('link', {name: 'Side by side'}).click();
      await page.waitForSelector('table.split');
    }));

test('without a mouse', () => opened(run, '', async (page) => {
  const [first, second] = dataOf(run).handlers.map((one) => one.id);
  await page.keyboard.press('j');
  assert.equal(await focused(page), first);
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  assert.equal(await focused(page), second);
  await page.keyboard.press('Enter');
  await page.waitForSelector('article');
  assert.equal(await nameIn(page), second.split(':')[1]);
  await page.keyboard.press('k');
  await page.waitForFunction((name) => document.querySelector('h1').textContent === name,
                             first.split(':')[1]);
  await page.keyboard.press('Escape');
  await page.waitForSelector('.handlers');
  assert.equal(await focused(page), first);
  await page.keyboard.press('/');
  await page.waitForFunction(() => document.activeElement.id === 'search');
  // A letter in the search box is a letter.
  await page.keyboard.type('kj');
  assert.equal(await page.inputValue('#search'), 'kj');
  await page.keyboard.press('Escape');
  await hasRows(page, dataOf(run).handlers.length);
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  assert.ok(await page.locator('#keys').isVisible());
  await page.keyboard.press('Escape');
  assert.ok(!await page.locator('#keys').isVisible());
}));

test('the plan leads to those who wait', () => opened(run, '#page=plan', async (page) => {
  const boxes = await page.locator('svg .box').count();
  assert.ok(boxes > 10, `${boxes} boxes`);
  await page.locator('svg .box', {hasText: 'v4l2_file_operations'}).first().focus();
  assert.ok(await page.locator('svg .edge.near').count() >= 2);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => /prepare form of v4l2/.test(
      document.querySelector('h1').textContent));
  // Two of file_operations, and one of v4l2's that lint has found something in.
  await page.getByRole('link', {name: /3 handlers of the list/}).click();
  await page.waitForSelector('.handlers');
  await hasRows(page, 3);
  await page.goBack();
  await page.keyboard.press('Escape');
  await page.waitForSelector('svg .box');
}));

test('the plan has inner tables, as premap plan says', () => opened(
    run, '#page=plan', async (page) => {
      const plan = pages.plan();
      const shown = dataOf(run).plan;
      assert.deepEqual(shown.steps, plan.steps);
      assert.deepEqual(shown.nodes, plan.nodes);
      const inner = plan.nodes.filter((one) => one.kind === 'handler' &&
          !one.tables.some((slot) => slot.type === 'file_operations'));
      assert.ok(inner.length > 1);
      const counts = await page.locator('.totals-of-plan tbody tr').first().innerText();
      assert.match(counts, new RegExp(`\\b${inner.length}\\s*$`));
    }));

test('a counterexample is told', () => {
  const page = pages.ofWrongConversion();
  const [handler] = dataOf(page).handlers;
  return opened(page, hashFor({h: handler.id}), async (open) => {
    assert.equal(handler.state, 'refuted');
    const story = await open.locator('.story').first().innerText();
    assert.match(story, /A program calls mmap\(0x/);
    assert.match(story, /Old[^]*New/);
    const changed = await open.locator('.fields .meant').innerText();
    assert.match(changed, /DONTEXPAND/);
    assert.ok(await open.locator('.diff').count() >= 1);
  });
});

test('a counterexample shows both sources, and leads into the change', () => {
  const page = pages.ofWrongConversion();
  const [handler] = dataOf(page).handlers;
  return opened(page, hashFor({h: handler.id}), async (open) => {
    const sides = open.locator('.story').first().locator('.walked');
    assert.match(await sides.first().innerText(), /int late_mmap\(/);
    assert.match(await sides.last().innerText(), /int late_mmap_prepare\(/);
    // The first step of each side stands beside its line.
    for (const side of [sides.first(), sides.last()])
      assert.match(await side.locator('tr.meant').first().innerText(), /[\u21921]/);
    const link = open.locator('.story').first().locator('.sides').first()
                     .locator('> div').last().locator('a').first();
    const [file, line] = (await link.textContent()).split(':');
    await link.click();
    await open.waitForSelector('.diff tr.at');
    const row = open.locator('.diff tr.at');
    assert.equal(await row.getAttribute('data-new'), `${file}:${line}`);
    assert.ok(await row.evaluate((one) => one === document.activeElement));
    const address = open.url();
    assert.match(address, /at=new/);
    // Whoever gets the address sees the same place.
    await opened(page, address.slice(address.indexOf('#')), async (other) => {
      await other.waitForSelector('.diff tr.at');
      const box = await other.locator('.diff tr.at').boundingBox();
      assert.ok(box.y > 0 && box.y < 900, `at ${box.y}`);
    });
  });
});

test('lint has its own page', () => opened(pages.ofLint(), '', async (page) => {
  await page.fill('#search', 'LM03');
  await page.waitForURL(/LM03/);
  await rows(page).locator('a').first().click();
  const finding = await page.locator('.finding').first().innerText();
  assert.match(finding, /mprotect\(\)[^]*The way there/);
}));

test('no text of a tree is more than text', async () => {
  const everywhere = (value) => {
    if (typeof value === 'string')
      return value + HOSTILE;
    if (Array.isArray(value))
      return value.map(everywhere);
    return value && typeof value === 'object'
        ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, everywhere(one)]))
        : value;
  };
  // Known words stay, or the page shows less than it could.
  const flooded = pages.changed(run, 'hostile.html', (data) => {
    const out = everywhere(data);
    out.handlers.forEach((one, index) => {
      one.state = data.handlers[index].state;
      // Lint has found something in a hook that is not to be converted.
      (one.verdicts || []).forEach((verdict, at) => {
        verdict.verdict = data.handlers[index].verdicts[at].verdict;
      });
    });
    out.sources = Object.fromEntries(
        Object.entries(out.sources).map(([file, runs]) => [file + HOSTILE, runs]));
    return out;
  });
  const handlers = dataOf(flooded).handlers;
  const some = [handlers[0], ...['refdev_mmap', 'bar_mmap', 'nested_dotted'].map(
      (name) => handlers.find((one) => one.id.includes(name)))];
  for (const hash of ['', '#page=plan', ...some.map((one) => hashFor({h: one.id}))])
    await opened(flooded, hash, async (page) => {
      for (const summary of await page.locator('summary').all())
        await summary.click();
      assert.equal(await page.locator('#main img, #main script').count(), 0);
      assert.match(await page.locator('#main').innerText(), /onerror=/);
    });
});

test('five hundred handlers are no burden', async () => {
  const many = pages.changed(run, 'many.html', (data) => {
    const all = [];
    for (let i = 0; all.length < 500; ++i)
      all.push(...data.handlers.map((one) => ({...one, id: `${one.id}${i}`})));
    return {...data, handlers: all};
  });
  await opened(many, '', async (page) => {
    const {load, filter} = await page.evaluate(async () => {
      const [entry] = performance.getEntriesByType('navigation');
      const search = document.getElementById('search');
      const start = performance.now();
      search.value = 'bar';
      search.dispatchEvent(new Event('input'));
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      return {load: entry.loadEventEnd, filter: performance.now() - start};
    });
    console.log(`500 handlers: loaded in ${load.toFixed()} ms, filtered in ${filter.toFixed()} ms`);
    // Other tests may run beside this one.
    assert.ok(load < 2000, `loaded in ${load} ms`);
    assert.ok(filter < 400, `filtered in ${filter} ms`);
    assert.ok(await rows(page).count() < 50);
  });
});

test('everybody can use it, at any width and in both themes', async () => {
  const shown = {
    list: '', plan: '#page=plan', step: `#${new URLSearchParams({
      page: 'plan', step: 'hook:v4l2_file_operations.mmap'})}`,
    declined: hashFor({h: 'drivers/char/lockwin.c:lockwin_mmap'}),
    converted: hashFor({h: 'drivers/char/bar.c:bar_mmap'}),
  };
  for (const [width, colorScheme, names] of [
    [1440, 'light', ['list', 'plan', 'step', 'declined', 'converted']],
    [1440, 'dark', ['list', 'plan', 'converted']],
    [800, 'light', ['list', 'declined']], [800, 'dark', ['converted']],
    [360, 'light', ['list', 'plan', 'step', 'converted']], [360, 'dark', ['declined']]])
    for (const name of names)
      await opened(run, shown[name], async (page) => {
        const where = `${name} at ${width}, ${colorScheme}`;
        await page.evaluate(AXE);
        const {violations} = await page.evaluate(() => window.axe.run());
        assert.deepEqual(
            violations.map((one) => [one.id, one.nodes.map((node) => node.html).slice(0, 3)]),
            [], where);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${where} is ${wide} wide`);
      }, {viewport: {width, height: 800}, colorScheme});
});
