// What premap writes as SARIF fulfils the schema of SARIF 2.1.0.
import {strict as assert} from 'node:assert';
import {spawnSync} from 'node:child_process';
import {cpSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, test} from 'node:test';

const require = createRequire(import.meta.url);
const Ajv = require('ajv');
// The package exports nothing but its matchers.
const schema = JSON.parse(readFileSync(new URL(
    'node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
    import.meta.url)));
const ajv = new Ajv({schemaId: 'auto', meta: false, allErrors: true});
ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-04.json'));
const fulfils = ajv.compile(schema);

const work = mkdtempSync(join(tmpdir(), 'premap-sarif-'));
after(() => rmSync(work, {recursive: true, force: true}));
const tree = join(work, 'tree');
cpSync(join(process.env.PREMAP_TESTDATA, 'tree'), tree, {recursive: true});

function premap(...words) {
  const {status, stderr} = spawnSync(process.env.PREMAP_BINARY, words, {
    encoding: 'utf8',
    env: {...process.env, PREMAP_CACHE: join(work, 'cache')},
  });
  assert.ok([0, 1, 3].includes(status), `ended with ${status}: ${stderr}`);
}
premap('configure', tree, '-q');

function sarif(...words) {
  const file = join(work, 'lint.sarif');
  premap('lint', tree, '-q', '--output', `sarif:${file}`, ...words);
  return JSON.parse(readFileSync(file, 'utf8'));
}

function assertValid(log) {
  assert.ok(fulfils(log), JSON.stringify(fulfils.errors, null, 1));
}

test('all that the sample tree has', () => {
  const log = sarif('--rules', 'all', '--severity', 'possible');
  assertValid(log);
  const {results, tool} = log.runs[0];
  assert.ok(results.some(({codeFlows}) => codeFlows));
  for (const {ruleId, ruleIndex, codeFlows} of results) {
    assert.equal(tool.driver.rules[ruleIndex].id, ruleId);
    for (const {threadFlows} of codeFlows ?? [])
      assert.ok(threadFlows[0].locations.length > 1, 'from the table to it');
  }
});

test('nothing', () => assertValid(sarif('--rules', 'LM10')));

test('what is wrong is seen', () => {
  const log = sarif('--rules', 'all');
  delete log.runs[0].results[0].message;
  assert.ok(!fulfils(log));
});
