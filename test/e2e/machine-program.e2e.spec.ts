import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Program } from '../harness/program.js';
import { auditEvents, openStand, type Stand } from '../harness/stand.js';
import { executable } from '../peers/executable.js';
import { missing, until } from '../peers/peer.js';

const FORBIDS_RM = `version: 1
commands:
  - { id: no-delete, effect: reject, program: rm, reason: Files stay. }
`;
const FORBIDS_MAKE = `version: 1
commands:
  - { id: no-make, effect: reject, program: make, reason: Nothing is built here. }
`;
const FORBIDS_LS = `version: 1
commands:
  - { id: no-make, effect: reject, program: make }
  - { id: no-ls, effect: reject, program: ls }
`;

interface MachineView {
  readonly id: string;
  readonly hostname: string;
  readonly status: string;
  readonly policyVersion: number | null;
}

/** Where the executable cannot be made, what it is made of is tried. */
const withoutExecutable = await missing(executable);

describe('the machine program and the product', () => {
  let stand: Stand;
  let program: Program;
  beforeAll(async () => {
    stand = await openStand();
    program = await Program.unpack(withoutExecutable ? undefined : [await executable.build()]);
    await stand.publish(FORBIDS_RM);
  });
  afterAll(async () => {
    await program.remove();
    await stand.product.remove();
  });

  const machines = async (): Promise<readonly MachineView[]> =>
    (await stand.owner.person.get<{ items: MachineView[] }>('/api/v1/machines')).items;
  const status = async (): Promise<Record<string, unknown>> =>
    JSON.parse((await program.expect(['status', '--json'])).stdout) as Record<string, unknown>;
  const hook = async (command: string): Promise<string | undefined> => {
    const message = {
      session_id: 's-1',
      cwd: program.home,
      hook_event_name: 'PreToolUse',
      tool_name: 'Bash',
      tool_input: { command },
    };
    const { stdout } = await program.expect(['hook', 'claude-code', 'PreToolUse'], { stdin: JSON.stringify(message) });
    return (JSON.parse(stdout) as { hookSpecificOutput?: { permissionDecision?: string } }).hookSpecificOutput
      ?.permissionDecision;
  };

  it('joins when a person approves the code that it shows, and has the policy at once', async () => {
    const orgId = (await stand.owner.person.get<{ org: { id: string } }>('/api/v1/me')).org.id;
    const child = program.start(['login', '--server', stand.product.url, '--no-browser']);
    let shown = '';
    child.stderr.on('data', (chunk: Buffer) => (shown += chunk.toString()));
    const ended = new Promise<number | null>((done) => child.once('close', done));
    const userCode = await until(() => {
      const code = /enter the code\s+(\S+)/.exec(shown)?.[1];
      return code === undefined ? Promise.reject(new Error(`No code was shown: ${shown}`)) : Promise.resolve(code);
    });
    await stand.owner.person.post('/api/v1/device/approve', { userCode, orgId });
    expect(await ended, shown).toBe(0);
    expect(shown).toContain('Policy version 1 is in force.');
    expect(await status()).toMatchObject({ enrolled: { slug: 'acme' }, policy: { inForce: true, version: 1 } });
    expect(await machines()).toHaveLength(1);
  });

  it('decides by the policy that was published last, as soon as it is pushed', async () => {
    program.startDaemon();
    await until(async () => {
      if ((await machines())[0]?.status !== 'connected') throw new Error('The machine is not connected.');
    });
    expect(await hook('rm x')).toBe('deny');
    await stand.publish(FORBIDS_MAKE, 1);
    await until(async () => {
      if ((await hook('make')) !== 'deny') throw new Error('The new policy has not come.');
    });
  });

  it('brings what it decided to the ledger, once, though the daemon is killed in between', async () => {
    await program.killDaemon();
    await hook('make install');
    await hook('ls');
    program.startDaemon();
    const events = await until(async () => {
      const found = await auditEvents(stand.owner, '&kind=tool.decision');
      if (found.length < 4) throw new Error(`${found.length} decisions have arrived.`);
      return found;
    });
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    expect(events.filter(({ rules }) => rules.includes('no-make')).length).toBeGreaterThan(1);
    expect(await auditEvents(stand.owner, '&kind=machine.policy_applied')).toHaveLength(2);
  });

  it('watches a draft beside the policy that it obeys, and tells how often it would have answered otherwise', async () => {
    const { person } = stand.owner;
    const words = { title: 'No listing', text: FORBIDS_LS, format: 'yaml', basedOn: 2 };
    const draft = await person.post<{ id: string }>('/api/v1/policy/drafts', words);
    const order = { draftId: draft.id, revision: 1, hours: 1 };
    const { id } = await person.post<{ id: string }>('/api/v1/policy/shadows', order);
    await until(async () => {
      if ((await status())['shadow'] === null) throw new Error('The draft has not come.');
    });
    expect(await hook('ls --color')).toBe('allow');
    const path = `/api/v1/policy/shadows/${id}`;
    await until(async () => {
      await program.restartDaemon();
      const { stricter } = await person.get<{ stricter: number }>(path);
      if (stricter === 0) throw new Error('Nothing was counted.');
    });
    await program.restartDaemon();
    expect(await person.get(path)).toMatchObject({
      stricter: 1,
      machines: { chosen: 1, reported: 1 },
      differences: [{ live: 'allow', shadow: 'reject', shadowRules: ['no-ls'], calls: 1, people: 1 }],
    });
    // Who comes next revokes the machine, and is heard by a daemon that is connected.
    await until(async () => {
      const { connected } = (await status())['daemon'] as { connected: boolean };
      if (!connected) throw new Error('The daemon is not connected again.');
    });
  });

  it('obeys the cached policy when it is revoked, and sends nothing more', async () => {
    const [machine] = await machines();
    await stand.owner.person.post(`/api/v1/machines/${machine?.id ?? ''}/revoke`, { reason: 'Lost.' });
    await until(async () => {
      if ((await status())['daemon'] === undefined) throw new Error('No status.');
      const { running } = (await status())['daemon'] as { running: boolean };
      if (running) throw new Error('The daemon goes on.');
    });
    expect(await hook('make')).toBe('deny');
    const { stdout } = await program.run(['doctor', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false });
  });

  it('leaves without a trace of what was secret, also when the server knows it no more', async () => {
    const { stderr } = await program.expect(['logout']);
    expect(stderr).toContain('no longer signed in');
    expect(await status()).toMatchObject({ enrolled: null, credentials: null });
    expect(await hook('ls')).toBe('deny');
  });
});
