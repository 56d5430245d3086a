import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildExecutable } from '../../apps/agent/executable.mjs';
import { importHarness } from '../../scripts/bundle-harness.mjs';

const PAIRS = 150;
const WARM_UP = 5;
const HOOK = ['hook', 'gemini-cli', 'BeforeTool'];
const message = readFileSync(
  new URL('../../test/fixtures/agents/gemini-cli/BeforeTool.run_shell_command.json', import.meta.url),
);

const POLICY = `version: 1
commands:
  - { id: everyday.read-only, effect: allow, program: [ls, cat, echo] }
  - { id: shell.no-delete, effect: reject, program: rm }
`;

let measured;
/** Milliseconds of each start, in turns: the executable, the program on Node, and a Node that does nothing. All without a daemon. */
const times = () => (measured ??= measureAll());

async function measureAll() {
  const { openStandAlone, enrolmentToken } = await importHarness('test/harness/stand.ts');
  const { Program } = await importHarness('test/harness/program.ts');
  const stand = await openStandAlone();
  await stand.publish(POLICY);
  const program = await Program.unpack();
  await program.expect(['enroll', '--server', stand.product.url, '--token', (await enrolmentToken(stand.owner)).token]);
  await stand.product.remove();

  const folder = mkdtempSync(join(tmpdir(), 'castellan-bench-'));
  const empty = join(folder, 'empty.cjs');
  writeFileSync(empty, '');
  const [node, file] = program.words;
  const sides = {
    executable: [await buildExecutable({ outdir: folder }), HOOK],
    node: [node, [file, ...HOOK]],
    empty: [node, [empty]],
  };
  const found = Object.fromEntries(Object.keys(sides).map((side) => [side, []]));
  for (let n = -WARM_UP; n < PAIRS; n += 1) {
    for (const [side, [command, args]] of Object.entries(sides)) {
      const begun = performance.now();
      const { status, stderr } = spawnSync(command, args, { input: message, env: program.environment });
      if (status !== 0) throw new Error(`${side} ended with ${status}: ${stderr}`);
      if (n >= 0) found[side].push(performance.now() - begun);
    }
  }
  await program.remove();
  return found;
}

const executable = {
  name: 'hook-executable',
  what: 'cold hook, whole process, no daemon: one self-contained executable, beside node with an empty file',
  unit: 'ms',
  better: 'less',
  // 15 ms where an empty file takes Node 25.
  required: 0.6,
  stretch: 0.5,
  measure: async () => ({ ours: (await times()).executable, theirs: (await times()).empty }),
};

const cold = {
  name: 'hook-cold',
  what: 'the same by the clock, the middle of many',
  unit: 'ms',
  better: 'less',
  required: 15,
  stretch: 12,
  measure: async () => ({ ours: (await times()).executable }),
};

const coldest = {
  name: 'hook-cold-p99',
  what: 'the same by the clock, the slowest of a hundred',
  unit: 'ms',
  better: 'less',
  required: 40,
  stretch: 25,
  async measure() {
    const sorted = (await times()).executable.toSorted((a, b) => a - b);
    return { ours: [sorted[Math.floor(sorted.length * 0.99)]] };
  },
};

const onNode = {
  name: 'hook-node',
  what: 'cold hook from a checkout, on Node, beside node with an empty file (5d)',
  unit: 'ms',
  better: 'less',
  required: 1.4,
  stretch: 1.25,
  measure: async () => ({ ours: (await times()).node, theirs: (await times()).empty }),
};

export const rows = [executable, cold, coldest, onNode];
