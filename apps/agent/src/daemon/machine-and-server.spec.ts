import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Clock, newId } from '#kernel';
import { EnrolledMachine } from '../../../../test/harness/enrolled-machine.js';
import { FakeControlPlane } from '../../../../test/harness/fake-control-plane.js';
import { enroll } from '../commands/enroll.js';
import { install, repairHooks } from '../commands/install.js';
import { login } from '../commands/login.js';
import { logout } from '../commands/logout.js';
import { controlPlaneOf, type OpenedMachine, openMachine, spoolOf } from '../commands/opened-machine.js';
import { status } from '../commands/status.js';
import type { Terminal } from '../commands/terminal.js';
import { policyStanding } from '../decision/policy-standing.js';
import { LoginRefused, ServerRefused, ServerUnreachable, SignInNeeded } from '../machine/agent.errors.js';
import { readEnrolment } from '../machine/enrolment.js';
import { FileLock } from '../machine/file-lock.js';
import { TokenKeeper } from '../server/token-keeper.js';
import { SPOOL_LIMITS } from '../spool/spool-files.js';
import { Daemon } from './daemon.js';
import { DaemonStatusFile } from './daemon-status.js';
import { shadowOf } from '../commands/daemon.js';
import { ShadowFile } from '../shadow/shadow-file.js';
import { HookKeeper } from './hook-keeper.js';
import { PolicyKeeper } from './policy-keeper.js';
import { Shipper } from './shipper.js';

const POLICY = { version: 1, commands: [{ id: 'listing', effect: 'allow', program: 'ls' }] };

class TestClock extends Clock {
  constructor(private at: Date) {
    super();
  }
  override now(): Date {
    return new Date(this.at);
  }
  pass(ms: number): void {
    this.at = new Date(this.at.getTime() + ms);
  }
}

let org: EnrolledMachine;
let clock: TestClock;
let server: FakeControlPlane;
let machine: OpenedMachine;
let lines: string[];
const terminal: Terminal = {
  out: (line) => lines.push(line),
  say: (line) => lines.push(line),
  browse: () => undefined,
};

beforeEach(async () => {
  org = new EnrolledMachine();
  clock = new TestClock(org.now);
  server = await FakeControlPlane.start(org, () => clock.now());
  lines = [];
  // A machine of its own beside the one that `org` knows: nothing is enrolled in it.
  const stateFolder = join(org.root, 'fresh-state');
  machine = openMachine({ ...org.environment, stateFolder }, clock);
});
afterEach(async () => {
  await server.stop();
  org.remove();
});

const signIn = (): Promise<void> => login(machine, terminal, { server: server.url, browser: false });
/** Waits for as long as the test may take. */
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await wait(10);
};
const append = (count: number, now = clock.now()): string[] =>
  Array.from({ length: count }, () => {
    const id = newId(now);
    spoolOf(machine).writer.append({ id, kind: 'session.started', at: now.toISOString(), agent: 'codex' }, now);
    return id;
  });
function shipper(): Shipper {
  const { reader, writer } = spoolOf(machine);
  const source = { hostname: 'h', programVersion: '0' };
  return new Shipper({ reader, writer, server: controlPlaneOf(machine), source, clock });
}

