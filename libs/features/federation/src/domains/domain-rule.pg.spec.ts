import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FederationStand, identityOf, openFederationStand } from '../../../../../test/harness/federation-stand.js';
import type { Owner, Person } from '../../../../../test/harness/person.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';

interface View {
  readonly id: string;
  readonly name: string;
  readonly connectionId: string | null;
  readonly ssoRequired: boolean;
  readonly code?: string;
  readonly detail?: string;
}

describe('a domain that leads to one of several connections', () => {
  let database: TestDatabase;
  let stand: FederationStand;
  let ada: Person;
  let okta: string;
  let entra: string;
  beforeAll(async () => {
    database = await openTestDatabase();
    stand = await openFederationStand(database);
    ada = stand.owner.person;
    okta = await stand.connect();
    entra = await stand.connect();
    for (const name of ['bank.example', 'insurance.example']) await stand.verifyDomain(ada, name);
  });
  afterAll(async () => {
    await stand.close();
    await database.close();
  });

  const domains = async (of = ada) => (await of.get<{ items: View[] }>('/api/v1/domains')).items;
  const idOf = async (name: string) => (await domains()).find((each) => each.name === name)!.id;
  const rule = async (name: string, edit: object, by = ada) =>
    (await by.ask<View>('PATCH', `/api/v1/domains/${await idOf(name)}`, edit)).body;
  const realmOf = async (email: string) => {
    const { connections, ssoRequired } = await stand
      .person()
      .post<{ connections: { id: string }[]; ssoRequired: boolean }>('/api/v1/sign-in/discover', { email });
    return { led: connections.map(({ id }) => id), ssoRequired };
  };
  const arrive = async (connection: string, subject: string, email: string) => {
    const person = stand.person();
    return { person, end: await stand.signIn(person, connection, identityOf(subject, { email })) };
  };
  const mayEnter = async (person: Person) => (await person.ask('GET', '/api/v1/me/identities')).status === 200;
  const meOf = (person: Person) => person.get<{ person: { id: string }; permissions: string[] }>('/api/v1/me');
  let cleo: Owner;

  it('is a choice among all of them before it is said', async () => {
    const { led } = await realmOf('anybody@bank.example');
    expect([...led].sort()).toEqual([okta, entra].sort());
    expect((await arrive(entra, 'early', 'early@bank.example')).end).toBe('/');
  });

  it('leads its people there alone, makes and links accounts by that one alone, and leaves other domains as they were', async () => {
    cleo = await stand.invite(ada, 'cleo@bank.example');
    expect(await rule('bank.example', { connectionId: okta })).toMatchObject({
      connectionId: okta,
      ssoRequired: false,
    });
    expect(await realmOf('anybody@Bank.Example')).toEqual({ led: [okta], ssoRequired: false });
    expect((await realmOf('anybody@insurance.example')).led).toHaveLength(2);
    const elsewhere = '/login?refused=domain_of_another_connection';
    expect((await arrive(entra, 'newcomer', 'newcomer@bank.example')).end).toBe(elsewhere);
    expect((await arrive(entra, 'cleo', 'cleo@bank.example')).end).toBe(elsewhere);
    expect((await arrive(okta, 'newcomer', 'newcomer@bank.example')).end).toBe('/');
    const linked = await arrive(okta, 'cleo', 'cleo@bank.example');
    expect((await meOf(linked.person)).person.id).toBe((await meOf(cleo.person)).person.id);
    expect((await arrive(entra, 'dora', 'dora@insurance.example')).end).toBe('/');
    // Whoever came before is who she was, as long as nothing is required.
    expect((await arrive(entra, 'early', 'early@bank.example')).end).toBe('/');
  });

  it('says so in the ledger', async () => {
    const said = (await stand.ledger()).filter(({ kind }) => kind === 'admin.domain.rule_changed');
    expect(said.map(({ facts }) => facts)).toMatchObject([
      { connection: okta, connectionBefore: null, ssoRequired: false },
    ]);
  });

  it('is the org’s own, and so is the connection', async () => {
    const stranger = await stand.found('stranger');
    const theirs = await stand.connect(stranger);
    const id = await idOf('bank.example');
    expect((await stranger.ask('PATCH', `/api/v1/domains/${id}`, { connectionId: theirs })).status).toBe(404);
    expect((await rule('bank.example', { connectionId: theirs })).code).toBe('connection.not_found');
    expect((await ada.ask('PATCH', `/api/v1/domains/${id}`, {})).status).toBe(422);
  });

  it('wants single sign-on of its people only where it locks out nobody else', async () => {
    expect((await rule('bank.example', { ssoRequired: true })).detail).toContain('a break-glass owner');
    const { person } = await meOf(ada);
    await ada.ask('PUT', `/api/v1/sign-in-policy/break-glass/${person.id}`);
    await ada.post('/api/v1/domains', { name: 'new.example' });
    expect((await rule('new.example', { ssoRequired: true })).detail).toContain('new.example is verified');
    const draft = await ada.post<{ id: string }>('/api/v1/connections', { kind: 'oidc', name: 'Draft', settings: {} });
    expect((await rule('insurance.example', { ssoRequired: true, connectionId: draft.id })).detail).toContain(
      'Draft is live',
    );
  });

  it('shows out, at once, whose address is of it and who came otherwise, and nobody else', async () => {
    const other = await stand.invite(ada, 'olga@insurance.example');
    const early = (await arrive(entra, 'early', 'early@bank.example')).person;
    const right = (await arrive(okta, 'newcomer', 'newcomer@bank.example')).person;
    for (const person of [early, right, cleo.person, other.person]) expect(await mayEnter(person)).toBe(true);
    expect(await rule('bank.example', { ssoRequired: true })).toMatchObject({ connectionId: okta, ssoRequired: true });
    await expect.poll(() => mayEnter(cleo.person)).toBe(false);
    await expect.poll(() => mayEnter(early)).toBe(false);
    for (const person of [right, other.person, ada]) expect(await mayEnter(person)).toBe(true);
    expect((await arrive(entra, 'early', 'early@bank.example')).end).toBe(
      '/login?refused=domain_of_another_connection',
    );
    expect(await realmOf('anybody@bank.example')).toEqual({ led: [okta], ssoRequired: true });
  });

  it('keeps what it needs: its connection, its entry in the list, and an owner who can break the glass', async () => {
    const codeOf = async (method: string, path: string) => (await ada.ask<View>(method, path)).body.code;
    expect(await codeOf('POST', `/api/v1/connections/${okta}/disable`)).toBe('connection.needed');
    expect(await codeOf('DELETE', `/api/v1/connections/${okta}`)).toBe('connection.needed');
    expect(await codeOf('DELETE', `/api/v1/domains/${await idOf('bank.example')}`)).toBe('domain.needed');
    const { person } = await meOf(ada);
    expect(await codeOf('DELETE', `/api/v1/sign-in-policy/break-glass/${person.id}`)).toBe(
      'sign_in_policy.last_break_glass',
    );
    await rule('bank.example', { ssoRequired: false });
    await expect.poll(() => mayEnter(cleo.person)).toBe(true);
    expect(await codeOf('DELETE', `/api/v1/connections/${okta}`)).toBe('connection.has_domains');
    // Who turns the connection off in an emergency lets nobody else vouch for its addresses.
    expect(await codeOf('POST', `/api/v1/connections/${okta}/disable`)).toBeUndefined();
    expect((await realmOf('anybody@bank.example')).led).toEqual([]);
    expect((await arrive(entra, 'late', 'late@bank.example')).end).toContain('domain_of_another_connection');
    await ada.post(`/api/v1/connections/${okta}/live`);
  });

  describe('and from one identity provider to the next', () => {
    const idOfPerson = async (person: Person) => (await meOf(person)).person.id;
    let before: string;
    let after: string;
    beforeAll(async () => {
      [before, after] = [await stand.connect(), await stand.connect()];
      await stand.verifyDomain(ada, 'moved.example');
      await rule('moved.example', { connectionId: before });
      await arrive(before, 'bob-before', 'bob@moved.example');
    });

    it('hands no account over by itself: who came before is told so, and stays who she is', async () => {
      const amy = await arrive(before, 'amy-before', 'amy@moved.example');
      await rule('moved.example', { connectionId: after });
      const { end } = await arrive(after, 'amy-after', 'amy@moved.example');
      expect(end).toContain('account_of_another_connection');
      const again = await arrive(before, 'amy-before', 'amy@moved.example');
      expect(await idOfPerson(again.person)).toBe(await idOfPerson(amy.person));
    });

    it('hands them over for a while where an admin says so, and counts who is awaited', async () => {
      const amy = await idOfPerson((await arrive(before, 'amy-before', 'amy@moved.example')).person);
      const told = await rule('moved.example', { takeOverDays: 30 });
      expect(told).toMatchObject({ awaited: 2, takesOverUntil: expect.any(String) as string });
      const [one, two] = await Promise.all([
        arrive(after, 'amy-after', 'amy@moved.example'),
        arrive(after, 'amy-after', 'amy@moved.example'),
      ]);
      for (const { person } of [one, two]) expect(await idOfPerson(person)).toBe(amy);
      expect((await domains()).find(({ name }) => name === 'moved.example')).toMatchObject({ awaited: 1 });
      const identities = await one.person.get<{ items: { identity: { linkedBy: string } | null }[] }>(
        '/api/v1/me/identities',
      );
      expect(identities.items.map(({ identity }) => identity?.linkedBy)).toContain('handover');
    });

    it('takes over nobody else: no other subject of hers, no unverified address, no owner, no other domain', async () => {
      expect((await arrive(after, 'mallory', 'amy@moved.example')).end).toContain('address_reassigned');
      const unverified = identityOf('bob-after', { email: 'bob@moved.example', emailVerified: false });
      expect(await stand.signIn(stand.person(), after, unverified)).toContain('email_not_verified');
      const third = await stand.connect();
      expect((await arrive(third, 'bob-third', 'bob@moved.example')).end).toContain('domain_of_another_connection');
      await rule('insurance.example', { connectionId: null });
      await arrive(before, 'cat-before', 'cat@insurance.example');
      expect((await arrive(after, 'cat-after', 'cat@insurance.example')).end).toContain(
        'account_of_another_connection',
      );
    });

    it('is over when it is over, when it is called off, and when the domain leads elsewhere', async () => {
      const ended = async (edit: object): Promise<void> => {
        await rule('moved.example', { connectionId: after, takeOverDays: 30 });
        expect(await rule('moved.example', edit)).toMatchObject({ takesOverUntil: null, awaited: null });
      };
      await ended({ takeOverDays: 0 });
      expect((await arrive(after, 'bob-after', 'bob@moved.example')).end).toContain('account_of_another_connection');
      await ended({ connectionId: before });
      await ended({ connectionId: null });
      expect((await rule('moved.example', { takeOverDays: 7 })).code).toBe('domain.handover_refused');
      const { id } = await ada.post<View>('/api/v1/domains', { name: 'unproved.example' });
      const unproved = await ada.ask<View>('PATCH', `/api/v1/domains/${id}`, { connectionId: after, takeOverDays: 7 });
      expect(unproved.body.code).toBe('domain.handover_refused');
      expect((await ada.ask('PATCH', `/api/v1/domains/${id}`, { takeOverDays: 91 })).status).toBe(422);
    });
  });

  it('never leads to a connection that is removed at that moment', async () => {
    for (let round = 0; round < 4; round += 1) {
      const gone = await stand.connect();
      const id = await idOf('insurance.example');
      const [led, removed] = await Promise.all([
        ada.ask<View>('PATCH', `/api/v1/domains/${id}`, { connectionId: gone }),
        ada.ask<View>('DELETE', `/api/v1/connections/${gone}`),
      ]);
      expect([
        [200, 409],
        [404, 204],
      ]).toContainEqual([led.status, removed.status]);
      await rule('insurance.example', { connectionId: null });
    }
  });
});
