import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FederationStand, identityOf, openFederationStand } from '../../../../../test/harness/federation-stand.js';
import { nextCode, Person, signIn } from '../../../../../test/harness/person.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';

interface View {
  readonly id: string;
  readonly status: string;
  readonly testedAt: string | null;
}

/** Somebody with a set-up link. */
interface Holder {
  readonly person: Person;
  readonly url: string;
}

interface Test {
  readonly state: string;
  readonly problem: string | null;
  readonly checks: readonly object[];
}

let database: TestDatabase;
let stand: FederationStand;
beforeAll(async () => {
  database = await openTestDatabase();
  stand = await openFederationStand(database);
});
afterAll(async () => {
  await stand.close();
  await database.close();
});

const draftOf = (name: string) => ({
  kind: 'oidc',
  name,
  settings: { issuer: name },
  secrets: { clientSecret: 'hush' },
});
const passed = { name: 'signature_good', passed: true, detail: 'It is signed by a key of the identity provider.' };
const failed = { name: 'audience_right', passed: false, detail: 'It is for somebody else.' };

describe('a connection', () => {
  const draft = (name: string): Promise<View> => stand.owner.person.post<View>('/api/v1/connections', draftOf(name));
  const startTest = (id: string) =>
    stand.owner.person.post<{ id: string; url: string }>(`/api/v1/connections/${id}/tests`);

  it('lets nobody in before a test has passed, and then whoever the identity provider names', async () => {
    const { person: ada } = stand.owner;
    const { id } = await draft('Untested');
    const browser = stand.person();
    expect(await stand.leave(browser, id)).toBe('/login?refused=connection_not_live');
    const refused = await ada.ask<{ code: string }>('POST', `/api/v1/connections/${id}/live`);
    expect([refused.status, refused.body.code]).toEqual([409, 'connection.untested']);

    const failing = await startTest(id);
    const end = await stand.openTab(ada, id, failing.url, { identity: identityOf('ada'), checks: [passed, failed] });
    expect(end).toBe(`/connection-test#${failing.id}`);
    expect(await ada.get<Test>(`/api/v1/connections/${id}/tests/${failing.id}`)).toMatchObject({
      state: 'failed',
      problem: failed.detail,
      checks: [passed, failed, { name: 'email_named' }],
    });
    expect((await ada.ask('POST', `/api/v1/connections/${id}/live`)).status).toBe(409);

    const passing = await startTest(id);
    await stand.openTab(ada, id, passing.url, { identity: identityOf('ada'), checks: [passed] });
    expect(await ada.post<View>(`/api/v1/connections/${id}/live`)).toMatchObject({ status: 'live' });
    expect(await stand.signIn(browser, id, identityOf('first'))).toBe('/');
  });

  it('is tested without signing anybody in, and a refused answer says why', async () => {
    const { id } = await draft('Refusing');
    const { id: testId, url } = await startTest(id);
    const refusal = { reason: 'issuer_wrong', detail: 'Another identity provider sent it.' };
    await stand.openTab(stand.owner.person, id, url, { refusal, checks: [failed] });
    const test = await stand.owner.person.get<Test>(`/api/v1/connections/${id}/tests/${testId}`);
    expect(test).toMatchObject({ state: 'failed', problem: refusal.detail });
    expect((await stand.ledger()).some(({ facts }) => facts['refusal'] === 'issuer_wrong')).toBe(true);
    const { items } = await stand.owner.person.get<{ items: { person: { email: string } }[] }>('/api/v1/members');
    expect(items.map(({ person }) => person.email)).not.toContain('ada@corp.example');
  });

  it('counts a test for the settings that it tried, and for no others', async () => {
    const { person: ada } = stand.owner;
    const { id } = await draft('Changing');
    const { url } = await startTest(id);
    await ada.ask('PATCH', `/api/v1/connections/${id}`, { settings: { issuer: 'another' } });
    await stand.openTab(ada, id, url, { identity: identityOf('ada') });
    expect((await ada.get<View>(`/api/v1/connections/${id}`)).testedAt).toBeNull();
    const again = await startTest(id);
    await stand.openTab(ada, id, again.url, { identity: identityOf('ada') });
    expect((await ada.get<View>(`/api/v1/connections/${id}`)).testedAt).not.toBeNull();
    await ada.ask('PATCH', `/api/v1/connections/${id}`, { name: 'Renamed' });
    expect((await ada.get<View>(`/api/v1/connections/${id}`)).testedAt).not.toBeNull();
  });

  describe('that people use', () => {
    interface Waiting extends View {
      readonly settings: { readonly issuer?: string };
      readonly pending: {
        readonly proposedAt: string;
        readonly testedAt: string | null;
        readonly secretsChange: boolean;
        readonly changes: readonly object[];
      } | null;
    }
    const used = async (name: string): Promise<string> =>
      stand.connect(stand.owner.person, { name, settings: { issuer: name }, secrets: { clientSecret: 'first' } });
    const read = (id: string) => stand.owner.person.get<Waiting>(`/api/v1/connections/${id}`);
    const change = (id: string, body: object) => stand.owner.person.ask('PATCH', `/api/v1/connections/${id}`, body);
    const promote = (id: string, proposedAt: string | undefined) =>
      stand.owner.person.ask<{ code?: string } & Waiting>('POST', `/api/v1/connections/${id}/pending/promote`, {
        proposedAt,
      });
    const pass = async (id: string): Promise<void> => {
      const { url } = await startTest(id);
      await stand.openTab(stand.owner.person, id, url, { identity: identityOf('ada') });
    };

    it('goes by its settings until others were tried and somebody says that they count', async () => {
      const id = await used('Waiting');
      await change(id, { settings: { issuer: 'another' }, secrets: { clientSecret: 'second' } });
      const waiting = await read(id);
      expect(waiting).toMatchObject({
        settings: { issuer: 'Waiting' },
        pending: {
          testedAt: null,
          secretsChange: true,
          changes: [{ member: 'issuer', before: 'Waiting', after: 'another' }],
        },
      });
      expect(waiting.testedAt).not.toBeNull();
      expect((await promote(id, waiting.pending?.proposedAt)).body.code).toBe('connection.untested');
      expect(await stand.signIn(stand.person(), id, identityOf('meanwhile'))).toBe('/');
      await pass(id);
      const tested = await read(id);
      expect(tested.pending?.testedAt).not.toBeNull();
      expect(await promote(id, tested.pending?.proposedAt)).toMatchObject({
        status: 200,
        body: { settings: { issuer: 'another' }, pending: null, testedAt: tested.pending?.testedAt },
      });
      const told = (await stand.ledger()).map(({ kind }) => kind);
      expect(told).toEqual(
        expect.arrayContaining(['admin.connection.settings_proposed', 'admin.connection.settings_promoted']),
      );
      expect(JSON.stringify(await stand.ledger())).not.toContain('second');
    });

    it('counts no change that came after what was tested, or after what was seen', async () => {
      const id = await used('Raced');
      await change(id, { settings: { issuer: 'seen' } });
      const { pending: seen } = await read(id);
      await pass(id);
      await change(id, { settings: { issuer: 'unseen' } });
      expect((await read(id)).pending?.testedAt).toBeNull();
      await pass(id);
      expect((await promote(id, seen?.proposedAt)).body.code).toBe('connection.pending_changed');
      expect((await read(id)).settings.issuer).toBe('Raced');
    });

    it('takes its name and what newcomers get at once, and waits for nothing that is as it was', async () => {
      const id = await used('Named');
      await change(id, { settings: { issuer: 'another' } });
      await change(id, { name: 'Named anew', jit: false });
      expect(await read(id)).toMatchObject({ name: 'Named anew', jit: false, settings: { issuer: 'Named' } });
      await change(id, { settings: { issuer: 'Named' } });
      expect((await read(id)).pending).toBeNull();
      expect((await promote(id, new Date().toISOString())).body.code).toBe('connection.nothing_pending');
    });

    it('forgets what waits when it is told to, and can be tested as it is meanwhile', async () => {
      const id = await used('Forgetful');
      const { testedAt } = await read(id);
      await change(id, { settings: { issuer: 'mistaken' } });
      const live = await stand.owner.person.post<{ url: string }>(`/api/v1/connections/${id}/tests?settings=live`);
      await stand.openTab(stand.owner.person, id, live.url, { identity: identityOf('ada') });
      const after = await read(id);
      expect([after.pending?.testedAt, after.testedAt === testedAt]).toEqual([null, false]);
      expect((await stand.owner.person.ask('DELETE', `/api/v1/connections/${id}/pending`)).status).toBe(200);
      expect((await read(id)).pending).toBeNull();
    });
  });

  it('never shows its secrets, to nobody', async () => {
    const { id } = await draft('Secretive');
    const shown = await Promise.all(
      ['', `/${id}`].map((path) => stand.owner.person.ask('GET', `/api/v1/connections${path}`)),
    );
    expect(JSON.stringify(shown)).not.toContain('hush');
    expect(JSON.stringify(await stand.ledger())).not.toContain('hush');
  });

  it('ends what came through it when it is disabled, in every browser at once', async () => {
    const id = await stand.connect();
    const browser = stand.person();
    await stand.signIn(browser, id, identityOf('short-lived'));
    await stand.owner.person.post(`/api/v1/connections/${id}/disable`);
    await expect.poll(async () => (await browser.ask('GET', '/api/v1/me')).status).toBe(401);
    expect(await stand.leave(stand.person(), id)).toBe('/login?refused=connection_not_live');
  });

  it('gives newcomers no role that its maker could not give, and never the org itself', async () => {
    const { person: ada } = stand.owner;
    const owning = await ada.ask<{ code: string }>('POST', '/api/v1/connections', {
      ...draftOf('Owning'),
      defaultRole: 'owner',
    });
    expect([owning.status, owning.body.code]).toEqual([422, 'connection.settings_refused']);
    expect(
      (await ada.ask('POST', '/api/v1/connections', { ...draftOf('Unknown'), defaultRole: 'nobody' })).status,
    ).toBe(422);
  });

  it('keeps the role of its newcomers from being deleted under a sign-in', async () => {
    const { person: ada } = stand.owner;
    await ada.post('/api/v1/roles', {
      name: 'trainee',
      title: 'Trainee',
      description: '',
      permissions: ['policy:read'],
    });
    const id = await stand.connect(ada, { name: 'Trainees', defaultRole: 'trainee' });
    const refused = await ada.ask<{ code: string; detail: string }>('DELETE', '/api/v1/roles/trainee');
    expect([refused.status, refused.body.code]).toEqual([409, 'role.in_use']);
    expect(refused.body.detail).toContain('the connection “Trainees”');
    expect(await stand.signIn(stand.person(), id, identityOf('trainee'))).toBe('/');
    await ada.ask('PATCH', `/api/v1/connections/${id}`, { defaultRole: null });
    // Its newcomer has the role now.
    expect((await ada.ask<{ code: string }>('DELETE', '/api/v1/roles/trainee')).body.code).toBe('role.in_use');
  });

  it('leaves to whoever has a password here her own account, beside the one that another org manages under her address', async () => {
    const email = 'both@corp.example';
    const { person, totp } = await stand.invite(stand.owner.person, email);
    const own = (await person.get<{ person: { id: string } }>('/api/v1/me')).person.id;
    const stranger = await stand.found('both');
    const theirs = await stand.connect(stranger);
    const managed = stand.person();
    expect(await stand.signIn(managed, theirs, identityOf('both', { email }))).toBe('/');
    const there = await managed.get<{ person: { id: string }; org: { slug: string } }>('/api/v1/me');
    expect([there.person.id === own, there.org.slug]).toEqual([false, 'both']);
    const again = new Person(stand.product.url, email);
    await signIn(again, { totp: nextCode(totp) });
    expect(await again.get('/api/v1/me')).toMatchObject({ person: { id: own }, org: { slug: 'acme' } });
  });

  it('is set up by owners, not by those who could become one so', async () => {
    const admin = await stand.invite(stand.owner.person, 'admin@corp.example', 'admin');
    expect((await admin.person.ask('GET', '/api/v1/connections')).status).toBe(200);
    expect((await admin.person.ask('POST', '/api/v1/connections', draftOf('Escalating'))).status).toBe(403);
  });

  it('is no other org’s, whichever door is tried', async () => {
    const stranger = await stand.found('stranger');
    const { id } = await draft('Private');
    for (const [method, path] of [
      ['GET', `/api/v1/connections/${id}`],
      ['PATCH', `/api/v1/connections/${id}`],
      ['DELETE', `/api/v1/connections/${id}`],
      ['POST', `/api/v1/connections/${id}/live`],
      ['POST', `/api/v1/connections/${id}/tests`],
    ] as const)
      expect([
        path,
        (await stranger.ask(method, path, method === 'PATCH' ? { name: 'Mine' } : undefined)).status,
      ]).toEqual([path, 404]);
    expect((await stranger.get<{ items: View[] }>('/api/v1/connections')).items).toEqual([]);
  });
});

