import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLIENT_ID, openOidcStand, type OidcStand, whoIs } from '../harness/oidc-stand.js';
import { completeSetup, type Person } from '../harness/person.js';
import { type ScriptedProvider, startScriptedProvider } from '../harness/scripted-provider.js';
import { openTestDatabase, type TestDatabase } from '../harness/test-database.js';

interface Made {
  readonly id: string;
  readonly pending: { readonly proposedAt: string } | null;
  readonly voucher: { readonly by: string | null; readonly isOwner: boolean };
}

/** Whoever keeps the connections chooses who says who is who: it must not make more of her than she is. */
describe('who may manage connections, and nothing else, and wants more', () => {
  let database: TestDatabase;
  let stand: OidcStand;
  /** Hers: it says whatever she likes. */
  let op: ScriptedProvider;
  let sql: Client;
  let ada: Person;
  let keeper: Person;
  let hers: Made;
  beforeAll(async () => {
    database = await openTestDatabase();
    stand = await openOidcStand(database);
    op = await startScriptedProvider();
    ada = stand.owner.person;
    sql = new Client({ connectionString: database.adminUrl });
    await sql.connect();
    await sql.query(`insert into domains (org_id, id, name, challenge, created_at, verified_at, verified_by)
      select id, gen_random_uuid(), 'own.example', 'x', now(), now(), 'operator' from orgs`);
    const permissions = ['connection:read', 'connection:manage', 'org:read'];
    await ada.post('/api/v1/roles', { name: 'connection-keeper', title: 'Keeper', permissions });
    keeper = await join('keeper', 'connection-keeper');
    hers = await made('Hers', keeper);
    await tested(hers.id);
    await keeper.post(`/api/v1/connections/${hers.id}/live`, {});
    expect(await signedIn(hers.id, 'mallory', { groups: ['Key holders'] })).toBe('mallory@elsewhere.example');
  });
  afterAll(async () => {
    await sql.end();
    await op.close();
    await stand.close();
    await database.close();
  });

  const join = async (name: string, role: string): Promise<Person> => {
    const email = `${name}@own.example`;
    const { url } = await ada.post<{ url: string }>('/api/v1/invitations', { email, role });
    return (await completeSetup(url, { name: 'ignored', slug: 'ignored' }, email)).person;
  };
  const settings = { clientId: CLIENT_ID, mapping: { groups: 'groups' } };
  const made = (name: string, by: Person): Promise<Made> =>
    by.post('/api/v1/connections', {
      ...{ kind: 'oidc', name, settings: { ...settings, issuer: op.url } },
      secrets: { clientSecret: 'a secret of hers, long enough' },
    });
  /** As if the test of a connection had passed, which her own provider sees to. */
  const tested = (id: string) =>
    sql.query(
      'update connections set tested_at = now(), pending_tested_at = case when pending is null then null else now() end where id = $1',
      [id],
    );
  const seconds = (): number => Math.floor(Date.now() / 1_000);
  /** Who the provider makes of a browser; where it lands for nobody. */
  const signedIn = async (id: string, sub: string, claims: object = {}): Promise<string> => {
    const connection = { id } as never;
    const { person, question } = await stand.leave(connection);
    const idToken = await op.sign({
      ...{ iss: op.url, aud: CLIENT_ID, sub, nonce: question.get('nonce')!, iat: seconds(), exp: seconds() + 300 },
      ...{ email: `${sub}@elsewhere.example`, email_verified: true, name: sub, ...claims },
    });
    op.userinfo = { sub };
    op.answer = () => ({ status: 200, body: { access_token: 'x', token_type: 'Bearer', id_token: idToken } });
    const end = await stand.bring(person, connection, { code: 'x', state: question.get('state')!, iss: op.url });
    return (await whoIs(person)) ?? end;
  };
  const refused = async (who: Person, method: string, path: string, body?: object): Promise<string> => {
    const answer = await who.ask<{ code?: string }>(method, path, body);
    return `${answer.status} ${answer.body.code ?? ''}`;
  };
  const groupOf = async (connectionId: string, name = 'Key holders'): Promise<string> =>
    (await sql.query<{ id: string }>('select id from groups where source_id = $1 and name = $2', [connectionId, name]))
      .rows[0]!.id;
  const give = (group: string, role: string) =>
    refused(ada, 'POST', '/api/v1/grants', { holder: { kind: 'group', id: group }, role });
  const promote = async (who: Person, id: string): Promise<string> => {
    const { pending } = await who.get<Made>(`/api/v1/connections/${id}`);
    return refused(who, 'POST', `/api/v1/connections/${id}/pending/promote`, { proposedAt: pending!.proposedAt });
  };

  it('answers for what her provider says, by name, and for no more than she has', async () => {
    expect(await ada.get<Made>(`/api/v1/connections/${hers.id}`)).toMatchObject({
      voucher: { by: keeper.email, isOwner: false },
    });
  });

  it('is given no group with a role beyond hers: an owner is told, before she gives it', async () => {
    const group = await groupOf(hers.id);
    expect(await give(group, 'security-admin')).toBe('409 role.group_unvouched');
    await ada.post('/api/v1/roles', { name: 'looker', title: 'Looker', permissions: ['connection:read'] });
    expect(await give(group, 'looker')).toBe('201 ');
    const wider = { title: 'Looker', permissions: ['connection:read', 'key:rotate'] };
    expect(await refused(ada, 'PUT', '/api/v1/roles/looker', wider)).toBe('409 role.group_unvouched');
    const rule = { isAskable: true, maxMinutes: 60, approver: { kind: 'group', groupId: group } };
    expect(await refused(ada, 'PUT', '/api/v1/elevation-rules/security-admin', rule)).toBe('409 role.group_unvouched');
  });

  it('takes over no stronger account by its address, in a domain that is the org’s', async () => {
    const boss = await join('boss', 'admin');
    expect(await signedIn(hers.id, 'x1', { email: boss.email })).toBe('/login?refused=stronger_links_herself');
    const weak = await join('weak', 'connection-keeper');
    expect(await signedIn(hers.id, 'x2', { email: weak.email })).toBe(weak.email);
    expect(await stand.ledger()).toContain('"refusal":"stronger_links_herself"');
  });

  it('turns no connection of others into hers: what she proposes waits for somebody who has what its people have', async () => {
    const { connection } = await stand.connect({ ...settings, issuer: op.url }, { name: 'Corporate' });
    await join('sean', 'security-admin');
    expect(await signedIn(connection.id, 'sean', { email: 'sean@own.example' })).toBe('sean@own.example');
    const path = `/api/v1/connections/${connection.id}`;
    await keeper.ask('PATCH', path, { settings: { ...settings, issuer: op.url, scopes: ['email'] } });
    await tested(connection.id);
    expect(await promote(keeper, connection.id)).toBe('403 role.not_yours');
    expect(await refused(keeper, 'POST', `${path}/vouch`, {})).toBe('403 role.not_yours');
    expect(await promote(ada, connection.id)).toBe('200 ');
    expect((await ada.get<Made>(path)).voucher).toEqual({ by: ada.email, isOwner: true });
  });

  it('loses what she could do to a connection once its groups give more, and an owner has vouched for it', async () => {
    const path = `/api/v1/connections/${hers.id}`;
    expect(await refused(ada, 'POST', `${path}/vouch`, {})).toBe('200 ');
    expect(await give(await groupOf(hers.id), 'security-admin')).toBe('201 ');
    await keeper.ask('PATCH', path, { settings: { ...settings, issuer: op.url, scopes: ['profile'] } });
    await tested(hers.id);
    expect(await promote(keeper, hers.id)).toBe('403 role.not_yours');
    expect(await refused(keeper, 'DELETE', path)).toBe('403 role.not_yours');
    expect(await refused(keeper, 'POST', `${path}/vouch`, {})).toBe('403 role.not_yours');
    expect(await stand.ledger()).toContain('"kind":"admin.connection.vouched"');
  });

  it('takes the place of nobody who may do more, where the connection gives nothing yet that she lacks', async () => {
    const { id } = await made('Nobody yet', keeper);
    const path = `/api/v1/connections/${id}`;
    expect(await refused(ada, 'POST', `${path}/vouch`, {})).toBe('200 ');
    expect(await refused(keeper, 'POST', `${path}/vouch`, {})).toBe('403 role.not_yours');
    expect((await ada.get<Made>(path)).voucher).toEqual({ by: ada.email, isOwner: true });
  });

  it('gains nothing when she vouches and an owner gives at the same moment', async () => {
    const other = await made('Race', keeper);
    await tested(other.id);
    await keeper.post(`/api/v1/connections/${other.id}/live`, {});
    await signedIn(other.id, 'racer', { groups: ['Race'] });
    const group = await groupOf(other.id, 'Race');
    await ada.post(`/api/v1/connections/${other.id}/vouch`, {});
    await keeper.ask('PATCH', `/api/v1/connections/${other.id}`, {
      settings: { ...settings, issuer: op.url, scopes: ['email'] },
    });
    await tested(other.id);
    const [given, promoted] = await Promise.all([give(group, 'security-admin'), promote(keeper, other.id)]);
    expect([
      ['201 ', '403 role.not_yours'],
      ['409 role.group_unvouched', '200 '],
    ]).toContainEqual([given, promoted]);
  });
});
