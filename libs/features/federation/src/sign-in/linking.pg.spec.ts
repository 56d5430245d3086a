import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FederationHttpModule } from '#features/federation';
import type { PersonId } from '#kernel';
import { type FederationStand, identityOf, openFederationStand } from '../../../../../test/harness/federation-stand.js';
import { type IdentityApp, startIdentityApp } from '../../../../../test/harness/identity-app.js';
import { nextCode, type Person, signIn } from '../../../../../test/harness/person.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { freePort } from '../../../../../test/peers/peer.js';
import { Connections } from '../connections/connections.js';
import { Directories } from '../identities/directory.js';
import { FederatedSessions } from './federated-sessions.js';
import { UsedAssertions } from './used-assertions.js';

interface Me {
  readonly person: { id: PersonId; email: string; isManaged: boolean };
  readonly org: { slug: string } | null;
  readonly orgs: readonly { id: string; slug: string }[];
  readonly permissions: readonly string[];
  readonly session: { connectionId: string | null };
}

const meOf = (person: Person): Promise<Me> => person.get<Me>('/api/v1/me');

describe('a sign-in through a connection', () => {
  let database: TestDatabase;
  let stand: FederationStand;
  let second: IdentityApp;
  let okta: string;
  beforeAll(async () => {
    database = await openTestDatabase();
    stand = await openFederationStand(database);
    second = await startIdentityApp(database, await freePort(), stand.product.url, [FederationHttpModule]);
    okta = await stand.connect();
  });
  afterAll(async () => {
    await second.close();
    await stand.close();
    await database.close();
  });

  const refusalsOf = async (): Promise<readonly unknown[]> =>
    (await stand.ledger()).filter(({ kind }) => kind === 'admin.sso.refused').map(({ facts }) => facts['refusal']);
  const arrive = async (connection: string, ...identity: Parameters<typeof identityOf>) => {
    const person = stand.person();
    return { person, end: await stand.signIn(person, connection, identityOf(...identity)) };
  };

  it('gives somebody new an account that the org manages, with the role for newcomers, and says all of it in the ledger', async () => {
    const { person, end } = await arrive(okta, 'grace', { email: 'Grace@Corp.Example' });
    expect(end).toBe('/');
    expect(await meOf(person)).toMatchObject({
      person: { email: 'grace@corp.example', isManaged: true },
      org: { slug: 'acme' },
      permissions: ['elevation:request', 'org:read', 'policy:read', 'waiver:request'],
      session: { connectionId: okta },
    });
    const kinds = (await stand.ledger()).map(({ kind }) => kind);
    for (const kind of ['member.joined', 'identity.linked', 'sso.accepted', 'session.started'])
      expect(kinds).toContain(`admin.${kind}`);
  });

  it('knows a subject again, whatever address it has now', async () => {
    const first = await meOf((await arrive(okta, 'hedy')).person);
    const { person } = await arrive(okta, 'hedy', { email: 'hedy.new@corp.example' });
    expect((await meOf(person)).person.id).toBe(first.person.id);
  });

  it('puts her into the groups that it names, which give what was given to them, and out of those that it names no more', async () => {
    const own = await stand.connect();
    const owner = stand.owner.person;
    const listed = async () =>
      (
        await owner.get<{ items: { id: string; name: string; source: string; members: number }[] }>('/api/v1/groups')
      ).items
        .filter(({ source }) => source === 'connection')
        .map(({ id, name, members }) => ({ id, name, members }));
    expect((await arrive(own, 'lamarr', { groups: ['radio', 'films'] })).end).toBe('/');
    const radio = (await listed()).find(({ name }) => name === 'radio')!;
    await owner.post('/api/v1/grants', { holder: { kind: 'group', id: radio.id }, role: 'admin' });
    const { person } = await arrive(own, 'lamarr', { groups: ['radio'] });
    expect((await listed()).map(({ name, members }) => `${name} ${members}`).sort()).toEqual(['films 0', 'radio 1']);
    expect((await meOf(person)).permissions).toContain('member:invite');
    const again = await arrive(own, 'lamarr');
    await expect.poll(async () => (await meOf(again.person)).permissions).not.toContain('member:invite');
    expect((await owner.ask('DELETE', `/api/v1/connections/${own}`)).status).toBe(204);
    expect(await listed()).toEqual([]);
  });

  it('signs in nobody but the browser that began, and nobody twice', async () => {
    const [browser, thief] = [stand.person(), stand.person()];
    await browser.follow('/auth/login');
    const request = await stand.leave(browser, okta);
    const { body } = await browser.ask<{ location: string }>('POST', `/stand-in/${okta}/answer`, {
      request,
      identity: identityOf('bound'),
    });
    expect((await thief.follow(body.location)).search).toBe('?refused=other_browser');
    await stand.leave(thief, okta);
    expect((await thief.follow(body.location)).search).toBe('?refused=other_browser');
    expect((await browser.follow(body.location)).pathname).toBe('/');
    expect((await browser.follow(body.location)).search).toBe('?refused=request_unknown');
    expect(await refusalsOf()).toContain('other_browser');
  });

  it('hears one of several answers to one question', async () => {
    const browser = stand.person();
    await browser.follow('/auth/login');
    const said = { request: await stand.leave(browser, okta), identity: identityOf('once') };
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => browser.ask('POST', `/stand-in/${okta}/answer`, said)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409]);
  });

  it('takes an assertion once, whichever process it comes to', async () => {
    const connection = await stand.product.app.get(Connections).byId('oidc', okta);
    const until = new Date(Date.now() + 60_000);
    const takes = [stand.product, second].flatMap(({ app }) =>
      Array.from({ length: 4 }, () => app.get(UsedAssertions).take(connection, '_assertion', until)),
    );
    expect((await Promise.all(takes)).filter(Boolean)).toHaveLength(1);
  });

  it('makes one account of a subject that arrives several times at once', async () => {
    const people = Array.from({ length: 4 }, () => stand.person());
    const ends = await Promise.all(people.map((person) => stand.signIn(person, okta, identityOf('twice'))));
    expect(ends).toEqual(['/', '/', '/', '/']);
    expect(new Set(await Promise.all(people.map(async (person) => (await meOf(person)).person.id))).size).toBe(1);
  });

  it('that began at the identity provider goes on in the browser that brings it', async () => {
    const person = stand.person();
    expect(await stand.answer(person, okta, { request: null, identity: identityOf('portal') })).toBe('/');
    expect((await meOf(person)).person.email).toBe('portal@corp.example');
  });

  it('never opens the account of another connection, nor hands one on with its address', async () => {
    const entra = await stand.connect();
    await arrive(okta, 'target');
    expect((await arrive(entra, 'thief', { email: 'target@corp.example' })).end).toBe(
      '/login?refused=account_of_another_connection',
    );
    expect((await arrive(okta, 'successor', { email: 'target@corp.example' })).end).toBe(
      '/login?refused=address_reassigned',
    );
    expect(await refusalsOf()).toEqual(expect.arrayContaining(['account_of_another_connection', 'address_reassigned']));
  });
});