describe('a set-up link', () => {
  const make = (over: object = {}) =>
    stand.owner.person.post<{ id: string; url: string }>('/api/v1/connection-setup-links', {
      label: 'identity@corp.example',
      kind: 'oidc',
      ...over,
    });

  /** Whoever holds the link, with no account and no cookie of one. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the test says what it expects to be answered
  async function ask<T>({ person: holder, url }: Holder, method: string, path: string, body?: unknown) {
    const response = await fetch(new URL(`/api/v1/connection-setup${path}`, holder.url), {
      method,
      headers: {
        'x-castellan-setup': new URL(url).hash.slice(1),
        cookie: holder.cookie,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as T, cookies: response.headers.getSetCookie() };
  }

  const settings = { name: 'By link', settings: { issuer: 'https://idp.example' }, secrets: {} };

  it('lets an identity team set up and test one connection, whose addresses it knows before', async () => {
    const { url } = await make();
    expect(new URL(url).search).toBe('');
    const holder = stand.person();
    const before = await ask<{ org: string; urls: { callback: string }; connection: null }>(
      { person: holder, url },
      'GET',
      '',
    );
    expect(before.body).toMatchObject({ org: 'Acme', connection: null });
    const put = await ask<{ connection: View }>({ person: holder, url }, 'PUT', '', settings);
    const { id } = put.body.connection;
    expect(before.body.urls.callback).toContain(id);
    const started = await ask<{ id: string; url: string }>({ person: holder, url }, 'POST', '/tests');
    holder.remember(started.cookies);
    await stand.openTab(holder, id, started.body.url, { identity: identityOf('team'), checks: [passed] });
    expect((await ask<Test>({ person: holder, url }, 'GET', `/tests/${started.body.id}`)).body.state).toBe('passed');
    expect((await ask<{ connection: View }>({ person: holder, url }, 'GET', '')).body.connection.status).toBe('draft');
    const actors = (await stand.ledger()).filter(({ kind }) => kind === 'admin.connection.created');
    expect(JSON.stringify(actors)).toContain('set-up link for identity@corp.example');

    await stand.owner.person.post(`/api/v1/connections/${id}/live`);
    expect((await ask({ person: holder, url }, 'PUT', '', settings)).status).toBe(409);
  });

  it('lets an identity team propose a change of a connection that people use, and not let it count', async () => {
    const id = await stand.connect();
    const { url } = await make({ connectionId: id });
    const holder = { person: stand.person(), url };
    expect((await ask<{ isChange: boolean }>(holder, 'GET', '')).body.isChange).toBe(true);
    const put = await ask<{ connection: { name: string; pending: object | null; settings: object } }>(
      holder,
      'PUT',
      '',
      settings,
    );
    expect(put.body.connection).toMatchObject({ pending: { proposedBy: 'set-up link for identity@corp.example' } });
    expect(put.body.connection.name).not.toBe('By link');
    expect(put.body.connection.settings).not.toEqual(settings.settings);
    expect((await holder.person.ask('POST', `/api/v1/connections/${id}/pending/promote`, {})).status).toBe(401);
  });

  it('opens nothing once it is revoked, has expired, or is not all there', async () => {
    const { id, url } = await make({ hours: 1 });
    const holder = stand.person();
    expect((await ask({ person: holder, url }, 'GET', '')).status).toBe(200);
    expect((await ask({ person: holder, url: `${url}x` }, 'GET', '')).status).toBe(401);
    stand.product.clock.aheadMs = 3_600_001;
    expect((await ask({ person: holder, url }, 'GET', '')).status).toBe(401);
    stand.product.clock.aheadMs = 0;
    expect((await stand.owner.person.ask('DELETE', `/api/v1/connection-setup-links/${id}`)).status).toBe(204);
    expect((await ask({ person: holder, url }, 'GET', '')).status).toBe(401);
  });

  it('is for a connection of its own org alone', async () => {
    const stranger = await stand.found('linker');
    const theirs = await stand.connect(stranger);
    const { status } = await stand.owner.person.ask('POST', '/api/v1/connection-setup-links', {
      label: 'x',
      kind: 'oidc',
      connectionId: theirs,
    });
    expect(status).toBe(404);
  });
});
