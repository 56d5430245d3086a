// `npm run bench`: how fast the product is, each time beside a floor or a peer that runs in the same session, in turns.
//   npm run bench                all rows
//   npm run bench -- start rss   rows whose name holds one of the words
// Prints a table, and writes .cache/bench.json. A module in bench/rows exports one `row`, or several `rows`:
//   { name, what, unit, better: 'less' | 'more', required, stretch, measure(): Promise<{ ours: number[], theirs: number[] }> }
// and may export `close()`, which is called after the last row.
// With `theirs`, `required` and `stretch` are ratios ours/theirs, of the medians of interleaved pairs; without it they are in `unit`.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../scripts/build.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const words = process.argv.slice(2);

// Extra certificates alone cost each start of Node tens of milliseconds, on either side.
delete process.env.NODE_EXTRA_CA_CERTS;
await build({ say: (step) => console.error(`  ${step} …`) });

const rows = [];
const closings = [];
for (const file of readdirSync(join(here, 'rows'))
  .filter((name) => name.endsWith('.mjs'))
  .sort()) {
  const found = await import(`./rows/${file}`);
  if (found.close !== undefined) closings.push(found.close);
  rows.push(
    ...(found.rows ?? [found.row]).filter(
      ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
    ),
  );
}

const results = [];
for (const row of rows) {
  console.error(`  ${row.name}: ${row.what} …`);
  results.push(await judged(row));
}

for (const close of closings) await close();
print(results);
mkdirSync(join(here, '../.cache'), { recursive: true });
writeFileSync(
  join(here, '../.cache/bench.json'),
  `${JSON.stringify({ node: process.version, cores: cpus().length, results }, null, 2)}\n`,
);
process.exit(results.some(({ verdict }) => verdict === 'MISSED' || verdict === 'broken') ? 1 : 0);

async function judged({ measure, ...row }) {
  try {
    const { ours, theirs } = await measure();
    const figure = theirs === undefined ? median(ours) : median(ours) / median(theirs);
    const meets = (bar) => (row.better === 'less' ? figure <= bar : figure >= bar);
    const verdict = meets(row.stretch) ? 'stretch' : meets(row.required) ? 'ok' : 'MISSED';
    return {
      ...row,
      ours: median(ours),
      ...(theirs && { theirs: median(theirs), ratio: figure }),
      samples: { ours, theirs },
      verdict,
    };
  } catch (error) {
    return { ...row, verdict: 'broken', error: error instanceof Error ? error.message : String(error) };
  }
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

function print(all) {
  const number = (value) => (value === undefined ? '–' : value >= 100 ? value.toFixed(0) : value.toPrecision(3));
  const bar = ({ better, theirs, unit }, value) =>
    `${better === 'less' ? '≤' : '≥'} ${value}${theirs === undefined ? ` ${unit}` : '×'}`;
  const lines = all.map((row) => [
    row.name,
    row.unit,
    number(row.ours),
    number(row.theirs),
    number(row.ratio),
    bar(row, row.required),
    bar(row, row.stretch),
    row.verdict,
  ]);
  const table = [['row', 'unit', 'ours', 'theirs', 'ratio', 'required', 'stretch', 'verdict'], ...lines];
  const widths = table[0].map((_, column) => Math.max(...table.map((line) => line[column].length)));
  console.log(
    table
      .map((line) =>
        line
          .map((cell, column) => cell.padEnd(widths[column]))
          .join('  ')
          .trimEnd(),
      )
      .join('\n'),
  );
  for (const { name, error } of all.filter((row) => row.error)) console.error(`${name}: ${error}`);
}
