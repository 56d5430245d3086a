import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EFFECTS, machineEvent, OTHER_RULES, shadowReport, type ShadowReport } from '#contracts';
import { signingKeyFrom } from '#engines/bundle';
import { EnrolledMachine } from '../../../../test/harness/enrolled-machine.js';
import type { HookAnswer } from '../agents/adapter.js';
import { policyStanding } from '../decision/policy-standing.js';
import { resolvePath } from '../decision/resolve-path.js';
import { runHook } from '../decision/run-hook.js';
import { ServerRefused, ServerUnreachable } from '../machine/agent.errors.js';
import { ShadowBook } from './shadow-book.js';
import { ShadowFile } from './shadow-file.js';
import { ShadowReporter } from './shadow-reporter.js';
import { ShadowWatch } from './shadow-watch.js';
import { counted, NO_COUNTS } from './tally.js';

const LIVE = {
  version: 1,
  defaults: { low: 'allow', medium: 'allow', high: 'ask' },
  commands: [{ id: 'no-delete', effect: 'reject', program: 'rm' }],
};
const DRAFT = {
  ...LIVE,
  commands: [
    { id: 'rm-is-fine', effect: 'allow', program: 'rm' },
    { id: 'no-ls', effect: 'reject', program: 'ls' },
  ],
};

let machine: EnrolledMachine;
let taken: ShadowReport[];
let answers: (Error | 'lost')[];
beforeEach(() => {
  machine = new EnrolledMachine();
  machine.obey(LIVE);
  [taken, answers] = [[], []];
});
afterEach(() => machine.remove());

const file = (): ShadowFile => new ShadowFile(machine.folder);
const book = (): ShadowBook => new ShadowBook(machine.folder);
const watching = (draft: object, over = {}): void => file().write(machine.shadow(draft, over), null);
const bash = (command: string): HookAnswer => {
  const message = { hook_event_name: 'PreToolUse', session_id: 's', cwd: machine.workspace, tool_name: 'Bash' };
  const input = Buffer.from(JSON.stringify({ ...message, tool_input: { command } }));
  return runHook({
    agent: 'claude-code',
    event: 'PreToolUse',
    input,
    environment: machine.environment,
    now: machine.now,
  });
};
const watch = (): ShadowWatch =>
  new ShadowWatch({
    file: file(),
    book: book(),
    now: () => machine.now,
    standing: () => policyStanding(machine.folder, machine.now),
    surroundings: { home: machine.home, platform: 'linux', resolve: resolvePath },
  });
/** As the daemon goes over the spool; nothing is sent, so that every segment is read again the next time. */
async function look(by = watch()): Promise<void> {
  const reader = machine.spool();
  reader.seal(machine.now);
  const segments = reader.segments().map(({ name }) => name);
  for (const segment of segments) {
    const events = (reader.read(segment)?.records ?? []).map((text) => machineEvent.parse(JSON.parse(text)));
    await by.look({ segment, from: 0, events, segments });
  }
}
const report = (): Promise<void> =>
  new ShadowReporter({
    book: book(),
    file: file(),
    now: () => machine.now,
    server: {
      reportShadow(told) {
        const answer = answers.shift();
        if (answer instanceof Error) return Promise.reject(answer);
        // As the server does: what has a number that it has seen is not counted again.
        if (!taken.some(({ stream, sequence }) => stream === told.stream && sequence >= told.sequence))
          taken.push(told);
        return answer === 'lost' ? Promise.reject(new ServerUnreachable('The answer was lost.')) : Promise.resolve();
      },
    },
  }).report();
const total = (): Record<string, number> => {
  const hours = taken.flatMap((one) => one.hours);
  const sum = (of: (hour: (typeof hours)[number]) => number): number => hours.reduce((all, hour) => all + of(hour), 0);
  return {
    compared: sum((h) => h.compared),
    stricter: sum((h) => h.stricter),
    milder: sum((h) => h.milder),
    skipped: sum((h) => h.skipped),
  };
};

describe('a draft in shadow', () => {
  it('is asked about what hooks have answered, and where it differs that is counted by rule and agent', async () => {
    watching(DRAFT);
    for (const command of ['ls', 'ls -a', 'rm x', 'echo hi']) bash(command);
    await look();
    await report();
    expect(total()).toEqual({ compared: 4, stricter: 2, milder: 1, skipped: 0 });
    expect(taken.flatMap(({ differences }) => differences)).toMatchObject([
      { agent: 'claude-code', live: 'allow', shadow: 'reject', shadowRules: ['no-ls'], calls: 2 },
      {
        agent: 'claude-code',
        live: 'reject',
        shadow: 'allow',
        liveRules: ['no-delete'],
        shadowRules: ['rm-is-fine'],
        calls: 1,
      },
    ]);
  });

  it('counts calls of its own time alone, and none of another org’s draft, an altered one or one that is over', async () => {
    for (const [over, key] of [
      [{ from: '2030-01-01T12:00:00.001Z' }, machine.key],
      [{ until: '2030-01-01T11:00:00.000Z' }, machine.key],
      [{ orgId: randomUUID() }, machine.key],
      [{}, signingKeyFrom(randomBytes(32))],
    ] as const) {
      file().write(machine.shadow(DRAFT, over, key), null);
      bash('ls');
      await look();
      await report();
    }
    expect(taken).toEqual([]);
  });

  it('takes no call for a difference to which the policy in force would answer otherwise by now', async () => {
    watching(DRAFT);
    bash('ls');
    machine.obey({ ...LIVE, commands: [{ id: 'ask-ls', effect: 'ask', program: 'ls' }] });
    await look();
    await report();
    expect(total()).toEqual({ compared: 0, stricter: 0, milder: 0, skipped: 1 });
  });

  it('that this program cannot read, and a folder that cannot be written, stop nothing', async () => {
    watching({ version: 1, commands: 'none' });
    bash('ls');
    await expect(look()).resolves.toBeUndefined();
    const broken = new ShadowWatch({
      file: file(),
      book: book(),
      now: () => machine.now,
      standing: () => {
        throw new Error('the disk is full');
      },
      surroundings: { home: machine.home, platform: 'linux' },
    });
    await expect(look(broken)).resolves.toBeUndefined();
    await report();
    expect(taken).toEqual([]);
  });
});