describe('castellan login', () => {
  it('shows the code, waits for the person, enrols and has the policy at once', async () => {
    server.envelope = org.bundle(POLICY);
    server.devicePatience = ['authorization_pending', 'authorization_pending'];
    await signIn();
    expect(lines.join('\n')).toContain('WDJB-MJHT');
    expect(readEnrolment(machine.folder)).toMatchObject({ machineId: org.machineId, org: { name: 'Acme' } });
    expect(policyStanding(machine.folder, clock.now())).toMatchObject({
      state: 'in-force',
      bundle: { policyVersion: 1 },
    });
    expect(lines).toContain('Policy version 1 is in force.');
  });

  it('leaves no token readable on the disk, and shows none', async () => {
    await signIn();
    const held = machine.store.load();
    const all = readFileSync(machine.folder.pathOf('credentials.json'), 'utf8') + lines.join('\n');
    for (const secret of [held?.accessToken, held?.refreshToken, held?.dpopKey['d']]) expect(all).not.toContain(secret);
  });

  it.each([
    ['access_denied', /denied/],
    ['expired_token', /expired/],
  ])('says so when the answer is %s, and keeps nothing', async (error, sentence) => {
    server.devicePatience = [error];
    await expect(signIn()).rejects.toThrow(LoginRefused);
    server.devicePatience = [error];
    await expect(signIn()).rejects.toThrow(sentence);
    expect(readEnrolment(machine.folder)).toBeNull();
    expect(machine.store.load()).toBeNull();
  });

  it('says that a server is not there, or is no Castellan server', async () => {
    const gone = server.url;
    await server.stop();
    await expect(login(machine, terminal, { server: gone, browser: false })).rejects.toThrow(ServerUnreachable);
    await expect(login(machine, terminal, { server: 'http://castellan.example.com', browser: false })).rejects.toThrow(
      /use https/,
    );
    await server.listen(0);
  });
});

describe('castellan enroll', () => {
  it('needs nobody but a good token', async () => {
    server.envelope = org.bundle(POLICY);
    await enroll(machine, terminal, { server: server.url, token: 'cst_enrol_good\n' });
    expect(policyStanding(machine.folder, clock.now()).state).toBe('in-force');
  });

  it('takes the token of a service account in a pipeline, which makes an enrolment token for this machine alone', async () => {
    server.envelope = org.bundle(POLICY);
    await enroll(machine, terminal, { server: server.url, token: 'cst_sa_good\n' });
    expect(policyStanding(machine.folder, clock.now()).state).toBe('in-force');
    expect(server.tokensMade).toEqual([{ label: expect.stringMatching(/^Pipeline on /), expiresInHours: 1, uses: 1 }]);
    const refused = enroll(machine, terminal, { server: server.url, token: 'cst_st_bad' });
    await expect(refused).rejects.toThrow('may not make enrolment tokens');
    await expect(refused).rejects.not.toThrow('cst_st_bad');
  });

  it('passes on what the server says of a bad token, without the token', async () => {
    const refused = enroll(machine, terminal, { server: server.url, token: 'cst_enrol_bad' });
    await expect(refused).rejects.toThrow('The enrolment token is used up or expired.');
    await expect(refused).rejects.not.toThrow('cst_enrol_bad');
  });
});

describe('staying signed in', () => {
  const keeper = (): TokenKeeper => new TokenKeeper(machine.folder, machine.store, new URL(server.url), clock);

  it('renews a token that is about to end, once, for all who ask at the same moment', async () => {
    await signIn();
    clock.pass(595_000);
    const tokens = await Promise.all(Array.from({ length: 5 }, () => keeper().token()));
    expect(new Set(tokens.map(({ accessToken }) => accessToken)).size).toBe(1);
    expect(server.refreshes).toBe(1);
    await controlPlaneOf(machine).heartbeat({
      programVersion: '0',
      policyVersion: null,
      spool: { events: 0, bytes: 0, oldestAt: null },
      agents: [],
    });
    expect(server.heartbeats).toHaveLength(1);
  });

  it('renews a token that the server has forgotten, and repeats the request', async () => {
    await signIn();
    server.forgetAccessTokens();
    expect(await controlPlaneOf(machine).bundle(null)).toEqual({ outcome: 'none' });
    expect(server.refreshes).toBe(1);
  });

  it('takes the lock of a process that is gone', async () => {
    await signIn();
    clock.pass(595_000);
    // No process of this number can be alive: it is above what Linux gives out.
    machine.folder.write('tokens.lock', '4194999');
    await expect(keeper().token()).resolves.toHaveProperty('accessToken');
  });

  it('asks for a new login when the family of tokens has ended', async () => {
    await signIn();
    const stolen = machine.store.load();
    if (!stolen) throw new Error('nothing held');
    clock.pass(595_000);
    await keeper().token();
    // Somebody uses the old refresh token again: the server ends the whole family.
    machine.store.save({ ...stolen, accessToken: 'other' });
    await expect(keeper().token()).rejects.toThrow(SignInNeeded);
  });
});