describe('the account that a sign-in through a connection opens', () => {
  let database: TestDatabase;
  let stand: FederationStand;
  let second: IdentityApp;
  let okta: string;
  beforeAll(async () => {
    database = await openTestDatabase();
    stand = await openFederationStand(database);
    second = await startIdentityApp(database, await freePort(), stand.product.url, [FederationHttpModule]);
    okta = await stand.connect();
  });
  afterAll(async () => {
    await second.close();
    await stand.close();
    await database.close();
  });

  const arrive = async (connection: string, ...identity: Parameters<typeof identityOf>) => {
    const person = stand.person();
    return { person, end: await stand.signIn(person, connection, identityOf(...identity)) };
  };

  it('opens a member’s own account only in a verified domain, for a verified address, and never an owner’s', async () => {
    const member = await stand.invite(stand.owner.person, 'ida@own.example');
    const claim = { email: 'ida@own.example' };
    expect((await arrive(okta, 'ida', claim)).end).toBe('/login?refused=domain_not_verified');
    await stand.verifyDomain(stand.owner.person, 'own.example');
    expect((await arrive(okta, 'ida', { ...claim, emailVerified: false })).end).toBe(
      '/login?refused=email_not_verified',
    );
    const { person, end } = await arrive(okta, 'ida', claim);
    expect(end).toBe('/');
    expect((await meOf(person)).person).toMatchObject({
      id: (await meOf(member.person)).person.id,
      isManaged: false,
    });
    const boss = await stand.invite(stand.owner.person, 'boss@own.example', 'owner');
    expect((await arrive(okta, 'boss', { email: boss.person.email })).end).toBe('/login?refused=owner_links_herself');
  });

  it('leaves a stranger’s account alone whose address it names: the newcomer gets one of the org’s', async () => {
    const other = await stand.found('elsewhere');
    const theirs = await stand.connect(other);
    const { person } = await arrive(theirs, 'ada', { email: stand.owner.person.email });
    const me = await meOf(person);
    expect(me).toMatchObject({ person: { isManaged: true }, org: { slug: 'elsewhere' } });
    expect(me.orgs.map(({ slug }) => slug)).toEqual(['elsewhere']);
    expect(me.person.id).not.toBe((await meOf(stand.owner.person)).person.id);
    expect((await signIn(stand.owner.person, { totp: nextCode(stand.owner.totp) })).pathname).toBe('/');
  });

  it('gives an account that stays in its org: it accepts no invitation, founds no org, and gets no passkey', async () => {
    const other = await stand.found('inviting');
    const { person } = await arrive(okta, 'stays', { email: 'stays@inviting.example' });
    const { url } = await other.post<{ url: string }>('/api/v1/invitations', {
      email: 'stays@inviting.example',
      role: 'admin',
    });
    const token = new URL(url).hash.slice(1);
    for (const [path, body] of [
      ['/api/v1/setup/accept', { token }],
      ['/api/v1/orgs', { name: 'Mine', slug: 'mine' }],
      ['/api/v1/me/passkeys/options', {}],
    ] as const) {
      const { status, body: problem } = await person.ask<{ code: string }>('POST', path, body);
      expect([path, status, problem.code]).toEqual([path, 403, 'person.managed']);
    }
  });

  it('keeps a suspended member out, and shows her out', async () => {
    const { person } = await arrive(okta, 'leaving');
    const { id } = (await meOf(person)).person;
    await stand.owner.person.ask('PATCH', `/api/v1/members/${id}`, { status: 'suspended' });
    expect((await arrive(okta, 'leaving')).end).toBe('/login?refused=suspended');
  });

  it('makes no account where the connection makes none', async () => {
    const strict = await stand.connect(stand.owner.person, { jit: false });
    expect((await arrive(strict, 'nobody')).end).toBe('/login?refused=no_account');
    expect((await arrive(okta, 'faceless', { email: null })).end).toBe('/login?refused=no_email');
  });

  it('leaves nothing behind when it fails half way', async () => {
    const directories = stand.product.app.get(Directories);
    directories.fill({
      standingOf: () => Promise.resolve('unknown'),
      arrivedIn: () => Promise.reject(new Error('The directory is down.')),
    });
    const person = stand.person();
    await person.follow('/auth/login');
    const request = await stand.leave(person, okta);
    await stand.answer(person, okta, { request, identity: identityOf('halfway') });
    directories.fill({ standingOf: () => Promise.resolve('unknown'), arrivedIn: () => Promise.resolve() });
    const said = (await stand.ledger()).map((entry) => JSON.stringify(entry));
    expect(said.filter((entry) => entry.includes('halfway'))).toEqual([]);
    expect((await arrive(okta, 'halfway')).end).toBe('/');
  });

  it('ends everywhere when the identity provider ends it', async () => {
    const { person } = await arrive(okta, 'logout', { sessionIndex: 'index-1' });
    const connection = await stand.product.app.get(Connections).byId('oidc', okta);
    const moment = { now: new Date(), requestId: 'logout' };
    const sessions = second.app.get(FederatedSessions);
    const ended = await sessions.end(
      connection,
      { subject: 'logout', sessionIndexes: ['index-1'] },
      'Told to.',
      moment,
    );
    expect(ended).toHaveLength(1);
    await expect.poll(async () => (await person.ask('GET', '/api/v1/me')).status).toBe(401);
    expect(await sessions.end(connection, { subject: 'logout' }, 'Told to.', moment)).toEqual([]);
  });

  it('acts in the connection’s org alone, though the person belongs to more', async () => {
    await stand.verifyDomain(stand.owner.person, 'many.example');
    const member = await stand.invite(stand.owner.person, 'many@many.example');
    await member.person.post('/api/v1/orgs', { name: 'Own', slug: 'own-org' });
    const { person } = await arrive(okta, 'many', { email: 'many@many.example' });
    const me = await meOf(person);
    expect(me).toMatchObject({ org: { slug: 'acme' }, session: { connectionId: okta } });
    const orgId = me.orgs.find(({ slug }) => slug === 'own-org')!.id;
    const { status, body } = await person.ask<{ code: string }>('POST', '/api/v1/me/org', { orgId });
    expect([status, body.code]).toEqual([403, 'session.bound_to_org']);
    expect((await member.person.ask('POST', '/api/v1/me/org', { orgId })).status).toBe(204);
  });
});

