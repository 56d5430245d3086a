// `npm test`: everything that this host can run, from a fresh clone too. Runs on whatever Node ≥ 20 the host has until the Node 24 that
// npm carries is there. Ends with one line: N passed, N failed, N skipped; before it, a sentence names what did not run and why.
//   npm test                  all
//   npm test -- unit          one kind, or several: unit, postgres, redis, e2e
//   npm test -- unit ledger   those whose path holds a word
// CASTELLAN_PEERS=required    gets every peer that a test needs (see test/peers); then nothing may be skipped
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const node = join(root, 'node_modules/.bin/node');
const reports = join(root, '.cache/test');
const missingFile = join(root, '.cache/peers/missing.txt');
const required = process.env.CASTELLAN_PEERS === 'required';

/** Kinds that may share the machine run together; those that start the whole product run alone. */
const rounds = [['unit'], ['postgres', 'redis'], ['e2e']];
/** Tests of queues and databases wait more than they compute. */
const WAITING_WORKERS = '4';
const kinds = rounds.flat();
const asked = process.argv.slice(2).filter((word) => kinds.includes(word));
const words = process.argv.slice(2).filter((word) => !kinds.includes(word));

if (!existsSync(node)) {
  console.log('Installing packages (once, a minute or two) …');
  run('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], 'Installing failed; npm’s last words stand above.');
}
run(node, ['scripts/generate.mjs'], 'The database client could not be generated; the last words stand above.');
if (asked.length === 0 || asked.includes('e2e'))
  run(node, ['scripts/build.mjs'], 'The build failed; its last words stand above.');

rmSync(reports, { recursive: true, force: true });
rmSync(missingFile, { force: true });
mkdirSync(reports, { recursive: true });

const hasJourneys = asked.length === 0 || asked.includes('e2e');
const peersAreGot = required && hasJourneys ? getPeersBeforehand() : Promise.resolve();
const sum = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
for (const round of rounds) {
  const projects = round.filter((kind) => asked.length === 0 || asked.includes(kind));
  if (projects.includes('e2e')) await peersAreGot;
  if (projects.length > 0) add(runRound(projects));
}
tell();

/** Over the network, while other tests use the processor. Two that install into one folder would spoil it, so the journeys wait for the end of this. */
function getPeersBeforehand() {
  const child = spawn(node, ['test/peers/beforehand.mjs'], { cwd: root, stdio: 'ignore', env: environment() });
  return once(child, 'exit');
}

/** Runs one round and counts; a file that could not even be loaded counts as a failure. */
function runRound(projects) {
  const report = join(reports, `${projects[0]}.json`);
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--passWithNoTests',
    ...projects.flatMap((name) => ['--project', name]),
  ];
  if (projects.includes('postgres') || projects.includes('redis')) args.push('--maxWorkers', WAITING_WORKERS);
  const { status } = spawnSync(
    node,
    [...args, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...words],
    {
      cwd: root,
      stdio: 'inherit',
      env: environment(),
    },
  );
  if (!existsSync(report)) {
    if (status !== 0) failures.push(`${projects.join(' and ')}: ended before anything could be counted`);
    return { passed: 0, failed: status === 0 ? 0 : 1, skipped: 0 };
  }
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  const unloadable = testResults.filter(
    ({ status: of, assertionResults }) => of === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  );
  const failed = numFailedTests + unloadable.length;
  failures.push(...testResults.flatMap(failuresIn));
  if (status !== 0 && failed === 0) failures.push(`${projects.join(' and ')}: an error outside any test`);
  // Vitest also ends badly for an error outside any test: that is a failure too.
  return {
    passed: numPassedTests,
    failed: status === 0 ? failed : Math.max(failed, 1),
    skipped: numPendingTests + numTodoTests,
  };
}

/** What failed in a file, each with the first line of what it said: the last screen of a run must tell. */
function failuresIn({ name, status, message, assertionResults }) {
  const file = relative(root, name);
  const failed = assertionResults.filter((test) => test.status === 'failed');
  if (status === 'failed' && failed.length === 0) return [`${file}: ${firstLine(message)}`];
  return failed.map(({ fullName, failureMessages }) => `${file}: ${fullName}: ${firstLine(failureMessages[0])}`);
}

function firstLine(text) {
  return (text ?? '').trim().split('\n')[0].slice(0, 300);
}

function add(counts) {
  for (const key of Object.keys(sum)) sum[key] += counts[key];
}

function tell() {
  const missing = existsSync(missingFile)
    ? [...new Set(readFileSync(missingFile, 'utf8').trim().split('\n'))].sort()
    : [];
  const what =
    missing.length === 0
      ? 'All that was asked for ran'
      : `Not on this host, so the tests that need it were skipped: ${missing.join(', ')}`;
  if (failures.length > 0) console.log(`\nFailed:\n${failures.map((line) => `  ${line}`).join('\n')}`);
  console.log(`\n${what}.`);
  console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
  const bad = sum.failed > 0 || sum.passed + sum.skipped === 0 || (required && sum.skipped > 0);
  if (required && sum.skipped > 0) console.error('CASTELLAN_PEERS=required: nothing may be skipped.');
  process.exit(bad ? 1 : 0);
}

/** What a developer's shell sets for the product must not reach the tests. */
function environment() {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(?:CASTELLAN_(?!PEERS$)|DATABASE_URL$|REDIS_URL$|OTEL_)/.test(name),
  );
  return { ...Object.fromEntries(kept), NODE_NO_WARNINGS: '1', TZ: 'UTC' };
}

function run(program, args, sentence) {
  const { status } = spawnSync(program, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status === 0) return;
  console.error(sentence);
  process.exit(status ?? 1);
}