describe('a lock between processes', () => {
  it('is held by the living, and inherited from the dead once', async () => {
    const held = FileLock.tryTake(machine.folder, 'x');
    expect(FileLock.tryTake(machine.folder, 'x')).toBeNull();
    expect(FileLock.holder(machine.folder, 'x')).toBe(process.pid);
    held?.release();
    expect(FileLock.holder(machine.folder, 'x')).toBeNull();
    const child = spawn(process.execPath, ['-e', '']);
    await new Promise((done) => child.once('close', done));
    machine.folder.write('x.lock', String(child.pid));
    const heirs = [1, 2, 3].map(() => FileLock.tryTake(machine.folder, 'x'));
    expect(heirs.filter((one) => one !== null)).toHaveLength(1);
  });

  it('that was taken before the machine started belongs to nobody', () => {
    machine.folder.write('x.lock', String(process.pid));
    utimesSync(machine.folder.pathOf('x.lock'), 1, 1);
    expect(FileLock.holder(machine.folder, 'x')).toBeNull();
    expect(FileLock.tryTake(machine.folder, 'x')).not.toBeNull();
  });
});

describe('bundles from the server', () => {
  const keeper = (): PolicyKeeper =>
    new PolicyKeeper(machine.folder, (event) => void spoolOf(machine).writer.append(event, clock.now()), clock);
  const kinds = (): unknown[] => {
    const { reader } = spoolOf(machine);
    reader.seal(clock.now());
    return reader
      .segments()
      .flatMap(({ name }) => reader.read(name)?.records ?? [])
      .map((text) => (JSON.parse(text) as { kind: string }).kind);
  };

  it('are fetched once, and then only asked after', async () => {
    server.envelope = org.bundle(POLICY);
    await signIn();
    expect(await keeper().refresh(controlPlaneOf(machine))).toBe('unchanged');
  });

  it('that go back in time, or that another key signed, change nothing and are reported once', async () => {
    server.envelope = org.bundle(POLICY, { version: 5 });
    await signIn();
    const one = keeper();
    const older = org.bundle(POLICY, { version: 4 });
    for (let again = 0; again < 3; again += 1) {
      expect(await one.apply(older, null)).toMatchObject({ outcome: 'refused', reason: 'rolled-back' });
    }
    expect(policyStanding(machine.folder, clock.now())).toMatchObject({ state: 'in-force', bundle: { version: 5 } });
    expect(kinds()).toEqual(['machine.policy_applied', 'machine.policy_refused']);
  });

  it('carry the keys of the next ones', async () => {
    const next = new EnrolledMachine();
    const { keyid, publicKey } = next.key;
    server.envelope = org.bundle(POLICY, { trust: [{ keyid, publicKey }] });
    await signIn();
    expect(policyStanding(machine.folder, clock.now()).state).toBe('in-force');
    const rotated = org.bundle(POLICY, { version: 2, trust: [{ keyid, publicKey }] }, next.key);
    expect(await keeper().apply(rotated, null)).toMatchObject({ outcome: 'applied', version: 2 });
    expect(await keeper().apply(org.bundle(POLICY, { version: 3 }), null)).toMatchObject({ reason: 'bad-signature' });
    next.remove();
  });
});

