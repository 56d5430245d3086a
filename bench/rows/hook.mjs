import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importHarness } from '../../scripts/bundle-harness.mjs';

const PAIRS = 60;
const WARM_UP = 5;
const message = readFileSync(
  new URL('../../test/fixtures/agents/gemini-cli/BeforeTool.run_shell_command.json', import.meta.url),
);

const POLICY = `version: 1
commands:
  - { id: everyday.read-only, effect: allow, program: [ls, cat, echo] }
  - { id: shell.no-delete, effect: reject, program: rm }
`;

/** A whole decision in a process of its own, from the cached policy, with no daemon to help, beside a Node that does nothing. */
export const row = {
  name: 'hook',
  what: 'cold hook, whole process, beside node with an empty file',
  unit: 'ms',
  better: 'less',
  required: 1.4,
  stretch: 1.25,
  async measure() {
    const { openStand, enrolmentToken } = await importHarness('test/harness/stand.ts');
    const { Program } = await importHarness('test/harness/program.ts');
    const stand = await openStand();
    await stand.publish(POLICY);
    const program = await Program.unpack();
    await program.expect([
      'enroll',
      '--server',
      stand.product.url,
      '--token',
      (await enrolmentToken(stand.owner)).token,
    ]);
    await stand.product.remove();

    const empty = join(mkdtempSync(join(tmpdir(), 'castellan-bench-')), 'empty.cjs');
    writeFileSync(empty, '');
    const time = (args) => {
      const begun = performance.now();
      const { status, stderr } = spawnSync(process.execPath, args, { input: message, env: program.environment });
      if (status !== 0) throw new Error(`Ended with ${status}: ${stderr}`);
      return performance.now() - begun;
    };
    const ours = [];
    const theirs = [];
    for (let n = -WARM_UP; n < PAIRS; n += 1) {
      const pair = [time([program.words[1], 'hook', 'gemini-cli', 'BeforeTool']), time([empty])];
      if (n < 0) continue;
      ours.push(pair[0]);
      theirs.push(pair[1]);
    }
    await program.remove();
    return { ours, theirs };
  },
};
