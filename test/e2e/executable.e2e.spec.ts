import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EnrolledMachine } from '../harness/enrolled-machine.js';
import { executable } from '../peers/executable.js';
import { missing } from '../peers/peer.js';

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe.skipIf(await missing(executable))('the machine program as one self-contained file', () => {
  let program: string;
  let machine: EnrolledMachine;
  beforeAll(async () => {
    program = await executable.build();
    machine = new EnrolledMachine();
    const policy = { version: 1, commands: [{ id: 'no-delete', effect: 'reject', program: 'rm' }] };
    machine.obey(policy, { issuedAt: '2020-01-01T00:00:00.000Z', expiresAt: '2999-01-01T00:00:00.000Z' });
  });
  afterAll(() => machine.remove());

  /** Without a PATH: nothing else of this host may be needed. */
  function run(args: readonly string[], stdin: string | null, variables: Record<string, string> = {}): Promise<Ran> {
    const child = spawn(program, args, {
      env: { HOME: machine.home, CASTELLAN_HOME: machine.folder.path, ...variables },
      cwd: machine.workspace,
    });
    if (stdin !== null) child.stdin.end(stdin);
    child.stdin.on('error', () => undefined);
    const ran = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].on('data', (chunk: Buffer) => (ran[name] += chunk.toString()));
    return new Promise((done) => child.once('close', (code) => done({ code, ...ran })));
  }
  const message = (command: string): string =>
    JSON.stringify({
      session_id: 's',
      cwd: machine.workspace,
      hook_event_name: 'PreToolUse',
      tool_name: 'Bash',
      tool_input: { command },
    });
  const HOOK = ['hook', 'claude-code', 'PreToolUse'];
  const decided = ({ stdout }: Ran): unknown =>
    (JSON.parse(stdout) as { hookSpecificOutput: { permissionDecision: string } }).hookSpecificOutput
      .permissionDecision;

  it('decides in the agent’s grammar, records it, and ends', async () => {
    const refused = await run(HOOK, message('ls && rm x'));
    expect([decided(refused), refused.code, refused.stderr]).toEqual(['deny', 0, '']);
    expect(decided(await run(HOOK, message('ls')))).toBe('allow');
    expect(machine.events()).toHaveLength(2);
  });

  it('refuses by its own deadline a message that never ends, and one of many megabytes', async () => {
    const endless = await run(HOOK, null);
    expect([decided(endless), endless.code]).toEqual(['deny', 0]);
    expect(decided(await run(HOOK, message('x'.repeat(17 * 1024 * 1024))))).toBe('deny');
    expect(await run(['hook', 'emacs', 'PreToolUse'], '{}')).toMatchObject({ code: 2, stdout: '' });
  });

  it('takes nothing from the project that it runs in: no variables, no code', async () => {
    writeFileSync(join(machine.workspace, '.env'), 'CASTELLAN_HOME=/nowhere\nHOME=/nowhere\n');
    writeFileSync(join(machine.workspace, 'preload.js'), 'process.stdout.write("loaded"); process.exit(0);');
    writeFileSync(join(machine.workspace, 'bunfig.toml'), 'preload = ["./preload.js"]\n');
    const ran = await run(HOOK, message('rm x'));
    expect([decided(ran), ran.stderr]).toEqual(['deny', '']);
  });

  it('is written into hooks by its own path, with the variables emptied by which a project could load code into it', async () => {
    await run(['install', '--agent', 'claude-code'], '');
    const settings = readFileSync(join(machine.home, '.claude', 'settings.json'), 'utf8');
    for (const part of [`exec '${program}' hook`, 'BUN_OPTIONS= ', 'BUN_BE_BUN= ', 'BUN_INSPECT_PRELOAD= '])
      expect(settings).toContain(part);
    const steered = { BUN_OPTIONS: '', BUN_BE_BUN: '', BUN_INSPECT_PRELOAD: '' };
    expect(decided(await run(HOOK, message('rm x'), steered))).toBe('deny');
  });

  it('has every other command in it too', async () => {
    const explained = await run(['explain', '--json', '--', 'rm x'], '');
    expect(JSON.parse(explained.stdout)).toMatchObject({ effect: 'reject' });
    expect((await run(['--version'], '')).stdout).toMatch(/^\d+\.\d+\.\d+/);
    expect((await run(['verify', '/no/such.zip'], '')).code).toBe(1);
  });
});