describe('whatever the draft is', () => {
  const effect = fc.constantFrom(...EFFECTS);
  const draft = fc.oneof(
    fc.record({
      version: fc.constant(1),
      defaults: fc.record({ low: effect, medium: effect, high: effect }),
      commands: fc.array(
        fc.record({
          id: fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
          effect,
          program: fc.constantFrom('ls', 'rm', '*'),
        }),
        { maxLength: 3 },
      ),
    }),
    fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 4 }),
  );
  const word = fc.stringMatching(/^zq[A-Z0-9]{6}$/);
  const commands = fc.array(
    fc
      .tuple(fc.constantFrom('ls', 'rm -rf', 'cat', 'curl https://', 'echo', 'git push', 'sudo'), word)
      .map(([a, b]) => `${a} ${b}`),
    { minLength: 1, maxLength: 4 },
  );

  it('hooks answer by the policy in force alone, and no report holds a word of what was called', async () => {
    await fc.assert(
      fc.asyncProperty(draft, commands, async (policy, called) => {
        const [bare, watched] = [new EnrolledMachine(), machine];
        bare.obey(LIVE);
        watching(policy);
        const without = called.map((command) => {
          const message = {
            hook_event_name: 'PreToolUse',
            session_id: 's',
            cwd: bare.workspace,
            tool_name: 'Bash',
            tool_input: { command },
          };
          const input = Buffer.from(JSON.stringify(message));
          return runHook({
            agent: 'claude-code',
            event: 'PreToolUse',
            input,
            environment: bare.environment,
            now: bare.now,
          });
        });
        const beside = called.map(bash);
        const plain = (answers: readonly HookAnswer[], { root }: EnrolledMachine): string =>
          JSON.stringify(answers).replaceAll(root, '');
        expect(plain(beside, watched)).toBe(plain(without, bare));
        bare.remove();
        await look();
        await report();
        machine.folder.remove('spool');
        for (const told of taken) {
          expect(shadowReport.safeParse(told).success).toBe(true);
          expect(JSON.stringify(told)).not.toMatch(/zq[A-Z0-9]{6}|castellan-machine|project/);
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe('what was counted', () => {
  it('is counted once, however often its segment is read and by however many daemons in turn', async () => {
    watching(DRAFT);
    bash('ls');
    for (let i = 0; i < 3; i += 1) await look();
    bash('ls');
    await look();
    await report();
    expect(total()).toMatchObject({ compared: 2, stricter: 2 });
  });

  it('is told again as it was when the answer was lost, and is not counted twice', async () => {
    watching(DRAFT);
    bash('ls');
    await look();
    answers = ['lost', new ServerUnreachable('away')];
    await expect(report()).rejects.toThrow(ServerUnreachable);
    bash('ls');
    await look();
    await expect(report()).rejects.toThrow(ServerUnreachable);
    await report();
    await report();
    expect(taken.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(total()).toMatchObject({ compared: 2, stricter: 2 });
  });

  it('is told after the draft is watched no more, and then forgotten; so is what the server will not have', async () => {
    watching(DRAFT);
    bash('ls');
    await look();
    file().remove();
    await report();
    expect([total()['stricter'], book().shadows()]).toEqual([1, []]);
    watching(DRAFT, { id: '01900000-0000-7000-8000-000000000002' });
    await look();
    file().remove();
    answers = [new ServerRefused('No such run.', 404, undefined)];
    await report();
    expect([taken.length, book().shadows()]).toEqual([1, []]);
  });

  it('starts anew where somebody else has written the page', async () => {
    watching(DRAFT);
    bash('ls');
    await look();
    const [shadow = ''] = book().shadows();
    machine.folder.writeJson(`shadow/${shadow}.json`, {
      shadow,
      stream: 'x',
      sequence: -1,
      sending: {},
      gathering: {},
      read: {},
    });
    await look();
    await report();
    expect(total()).toMatchObject({ compared: 1, stricter: 1 });
  });

  it('stays bounded: ways of differing beyond the bound are summed under the rule "other"', () => {
    const call = { at: '2030-01-01T12:34:56.000Z', agent: 'codex' } as const;
    let counts = NO_COUNTS;
    for (let i = 0; i < 500; i += 1)
      counts = counted(counts, call, {
        outcome: 'differs',
        live: { effect: 'allow', rules: ['default/low'] },
        shadow: { effect: i % 2 === 0 ? 'ask' : 'reject', rules: [`rule-${i}`] },
      });
    expect(counts.hours).toEqual([
      { hour: '2030-01-01T12:00:00.000Z', compared: 500, stricter: 500, milder: 0, skipped: 0 },
    ]);
    const others = counts.differences.filter(({ shadowRules }) => shadowRules[0] === OTHER_RULES[0]);
    expect(others.map(({ shadow, calls }) => [shadow, calls])).toEqual([
      ['ask', 150],
      ['reject', 150],
    ]);
    const told = { shadow: randomUUID(), stream: randomUUID(), sequence: 1, ...counts };
    expect(shadowReport.safeParse(told).success).toBe(true);
  });
});