describe('sending the spool', () => {
  beforeEach(signIn);

  it('brings every event to the ledger and empties the spool', async () => {
    const ids = append(700);
    expect(await shipper().ship()).toBe(700);
    expect([...server.ledger.keys()].sort()).toEqual(ids.sort());
    expect(spoolOf(machine).reader.holdings().events).toBe(0);
  });

  it('sends again what was cut off, and the ledger has it once', async () => {
    const ids = append(3);
    server.logAnswers = ['cut'];
    await expect(shipper().ship()).rejects.toThrow(ServerUnreachable);
    expect(spoolOf(machine).reader.holdings().events).toBe(3);
    await shipper().ship();
    expect([...server.ledger.keys()].sort()).toEqual(ids.sort());
    expect(server.deliveries).toBe(6);
  });

  it('keeps everything while the server cannot commit, and heeds its Retry-After', async () => {
    append(2);
    server.logAnswers = [{ retryAfter: 7 }];
    const refusal = await shipper()
      .ship()
      .catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ServerRefused);
    expect(refusal).toMatchObject({ status: 503, retryAfterMs: 7_000 });
    expect(spoolOf(machine).reader.holdings().events).toBe(2);
  });

  it('leaves out the one record that the server will not have, and reports it', async () => {
    const ids = append(9);
    server.poison.add(ids[4] as string);
    await shipper().ship();
    await shipper().ship();
    expect(ids.filter((id) => !server.ledger.has(id))).toEqual([ids[4]]);
    expect(lossesIn(server)).toEqual([{ unreadable: 0, refused: 1, dropped: 0 }]);
    expect(spoolOf(machine).reader.holdings().events).toBe(0);
  });

  it('passes over what a killed process left half written, and reports it', async () => {
    const ids = append(2);
    const open = machine.folder.pathOf('spool/open.seg');
    writeFileSync(open, readFileSync(open).subarray(0, -5));
    const [later] = append(1);
    await shipper().ship();
    await shipper().ship();
    expect([...server.ledger.keys()]).toEqual(expect.arrayContaining([ids[0], later]));
    expect(lossesIn(server)).toEqual([{ unreadable: 1, refused: 0, dropped: 0 }]);
  });

  it('reports what found the spool full, or lay there too long', async () => {
    append(2);
    spoolOf(machine).reader.seal(clock.now());
    writeFileSync(machine.folder.pathOf('spool/drops'), Buffer.alloc(8 * 3));
    clock.pass(SPOOL_LIMITS.maxAgeMs + 1);
    await signIn();
    await shipper().ship();
    expect(lossesIn(server)).toEqual([{ unreadable: 0, refused: 0, dropped: 5 }]);
    expect(spoolOf(machine).reader.drops()).toBe(0);
  });
});

const lossesIn = ({ ledger }: FakeControlPlane): unknown[] =>
  [...ledger.values()]
    .filter(({ eventName }) => eventName === 'machine.events_lost')
    .map(({ body }) => JSON.parse((body as { stringValue: string }).stringValue) as unknown);

