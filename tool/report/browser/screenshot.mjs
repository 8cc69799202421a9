// Makes the picture of README.md from the sample tree:
//
//   node screenshot.mjs PREMAP TESTDATA OUT.png
import {pathToFileURL} from 'node:url';

import {chromium as driver} from 'playwright-core';

import {chromium, Pages} from './pages.mjs';

const [premap, testdata, out] = process.argv.slice(2);
const pages = new Pages(premap, testdata);
try {
  const run = pages.ofRun();
  const browser = await driver.launch({executablePath: chromium(), args: ['--no-sandbox']});
  const page = await browser.newPage({viewport: {width: 1200, height: 940}, colorScheme: 'light'});
  await page.goto(pathToFileURL(run).href);
  // Which commit made it is of no interest there.
  await page.locator('#about').evaluate((text) => text.remove());
  await page.screenshot({path: out});
  await browser.close();
} finally {
  pages.remove();
}
