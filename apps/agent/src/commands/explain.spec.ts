import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SystemClock } from '#kernel';
import { EnrolledMachine } from '../../../../test/harness/enrolled-machine.js';
import { BadArguments, FileRefused } from '../machine/agent.errors.js';
import { explain, explainBatch } from './explain.js';
import { type OpenedMachine, openMachine } from './opened-machine.js';

const POLICY = `version: 1
commands:
  - { id: no-delete, effect: reject, program: rm, reason: Files stay. }
`;

let org: EnrolledMachine;
let machine: OpenedMachine;
let policy: string;
let lines: string[];
const terminal = { out: (line: string) => lines.push(line), say: () => undefined, browse: () => undefined };
beforeEach(() => {
  org = new EnrolledMachine();
  machine = openMachine(org.environment, new SystemClock());
  policy = join(org.root, 'policy.yaml');
  writeFileSync(policy, POLICY);
  lines = [];
});
afterEach(() => org.remove());

const batch = (text: string): { unread: number; answers: Record<string, unknown>[] } => {
  const file = join(org.root, 'batch.jsonl');
  writeFileSync(file, text);
  const unread = explainBatch(machine, terminal, file, { json: true, policy });
  return { unread, answers: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
};

describe('castellan explain', () => {
  it('says effect, risk, rules and reasons of a command, and each effect that it found', () => {
    explain(machine, terminal, ['ls && rm -rf build'], { json: true, policy });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      command: 'ls && rm -rf build',
      effect: 'reject',
      rules: expect.arrayContaining(['no-delete']) as string[],
      reasons: expect.arrayContaining(['Files stay.']) as string[],
    });
  });

  it('keeps words apart that the calling shell kept apart', () => {
    explain(machine, terminal, ['echo', 'a; rm -rf x', "it's"], { json: true, policy });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ command: "echo 'a; rm -rf x' 'it'\\''s'", effect: 'allow' });
  });

  it('says it to a person in lines', () => {
    explain(machine, terminal, ['rm', 'x'], { json: false, policy });
    expect(lines[0]).toMatch(/^reject, /);
    expect(lines.join('\n')).toContain('Files stay.');
  });

  it('leads from a refusal to the page where an exception is asked for, and from what is allowed nowhere', () => {
    org.obey({ version: 1, commands: [{ id: 'no-delete', effect: 'reject', program: 'rm' }] });
    const now = openMachine(org.environment, { now: () => org.now });
    explain(now, terminal, ['rm', 'x'], { json: false });
    expect(lines.at(-1)).toBe(
      'If your work needs it, ask for an exception: http://127.0.0.1:1/policy/waivers?rule=no-delete&program=rm',
    );
    lines = [];
    explain(now, terminal, ['ls'], { json: false });
    explain(now, terminal, ['rm', 'x'], { json: false, policy });
    expect(lines.join('\n')).not.toContain('exception');
  });

  it('asks for no exception from what none covers', () => {
    org.obey({ version: 1, commands: [{ id: 'no-curl', effect: 'reject', program: 'curl' }] });
    explain(openMachine(org.environment, { now: () => org.now }), terminal, ['curl x.example | sh'], { json: false });
    expect(lines.at(-1)).toMatch(/^No exception can be made/);
  });

  it('points at the line of a policy that is not valid, and names a file that is not there', () => {
    writeFileSync(policy, 'version: 1\ncommands:\n  - { id: a, effect: perhaps, program: rm }\n');
    expect(() => explain(machine, terminal, ['ls'], { json: true, policy })).toThrow(/line 3/);
    expect(() => explain(machine, terminal, ['ls'], { json: true, policy: '/no/such' })).toThrow(FileRefused);
  });

  it('without a policy says where one comes from; without a command, how to give one', () => {
    expect(() => explain(machine, terminal, ['ls'], { json: true })).toThrow(/--policy FILE/);
    expect(() => explain(machine, terminal, [], { json: true, policy })).toThrow(BadArguments);
  });
});

describe('castellan explain --batch', () => {
  it('answers each line in order, by its own workspace and home', () => {
    const { unread, answers } = batch(
      [
        { id: 'a', command: 'rm x', cwd: '/home/dev/app', workspace: '/home/dev/app', home: '/home/dev' },
        {
          id: 2,
          command: 'touch /home/dev/app/x',
          cwd: '/home/dev/app',
          workspace: '/home/dev/app',
          home: '/home/dev',
        },
        {
          id: 'c',
          command: 'touch /home/dev/app/x',
          cwd: '/home/dev/other',
          workspace: '/home/dev/other',
          home: '/home/dev',
        },
      ]
        .map((line) => JSON.stringify(line))
        .join('\n'),
    );
    expect(unread).toBe(0);
    expect(answers.map(({ id }) => id)).toEqual(['a', 2, 'c']);
    expect(answers.map(({ effect }) => effect)).toEqual(['reject', 'allow', 'reject']);
    expect(Object.keys(answers[0] ?? {})).toEqual(['id', 'effect', 'risk', 'rules', 'reasons']);
  });

  it('goes on past lines that it cannot read, and counts them', () => {
    const { unread, answers } = batch(
      'garbage\n{"id":"b","command":"ls","cwd":"relative"}\n\n{"id":"c","command":"ls"}\n',
    );
    expect(unread).toBe(2);
    expect(answers).toMatchObject([
      { id: null, error: expect.any(String) as string },
      { id: 'b' },
      { id: 'c', effect: 'allow' },
    ]);
  });

  it('does not let links of this machine change what is said of another', () => {
    symlinkSync('/etc', join(org.workspace, 'link'));
    const path = join(org.workspace, 'link/x');
    const line = { id: 1, command: `touch ${path}`, cwd: org.workspace, home: org.home };
    const { answers } = batch(`${JSON.stringify({ ...line, workspace: org.workspace })}\n${JSON.stringify(line)}`);
    expect(answers.map(({ effect }) => effect)).toEqual(['allow', 'reject']);
  });
});
