import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EnrolledMachine } from '../../../test/harness/enrolled-machine.js';
import { buildAgent } from '../build.mjs';

const dist = mkdtempSync(join(tmpdir(), 'castellan-dist-'));
let machine: EnrolledMachine;
let loaded: Awaited<ReturnType<typeof buildAgent>>;

beforeAll(async () => {
  loaded = await buildAgent({ outdir: dist });
  machine = new EnrolledMachine();
  const policy = { version: 1, commands: [{ id: 'no-delete', effect: 'reject', program: 'rm' }] };
  machine.obey(policy, { issuedAt: '2020-01-01T00:00:00.000Z', expiresAt: '2999-01-01T00:00:00.000Z' });
});
afterAll(() => {
  machine.remove();
  rmSync(dist, { recursive: true, force: true });
});

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function castellan(args: readonly string[], stdin: string | null, folder = dist): Promise<Ran> {
  const child = spawn(process.execPath, [join(folder, 'castellan.cjs'), ...args], {
    env: { PATH: '/usr/bin:/bin', HOME: machine.home, CASTELLAN_HOME: machine.folder.path },
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

describe('the built program', () => {
  it('answers a hook in the agent’s grammar and ends', async () => {
    const { code, stdout, stderr } = await castellan(['hook', 'claude-code', 'PreToolUse'], message('rm x'));
    expect(JSON.parse(stdout)).toMatchObject({ hookSpecificOutput: { permissionDecision: 'deny' } });
    expect([code, stderr]).toEqual([0, '']);
    const allowed = await castellan(['hook', 'claude-code', 'PreToolUse'], message('ls'));
    expect(JSON.parse(allowed.stdout)).toMatchObject({ hookSpecificOutput: { permissionDecision: 'allow' } });
  });

  it('blocks by exit code where it does not know in whose grammar to answer', async () => {
    expect(await castellan(['hook', 'emacs', 'PreToolUse'], '{}')).toMatchObject({ code: 2, stdout: '' });
    expect(await castellan(['hook'], '')).toMatchObject({ code: 2, stdout: '' });
  });

  it('refuses by its own deadline when the agent never ends its message', async () => {
    const { code, stdout } = await castellan(['hook', 'codex', 'PreToolUse'], null);
    expect(JSON.parse(stdout)).toMatchObject({ hookSpecificOutput: { permissionDecision: 'deny' } });
    expect(code).toBe(0);
  });

  it('runs what V8 made of it at the build, and makes it anew where that does not fit', async () => {
    const file = readFileSync(join(dist, 'hook.code'));
    const end = 4 + file.readUInt32LE();
    const script = new Script(file.toString('latin1', 4, end), { cachedData: file.subarray(end) });
    expect([file.length > end, script.cachedDataRejected]).toEqual([true, false]);

    const elsewhere = join(dist, 'elsewhere');
    cpSync(join(dist, 'castellan.cjs'), join(elsewhere, 'castellan.cjs'));
    const asked = (): Promise<Ran> => castellan(['hook', 'claude-code', 'PreToolUse'], message('rm x'), elsewhere);
    writeFileSync(join(elsewhere, 'hook.code'), Buffer.concat([file.subarray(0, end), randomBytes(4_096)]));
    expect(JSON.parse((await asked()).stdout)).toMatchObject({ hookSpecificOutput: { permissionDecision: 'deny' } });
    writeFileSync(join(elsewhere, 'hook.code'), file.subarray(0, end / 2));
    expect(await asked()).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('install') as string });
  });

  it('refuses a message of many megabytes without reading it to its end', async () => {
    const { stdout } = await castellan(['hook', 'claude-code', 'PreToolUse'], message('x'.repeat(17 * 1024 * 1024)));
    expect(JSON.parse(stdout)).toMatchObject({ hookSpecificOutput: { permissionDecision: 'deny' } });
  });

  it('loads nothing for a hook that speaks to a network or parses a schema', () => {
    const files = Object.keys(loaded.inputs);
    expect(
      files.filter(
        (file) => /node_modules\/(zod|yaml|jose|undici)|src\/(server|daemon|credentials)\//.test(file) && used(file),
      ),
    ).toEqual([]);
  });

  it('says what is wrong with a command line in a sentence, and never with a stack', async () => {
    for (const args of [
      ['explain'],
      ['verify', '/no/such.zip'],
      ['enroll', '--token', 'x'],
      ['nonsense'],
      ['daemon', '--no'],
    ]) {
      const { code, stderr } = await castellan(args, '');
      expect(code, args.join(' ')).toBeGreaterThan(0);
      expect(stderr).not.toMatch(/\n\s+at /);
      expect(stderr.trim()).not.toBe('');
    }
  });
});

const used = (file: string): boolean =>
  Object.values(loaded.outputs).some(({ inputs }) => (inputs[file]?.bytesInOutput ?? 0) > 0);