describe('an identity that a person adds herself', () => {
  let database: TestDatabase;
  let stand: FederationStand;
  let okta: string;
  beforeAll(async () => {
    database = await openTestDatabase();
    stand = await openFederationStand(database);
    okta = await stand.connect();
  });
  afterAll(async () => {
    await stand.close();
    await database.close();
  });

  const begin = async (person: Person): Promise<string> =>
    (await person.post<{ url: string }>('/api/v1/me/identities', { connectionId: okta })).url;

  it('signs her in from then on, also an owner, until she removes it', async () => {
    const ada = stand.owner.person;
    expect(await stand.openTab(ada, okta, await begin(ada), { identity: identityOf('ada') })).toBe('/account?linked');
    const tab = stand.person();
    expect(await stand.signIn(tab, okta, identityOf('ada', { email: 'whatever@corp.example' }))).toBe('/');
    expect((await meOf(tab)).person.email).toBe(ada.email);
    const { items } = await ada.get<{ items: { identity: { linkedBy: string } | null }[] }>('/api/v1/me/identities');
    expect(items.map(({ identity }) => identity?.linkedBy)).toEqual(['self']);
    expect((await ada.ask('DELETE', `/api/v1/me/identities/${okta}`)).status).toBe(204);
    await expect.poll(async () => (await tab.ask('GET', '/api/v1/me')).status).toBe(401);
  });

  it('cannot be somebody else’s already', async () => {
    const taken = stand.person();
    await stand.signIn(taken, okta, identityOf('taken'));
    const ada = stand.owner.person;
    expect(await stand.openTab(ada, okta, await begin(ada), { identity: identityOf('taken') })).toBe(
      '/login?refused=subject_taken',
    );
    const { status, body } = await taken.ask<{ code: string }>('DELETE', `/api/v1/me/identities/${okta}`);
    expect([status, body.code]).toEqual([409, 'identity.last']);
  });

  it('is added by no address alone, nor by another browser than the one that asked', async () => {
    const ada = stand.owner.person;
    const url = await begin(ada);
    expect(await stand.openTab(stand.person(), okta, url, { identity: identityOf('trap') })).toContain(
      'refused=intent_unknown',
    );
    expect(await stand.openTab(ada, okta, url, { identity: identityOf('fine') })).toBe('/account?linked');
    expect(await stand.openTab(ada, okta, url, { identity: identityOf('again') })).toContain('refused=intent_unknown');
  });
});
