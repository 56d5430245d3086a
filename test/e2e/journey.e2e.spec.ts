import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nextCode, Person, PASSWORD, setupLinkOf, signIn } from '../harness/person.js';
import { Program } from '../harness/program.js';
import { auditEvents, enrolmentToken, openStandAlone, type Stand } from '../harness/stand.js';
import { until } from '../peers/peer.js';

const POLICY = `version: 1
commands:
  - id: journey.no-delete
    effect: reject
    program: rm
    reason: Nothing is deleted on this journey.
  - id: journey.listing
    effect: allow
    program: ls
`;

const call = (command: string): string =>
  JSON.stringify({
    session_id: 'journey',
    transcript_path: '/tmp/none',
    cwd: '/tmp',
    hook_event_name: 'BeforeTool',
    tool_name: 'run_shell_command',
    tool_input: { command },
  });

describe('the way from an empty folder to evidence', () => {
  let stand: Stand;
  let program: Program;
  let owner: Person;
  beforeAll(async () => {
    stand = await openStandAlone();
    owner = stand.owner.person;
    program = await Program.unpack();
  });
  afterAll(async () => {
    await program.remove();
    await stand.product.remove();
  });

  it('a set-up link works once, and says so', async () => {
    const token = new URL(setupLinkOf(stand.product)).hash.slice(1);
    expect(await owner.ask('POST', '/api/v1/setup/inspect', { token })).toMatchObject({
      body: { code: 'setup.link_used' },
    });
    expect(await owner.ask('POST', '/api/v1/setup/inspect', { token: 'made-up' })).toMatchObject({
      body: { code: 'setup.link_unknown' },
    });
  });

  it('the owner signs out and in again; a wrong password, a wrong code and a used code do not let her in', async () => {
    const { totp, recoveryCodes } = stand.owner;
    expect((await owner.ask('POST', '/auth/logout')).status).toBe(204);
    expect((await owner.ask('GET', '/api/v1/me')).status).toBe(401);

    const visitor = new Person(owner.url, owner.email);
    await expect(signIn(visitor, { totp: nextCode(totp) }, { password: 'not her password' })).rejects.toThrow(
      /answered 4\d\d/,
    );
    await expect(signIn(visitor, { totp: '000000' })).rejects.toThrow(/answered 4\d\d/);

    const code = nextCode(totp);
    const end = await signIn(owner, { totp: code }, { returnTo: '/policy' });
    expect(end.pathname).toBe('/policy');
    expect(await owner.get('/api/v1/me')).toMatchObject({ person: { email: owner.email }, org: { slug: 'acme' } });
    await expect(signIn(visitor, { totp: code })).rejects.toThrow(/answered 4\d\d/);

    const [recovery = ''] = recoveryCodes;
    await signIn(visitor, { recovery });
    await expect(signIn(new Person(owner.url, owner.email), { recovery })).rejects.toThrow(/answered 4\d\d/);
  });

  it('what a cookie may do needs the token against forged requests, and this origin', async () => {
    const forged = (headers: Record<string, string>) =>
      fetch(`${stand.product.url}/api/v1/org`, {
        method: 'PATCH',
        headers: { cookie: owner.cookie, 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ name: 'Forged' }),
      });
    expect((await forged({})).status).toBe(403);
    expect((await forged({ origin: 'https://evil.example' })).status).toBe(403);
    expect(await owner.get('/api/v1/org')).toMatchObject({ name: 'Acme' });
  });

  it('a policy is published with its author and reason, and a stale one is not', async () => {
    expect(await stand.publish(POLICY)).toMatchObject({ version: 1 });
    expect(await owner.get('/api/v1/policy')).toMatchObject({
      version: 1,
      reason: 'For a test.',
      author: { label: owner.email },
    });
    await expect(stand.publish('version: 1\n', null)).rejects.toThrow(/409.*policy\.stale/);
    await expect(stand.publish('version: 1\ncommands: nothing\n', 1)).rejects.toThrow(/answered 422/);
  });

  it('a machine enrols, decides by the policy, and what it decided is in the ledger', async () => {
    await program.expect([
      'enroll',
      '--server',
      stand.product.url,
      '--token',
      (await enrolmentToken(stand.owner)).token,
    ]);
    program.startDaemon();
    const refused = await program.run(['hook', 'gemini-cli', 'BeforeTool'], { stdin: call('rm -rf build') });
    expect(refused.stdout + refused.stderr).toContain('Nothing is deleted on this journey.');
    const allowed = await program.run(['hook', 'gemini-cli', 'BeforeTool'], { stdin: call('ls') });
    expect(allowed.stdout + allowed.stderr).not.toContain('Nothing is deleted');

    const events = await until(async () => {
      const found = await auditEvents(stand.owner, '&kind=tool.decision');
      if (found.length < 2) throw new Error(`${found.length} of 2 decisions have arrived.`);
      return found;
    });
    expect(events.map(({ effect }) => effect).sort()).toEqual(['allow', 'reject']);
    expect(await owner.get('/api/v1/machines')).toMatchObject({ items: [{ status: 'connected' }] });
  });

  it('what was done in the console stands in the same ledger', async () => {
    const kinds = (await auditEvents(stand.owner)).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['admin.policy.published', 'tool.decision']));
    expect(kinds.some((kind) => kind.startsWith('admin.machine.'))).toBe(true);
  });

  it('an export proves itself on another machine without a network', async () => {
    const response = await fetch(`${stand.product.url}/api/v1/audit/export`, {
      method: 'POST',
      headers: {
        cookie: owner.cookie,
        origin: stand.product.url,
        'x-csrf-token': owner.csrf,
        'content-type': 'application/json',
      },
      body: '{}',
    });
    expect(response.status).toBe(200);
    const file = join(program.home, 'export.zip');
    await writeFile(file, Buffer.from(await response.arrayBuffer()));
    expect((await program.run(['verify', file])).code).toBe(0);

    const bytes = await readFile(file);
    const at = Math.floor(bytes.length / 2);
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    await writeFile(file, bytes);
    expect((await program.run(['verify', file])).code).not.toBe(0);
  });

  it('no secret that was handed out stands in anything that the product printed', () => {
    const { recoveryCodes, totp } = stand.owner;
    const secrets = [PASSWORD, totp.secret.base32, owner.cookie.split('=')[1] ?? 'none', ...recoveryCodes];
    for (const secret of secrets) expect(stand.product.printed()).not.toContain(secret);
  });
});