describe('the daemon', () => {
  let stop: AbortController;
  let running: Promise<void>;
  const start = (): void => {
    stop = new AbortController();
    const { reader, writer } = spoolOf(machine);
    const plane = controlPlaneOf(machine);
    const keeper = new PolicyKeeper(machine.folder, (event) => void writer.append(event, clock.now()), clock);
    running = new Daemon({
      server: plane,
      policy: keeper,
      reader,
      shipper: new Shipper({ reader, writer, server: plane, source: { hostname: 'h', programVersion: '0' }, clock }),
      status: new DaemonStatusFile(machine.folder, clock.now()),
      clock,
      rhythm: { lookMs: 5, heartbeatMs: 50, hooksMs: 10, fetchMs: 10_000, firstBackoffMs: 5, longestBackoffMs: 20 },
      isEnrolled: () => readEnrolment(machine.folder) !== null,
      shadow: shadowOf(machine, plane),
      hooks: new HookKeeper({
        repair: () => repairHooks(machine),
        record: (event) => void writer.append(event, clock.now()),
        clock,
      }),
      heartbeat: () => ({
        programVersion: '0',
        policyVersion: null,
        spool: { events: 0, bytes: 0, oldestAt: null },
        agents: [],
      }),
      say: (line) => lines.push(line),
    }).run(stop.signal);
  };
  const version = (): number | null => {
    const standing = policyStanding(machine.folder, clock.now());
    return standing.state === 'in-force' ? standing.bundle.version : null;
  };

  beforeEach(async () => {
    await signIn();
    start();
    await until(() => server.listeners === 1);
  });
  afterEach(async () => {
    stop.abort();
    await running;
  });

  it('watches the draft that it is told to fetch, until there is none', async () => {
    const watched = (): string | undefined => new ShadowFile(machine.folder).standing(clock.now())?.id;
    server.shadow = org.shadow(POLICY, { until: new Date(clock.now().getTime() + 60_000).toISOString() });
    server.push('shadow-changed', { jitterMs: 1 });
    await until(() => watched() !== undefined);
    server.shadow = null;
    server.push('shadow-changed', {});
    await until(() => watched() === undefined);
  });

  it('obeys a policy that is pushed, and one that it is told to fetch', async () => {
    server.push('bundle', org.bundle(POLICY, { version: 2 }));
    await until(() => version() === 2);
    server.envelope = org.bundle(POLICY, { version: 3 });
    server.etag = '"3"';
    server.push('bundle-changed', { etag: '"3"', jitterMs: 10 });
    await until(() => version() === 3);
  });

  it('puts back the hooks that somebody took out, and reports it', async () => {
    const settings = join(machine.environment.home, '.cursor', 'hooks.json');
    mkdirSync(join(settings, '..'), { recursive: true });
    install(machine, terminal, { system: false });
    const whole = readFileSync(settings, 'utf8');
    writeFileSync(settings, '{"version":1,"hooks":{}}');
    await until(() => readFileSync(settings, 'utf8') === whole);
    await until(() => [...server.ledger.values()].some(({ eventName }) => eventName === 'machine.hooks_repaired'));
    writeFileSync(settings, '{ broken');
    await until(() => [...server.ledger.values()].some(({ eventName }) => eventName === 'machine.hooks_lost'));
    expect(readFileSync(settings, 'utf8')).toBe('{ broken');
    rmSync(settings);
    await until(() => existsSync(settings));
  });

  it('sends what hooks record, and shows a sign of life', async () => {
    const ids = append(3);
    await until(() => ids.every((id) => server.ledger.has(id)) && server.heartbeats.length > 0);
  });

  it('comes back after the server was away, and nothing is lost', async () => {
    const port = Number(new URL(server.url).port);
    await server.stop();
    const ids = append(4);
    await until(() => lines.some((line) => line.includes('does not answer')));
    await server.listen(port);
    await until(() => ids.every((id) => server.ledger.has(id)) && server.listeners === 1);
  });

  it('ends when somebody logs out under it', async () => {
    await logout(machine, terminal);
    await running;
    expect(readEnrolment(machine.folder)).toBeNull();
  });

  it('ends when the machine is revoked, and the policy stays', async () => {
    server.push('bundle', org.bundle(POLICY, { version: 2 }));
    await until(() => version() === 2);
    server.push('revoked', {});
    await running;
    expect(version()).toBe(2);
  });
});

describe('castellan status and logout', () => {
  it('status says what applies, and fetches the policy where no daemon does', async () => {
    await signIn();
    server.envelope = org.bundle(POLICY);
    lines = [];
    await status(machine, terminal, { json: true });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      enrolled: { slug: 'acme' },
      policy: { inForce: true, version: 1, rules: 1 },
      daemon: { running: false },
      credentials: 'file',
    });
  });

  it('logout ends the tokens at the server and leaves nothing secret', async () => {
    await signIn();
    const held = machine.store.load();
    const ids = append(2);
    await logout(machine, terminal);
    expect(ids.every((id) => server.ledger.has(id))).toBe(true);
    for (const file of ['credentials.json', 'machine.key', 'enrolment.json', 'spool/open.seg'])
      expect(machine.folder.read(file)).toBeNull();
    if (held) machine.store.save(held);
    clock.pass(595_000);
    await expect(new TokenKeeper(machine.folder, machine.store, new URL(server.url), clock).token()).rejects.toThrow(
      SignInNeeded,
    );
  });
});
