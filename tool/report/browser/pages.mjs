// The pages that the tests look at, made by premap from testdata.
import {execFileSync, spawnSync} from 'node:child_process';
import {cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** What a tree could try to run in the page. */
export const HOSTILE = '</script><script>window.hacked=1</script>' +
    '<img src=x onerror="window.hacked=1">\'"`${window.hacked=1}&lt;';

export class Pages {
  constructor(premap, testdata) {
    this.premap = premap;
    this.testdata = testdata;
    this.work = mkdtempSync(join(tmpdir(), 'premap-report-'));
    this.tree = join(this.work, 'tree');
    cpSync(join(testdata, 'tree'), this.tree, {recursive: true});
  }

  /** Lets the tree try to run something. */
  makeHostile() {
    // The comment is in a function that the page shows.
    this.edit('drivers/char/bar.c', (text) => text.replace(
        'static int bar_mmap(struct file *file, struct vm_area_struct *vma)\n{\n',
        (head) => `${head}\t/* ${HOSTILE} */\n`));
    writeFileSync(join(this.tree, 'MAINTAINERS'),
                  `CHAR TOYS ${HOSTILE}\nM:\tA Person ${HOSTILE} <a@example.org>\n` +
                      'L:\ttoys@example.org\nF:\tdrivers/char/\n');
  }

  remove() {
    rmSync(this.work, {recursive: true, force: true});
  }

  edit(file, change) {
    const path = join(this.tree, file);
    const before = readFileSync(path, 'utf8'), after = change(before);
    if (after === before)
      throw new Error(`${file} is not what this test was written for`);
    writeFileSync(path, after);
  }

  run(command, ...rest) {
    const {status, stderr} = spawnSync(
        this.premap, [command, this.tree, '-q', ...rest],
        {encoding: 'utf8', env: {...process.env, PREMAP_CACHE: join(this.work, 'cache')}});
    if (![0, 1, 3, 4].includes(status))
      throw new Error(`premap ${command} ended with ${status}: ${stderr}`);
  }

  /** report.html of `premap run`. */
  ofRun() {
    const out = join(this.work, 'out');
    this.run('run', '-o', out, '--target-api', '7.1');
    return join(out, 'report.html');
  }

  /** What `premap plan` says of the same tree. */
  plan() {
    const file = join(this.work, 'plan.json');
    this.run('plan', '--target-api', '7.1', '--output', `json:${file}`);
    return JSON.parse(readFileSync(file, 'utf8'));
  }

  /** The page of a conversion that loses a flag. */
  ofWrongConversion() {
    const after = readFileSync(
        join(this.testdata, 'tree-after-7.1/drivers/char/late.c'), 'utf8');
    const wrong = after.replace(' VMA_DONTEXPAND_BIT,', '');
    if (wrong === after)
      throw new Error('late.c is not what this test was written for');
    const file = join(this.work, 'late.c'), page = join(this.work, 'verify.html');
    writeFileSync(file, wrong);
    this.run('verify', '--new', `drivers/char/late.c=${file}`, '--target-api', '7.1',
             '--output', `html:${page}`);
    return page;
  }

  ofLint() {
    const page = join(this.work, 'lint.html');
    this.run('lint', '--output', `html:${page}`);
    return page;
  }

  /** A page like `page` with other data: `change` gets the data and returns
      what is to be there. */
  changed(page, name, change) {
    const text = readFileSync(page, 'utf8');
    const [head, rest] = text.split('id="data">');
    const end = rest.indexOf('</script>');
    const data = JSON.stringify(change(JSON.parse(rest.slice(0, end))))
                     .replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);
    const path = join(this.work, name);
    writeFileSync(path, `${head}id="data">${data}${rest.slice(end)}`);
    return path;
  }
}

export function dataOf(page) {
  const rest = readFileSync(page, 'utf8').split('id="data">')[1];
  return JSON.parse(rest.slice(0, rest.indexOf('</script>')));
}

/** The browser's program, or null. */
export function chromium() {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome'])
    try {
      return execFileSync('sh', ['-c', `command -v ${name}`], {encoding: 'utf8'}).trim();
    } catch {
    }
  return null;
}
