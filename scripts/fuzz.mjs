// `npm run fuzz -- 10000000 [seed]`: so many inputs for the policy engine. Prints what was answered softer than what it rewrites, what threw, and the slowest.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importHarness } from './bundle-harness.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [inputs = '1000000', seed = String(Date.now() % 1_000_000)] = process.argv.slice(2);
const { fuzzPolicy } = await importHarness('test/attacks/policy-fuzz.ts');
console.error(`  ${inputs} inputs, seed ${seed}`);
const report = fuzzPolicy({
  root,
  inputs: Number(inputs),
  seed: Number(seed),
  clock: () => performance.now(),
  tell: (done) => console.error(`  ${done}`),
});
const kinds = new Map();
for (const { from, to, was, is } of report.softer) {
  const kind = `${is}, was ${was}: ${from}`;
  if (!kinds.has(kind)) kinds.set(kind, to);
}
for (const [kind, to] of [...kinds].slice(0, 200)) console.log(`${kind}\n    ${JSON.stringify(to)}`);
for (const text of report.thrown.slice(0, 20)) console.log(`threw: ${text}`);
console.log(
  JSON.stringify({
    inputs: report.inputs,
    softer: report.softer.length,
    thrown: report.thrown.length,
    slowestMilliseconds: Math.round(report.slowest.milliseconds),
    slowest: report.slowest.command.slice(0, 300),
  }),
);
process.exit(report.softer.length + report.thrown.length > 0 ? 1 : 0);
