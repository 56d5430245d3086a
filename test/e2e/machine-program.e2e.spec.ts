import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completeSetup, type Person } from '../harness/person.js';
import { Program } from '../harness/program.js';
import { auditEvents, openStand, type Stand } from '../harness/stand.js';
import { chromium, type StartedBrowser } from '../peers/chromium.js';
import { executable } from '../peers/executable.js';
import { missing, until } from '../peers/peer.js';

const FORBIDS_RM = `version: 1
commands:
  - { id: no-delete, effect: reject, program: rm, reason: Files stay. }
`;
const FORBIDS_MAKE = `version: 1
commands:
  - { id: no-make, effect: reject, program: [make, ninja], reason: Nothing is built here. }
`;
const FORBIDS_LISTING = `version: 1
commands:
  - { id: no-listing, effect: reject, program: ls }
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
  readonly person: { readonly label: string } | null;
}

/** Where the executable cannot be made, what it is made of is tried. */
const withoutExecutable = await missing(executable);
const withoutBrowser = await missing(chromium);

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
  /** Signs the machine in by the device flow; answers what it has shown to its person. */
  const join = async (on: Program, person: Person): Promise<string> => {
    const orgId = (await person.get<{ org: { id: string } }>('/api/v1/me')).org.id;
    const child = on.start(['login', '--server', stand.product.url, '--no-browser']);
    let shown = '';
    child.stderr.on('data', (chunk: Buffer) => (shown += chunk.toString()));
    const ended = new Promise<number | null>((done) => child.once('close', done));
    const userCode = await until(() => {
      const code = /enter the code\s+(\S+)/.exec(shown)?.[1];
      return code === undefined ? Promise.reject(new Error(`No code was shown: ${shown}`)) : Promise.resolve(code);
    });
    await person.post('/api/v1/device/approve', { userCode, orgId });
    expect(await ended, shown).toBe(0);
    return shown;
  };
  const cookiesOf = (person: Person) =>
    person.cookie.split('; ').map((pair) => {
      const [name = '', value = ''] = pair.split('=');
      return { name, value, url: stand.product.url };
    });
  const hook = (command: string): Promise<string | undefined> => program.decision(command);

  it('joins when a person approves the code that it shows, and has the policy at once', async () => {
    const shown = await join(program, stand.owner.person);
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

  describe.skipIf(withoutBrowser)('of a colleague who may do what others may not', () => {
    let grace: Person;
    let colleague: Program;
    let browser: StartedBrowser;
    beforeAll(async () => {
      const { person } = stand.owner;
      const email = 'grace@example.com';
      const invited = { email, role: 'developer' };
      const { url } = await person.post<{ url: string }>('/api/v1/invitations', invited);
      ({ person: grace } = await completeSetup(url, { name: 'ignored', slug: 'ignored' }, email));
      colleague = await Program.unpack(program.words);
      await join(colleague, grace);
      colleague.startDaemon();
      browser = await chromium.start({ baseURL: stand.product.url });
    });
    afterAll(async () => {
      await browser.stop();
      await colleague.remove();
    });

    const decides = (on: Program, command: string, wanted: string, seconds = 60): Promise<void> =>
      until(async () => {
        const decided = await on.decision(command);
        if (decided !== wanted) throw new Error(`"${command}" is answered ${String(decided)}, not ${wanted}.`);
      }, seconds);
    const pageOf = async (person: Person, path: string): Promise<Page> => {
      const context = await browser.another();
      await context.addCookies(cookiesOf(person));
      const page = await context.newPage();
      await page.goto(path);
      return page;
    };
    const waivers = async (): Promise<readonly string[]> => {
      const kinds = (await auditEvents(stand.owner)).toSorted((a, b) => a.index - b.index).map(({ kind }) => kind);
      return kinds.filter((kind) => kind.startsWith('admin.waiver.'));
    };
    const ask = (expiresAt: Date): Promise<{ id: string }> =>
      grace.get<{ person: { id: string } }>('/api/v1/me').then(({ person: { id } }) =>
        grace.post('/api/v1/policy/waivers', {
          subject: { kind: 'user', id },
          rules: ['no-make'],
          effect: 'allow',
          reason: 'A last build.',
          expiresAt: expiresAt.toISOString(),
        }),
      );

    it('obeys an exception that she was led to, and that another approved, within its bounds; no other machine does', async () => {
      await decides(colleague, 'make', 'deny');
      const { stdout } = await colleague.expect(['explain', '--', 'make']);
      const asking = await pageOf(grace, /ask for an exception: (\S+)/.exec(stdout)?.[1] ?? '');
      await asking.getByLabel('Answered').first().click();
      await asking.getByRole('option', { name: 'Allow' }).click();
      await asking.getByLabel('Reason').fill('The release is built today.');
      await asking.getByRole('button', { name: 'Ask', exact: true }).click();
      await asking.getByText('program make').waitFor();

      const deciding = await pageOf(stand.owner.person, '/policy/waivers');
      await deciding.getByRole('button', { name: 'Decide on the exception for grace@example.com' }).click();
      await deciding.getByText('Only within these bounds: program make.').waitFor();
      await deciding.getByRole('button', { name: 'Approve' }).click();
      await deciding.getByText('Nobody asks for an exception').waitFor();

      await decides(colleague, 'make all', 'allow');
      expect(await colleague.decision('ninja')).toBe('deny');
      expect(await program.decision('make all')).toBe('deny');

      await deciding.getByText('Active', { exact: true }).click();
      await deciding.getByRole('button', { name: 'End the exception for grace@example.com' }).click();
      await deciding.getByLabel('Reason').fill('It is released.');
      await deciding.getByRole('button', { name: 'End', exact: true }).click();
      await decides(colleague, 'make all', 'deny');
      expect(await waivers()).toEqual(['admin.waiver.requested', 'admin.waiver.approved', 'admin.waiver.ended']);
    });

    it('obeys the rules again when the time of her exception is over, and the ledger says when', async () => {
      /** Whether her machine has had it before it was over. */
      const given = async (seconds: number): Promise<boolean> => {
        const { id } = await ask(new Date(Date.now() + seconds * 1_000));
        await stand.owner.person.post(`/api/v1/policy/waivers/${id}/decision`, { decision: 'approved' });
        return decides(colleague, 'ninja', 'allow', seconds).then(
          () => true,
          () => false,
        );
      };
      const before = (await waivers()).length;
      let seconds = 10;
      while (!(await given(seconds))) seconds *= 4;
      await until(async () => expect((await waivers()).at(-1)).toBe('admin.waiver.expired'), seconds + 30);
      await decides(colleague, 'ninja', 'deny');
      const told = (await waivers()).slice(before);
      const count = (of: string): number => told.filter((kind) => kind === `admin.waiver.${of}`).length;
      expect(count('expired')).toBe(count('approved'));
    });

    it('can give back what was approved for her', async () => {
      const { id } = await ask(new Date(Date.now() + 86_400_000));
      await stand.owner.person.post(`/api/v1/policy/waivers/${id}/decision`, { decision: 'approved' });
      await decides(colleague, 'ninja', 'allow');
      await grace.post(`/api/v1/policy/waivers/${id}/withdrawal`);
      await decides(colleague, 'ninja', 'deny');
    });

    it('obeys what is published for her group, and no other machine does', async () => {
      const { person } = stand.owner;
      const { person: her } = await grace.get<{ person: { id: string } }>('/api/v1/me');
      const { id } = await person.post<{ id: string }>('/api/v1/groups', { name: 'Guests' });
      await person.post(`/api/v1/groups/${id}/members`, { people: [her.id] });
      const layer = { text: FORBIDS_LISTING, format: 'yaml', reason: 'Guests list nothing.', basedOn: null };
      await person.post(`/api/v1/policy/scopes/group/${id}/versions`, layer);
      await decides(colleague, 'ls', 'deny');
      expect(await program.decision('ls')).toBe('allow');
    });
  });

  it('obeys the cached policy when it is revoked, and sends nothing more', async () => {
    const { email } = stand.owner.person;
    const machine = (await machines()).find(({ person }) => person?.label === email);
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
