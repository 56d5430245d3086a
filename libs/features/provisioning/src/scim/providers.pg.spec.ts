import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FirstRun } from '#features/access';
import { ENTERPRISE_SCHEMA, GROUP_SCHEMA, PATCH_SCHEMA, USER_SCHEMA } from '#engines/scim';
import { type IdentityApp, startIdentityApp } from '../../../../../test/harness/identity-app.js';
import { asOwner } from '../../../../../test/harness/postgres.js';
import { completeSetup, type Owner } from '../../../../../test/harness/person.js';
import { ScimClient } from '../../../../../test/harness/scim-client.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { freePort } from '../../../../../test/peers/peer.js';
import { ProvisioningHttpModule } from '../provisioning.module.js';

interface Made {
  readonly baseUrl: string;
  readonly token: string;
}
interface Listed {
  readonly totalResults: number;
  readonly startIndex: number;
  readonly itemsPerPage: number;
  readonly Resources: readonly Readonly<Record<string, unknown>>[];
}

const patchOf = (...Operations: object[]): object => ({ schemas: [PATCH_SCHEMA], Operations });
const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

let database: TestDatabase;
let product: IdentityApp;
let ada: Owner;
beforeAll(async () => {
  database = await openTestDatabase();
  product = await startIdentityApp(database, await freePort(), undefined, [ProvisioningHttpModule]);
  ada = await completeSetup((await product.app.get(FirstRun).link())!.href, { name: 'Acme', slug: 'acme' });
});
afterAll(async () => {
  await product.close();
  await database.close();
});

const connect = async (name: string): Promise<ScimClient> => {
  const { baseUrl, token } = await ada.person.post<Made>('/api/v1/directories', { name });
  return new ScimClient(baseUrl, token);
};
const search = async (scim: ScimClient, kind: 'Users' | 'Groups', filter: string, more = ''): Promise<Listed> => {
  const { status, body } = await scim.get(`/${kind}?filter=${encodeURIComponent(filter)}${more}`);
  expect([status, body['schemas']]).toEqual([200, [LIST]]);
  return body as unknown as Listed;
};
const membersOf = async (scim: ScimClient, id: string): Promise<unknown[]> =>
  (((await scim.get(`/Groups/${id}`)).body['members'] ?? []) as { value: string }[]).map(({ value }) => value).sort();

describe('Entra ID', () => {
  let scim: ScimClient;
  let id: string;
  const entraUser = (name: string): object => ({
    schemas: [USER_SCHEMA, ENTERPRISE_SCHEMA],
    externalId: `object-of-${name}`,
    userName: `${name}@contoso.example`,
    active: true,
    displayName: name,
    emails: [{ primary: true, type: 'work', value: `${name}@contoso.example` }],
    meta: { resourceType: 'User' },
    name: { formatted: `${name} Tester`, familyName: 'Tester', givenName: name },
    roles: [],
    [ENTERPRISE_SCHEMA]: { department: 'Sales' },
  });
  const add = async (name: string): Promise<string> =>
    (await scim.post('/Users', entraUser(name))).body['id'] as string;
  beforeAll(async () => {
    scim = await connect('Entra ID');
  });

  it('is told by an empty list that nobody has the name by which it tests the connection', async () => {
    const found = await search(scim, 'Users', 'userName eq "3f1c2a9e-0000-4000-8000-000000000000"');
    expect(found).toMatchObject({ totalResults: 0, Resources: [] });
  });

  it('adds a person and finds her again, in whatever case it writes her name', async () => {
    const made = await scim.post('/Users', entraUser('grace'));
    expect(made.status).toBe(201);
    id = made.body['id'] as string;
    expect(made.body).toMatchObject({ externalId: 'object-of-grace', meta: { resourceType: 'User' } });
    for (const filter of ['userName eq "Grace@Contoso.example"', 'externalId eq "object-of-grace"'])
      expect(await search(scim, 'Users', filter)).toMatchObject({ totalResults: 1, Resources: [{ id }] });
  });

  it('changes her by "Add" and "Replace", with flags that are texts and paths that choose a value', async () => {
    const { status, body } = await scim.patch(
      `/Users/${id}`,
      patchOf(
        { op: 'Replace', path: 'emails[type eq "work"].value', value: 'hopper@contoso.example' },
        { op: 'Replace', path: 'emails[type eq "work"].primary', value: 'True' },
        { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+1 555 0100' },
        { op: 'Replace', path: 'name.familyName', value: 'Hopper' },
        { op: 'Add', path: `${ENTERPRISE_SCHEMA}:department`, value: 'Compilers' },
        { op: 'Replace', path: 'active', value: 'True' },
      ),
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({
      active: true,
      emails: [{ type: 'work', value: 'hopper@contoso.example', primary: true }],
      phoneNumbers: [{ type: 'mobile', value: '+1 555 0100' }],
      name: { familyName: 'Hopper', givenName: 'grace' },
      [ENTERPRISE_SCHEMA]: { department: 'Compilers' },
    });
  });

  it('deletes her softly, and finds her inactive', async () => {
    expect((await scim.patch(`/Users/${id}`, patchOf({ op: 'Replace', path: 'active', value: 'False' }))).status).toBe(
      200,
    );
    const { Resources } = await search(scim, 'Users', 'userName eq "grace@contoso.example"');
    expect(Resources).toMatchObject([{ id, active: false }]);
    expect((await scim.send('DELETE', `/Users/${id}`)).status).toBe(204);
    expect((await scim.get(`/Users/${id}`)).status).toBe(404);
  });

  it('puts people into a group and takes them out, by a list and by a path', async () => {
    const [one, two] = [await add('one'), await add('two')];
    const made = await scim.post('/Groups', {
      schemas: [GROUP_SCHEMA, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
      externalId: 'object-of-sales',
      displayName: 'Sales',
      meta: { resourceType: 'Group' },
    });
    expect(made.status).toBe(201);
    const group = made.body['id'] as string;
    const change = async (operation: object): Promise<number> =>
      (await scim.patch(`/Groups/${group}`, patchOf(operation))).status;
    expect(await change({ op: 'Add', path: 'members', value: [{ value: one }, { value: two }] })).toBe(204);
    expect(await membersOf(scim, group)).toEqual([one, two].sort());
    const found = await search(scim, 'Groups', 'displayName eq "sales"', '&excludedAttributes=members');
    expect(found).toMatchObject({ totalResults: 1, Resources: [{ id: group, externalId: 'object-of-sales' }] });
    expect(found.Resources[0]).not.toHaveProperty('members');
    expect((await scim.get(`/Groups/${group}?excludedAttributes=members`)).body).not.toHaveProperty('members');
    expect(await change({ op: 'Remove', path: 'members', value: [{ value: one }] })).toBe(204);
    expect(await membersOf(scim, group)).toEqual([two]);
    expect(await change({ op: 'Remove', path: `members[value eq "${two}"]` })).toBe(204);
    expect(await membersOf(scim, group)).toEqual([]);
    expect(await change({ op: 'Replace', path: 'displayName', value: 'Sales anew' })).toBe(204);
    expect(await search(scim, 'Groups', 'displayName eq "Sales anew"')).toMatchObject({ totalResults: 1 });
  });
});

describe('Okta', () => {
  let scim: ScimClient;
  let id: string;
  const oktaUser = (over: object = {}): Record<string, unknown> => ({
    schemas: [USER_SCHEMA],
    userName: 'katherine@okta.example',
    name: { givenName: 'Katherine', familyName: 'Johnson' },
    emails: [{ primary: true, value: 'katherine@okta.example', type: 'work' }],
    displayName: 'Katherine Johnson',
    locale: 'en-US',
    externalId: '00ujl29u0le5T6Aj10h7',
    groups: [],
    password: '1mz050nq',
    active: true,
    ...over,
  });
  beforeAll(async () => {
    scim = await connect('Okta');
  });

  it('looks whether somebody is there, adds her, and keeps no password of hers', async () => {
    const before = await search(scim, 'Users', 'userName eq "katherine@okta.example"', '&startIndex=1&count=100');
    expect(before).toMatchObject({ totalResults: 0, startIndex: 1, itemsPerPage: 0, Resources: [] });
    const made = await scim.post('/Users', oktaUser());
    expect(made.status).toBe(201);
    expect(JSON.stringify(made.body)).not.toMatch(/password|1mz050nq/);
    id = made.body['id'] as string;
    const after = await search(scim, 'Users', 'userName eq "KATHERINE@okta.example"', '&startIndex=1&count=100');
    expect(after).toMatchObject({ totalResults: 1, startIndex: 1, itemsPerPage: 1, Resources: [{ id, active: true }] });
    const owner = new Client({ connectionString: database.adminUrl });
    await owner.connect();
    const { rows } = await owner.query(
      `select doc from directory_users where doc->>'userName' = 'katherine@okta.example'`,
    );
    await owner.end();
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toMatch(/password|1mz050nq/);
  });

  it('is told why a second of the same name is refused', async () => {
    const { status, body } = await scim.post('/Users', oktaUser({ userName: 'Katherine@Okta.example' }));
    expect(status).toBe(409);
    expect(body).toEqual({
      schemas: [ERROR],
      status: '409',
      scimType: 'uniqueness',
      detail: 'The userName "Katherine@Okta.example" is taken in this directory.',
    });
  });

  it('updates, deactivates and takes her back by PUT of the whole', async () => {
    const whole = (await scim.get(`/Users/${id}`)).body;
    const put = async (over: object): Promise<Record<string, unknown>> => {
      const { status, body } = await scim.send('PUT', `/Users/${id}`, { ...whole, ...over });
      expect(status).toBe(200);
      return body;
    };
    expect(await put({ title: 'Mathematician' })).toMatchObject({ id, title: 'Mathematician', active: true });
    expect(await put({ active: false })).toMatchObject({ id, active: false });
    expect((await scim.get(`/Users/${id}`)).body['active']).toBe(false);
    expect(await put({ active: true })).toMatchObject({ id, active: true });
  });

  it('deactivates her by a PATCH without a path', async () => {
    const { status, body } = await scim.patch(`/Users/${id}`, patchOf({ op: 'replace', value: { active: false } }));
    expect([status, body['active']]).toEqual([200, false]);
  });

  it('pushes a group: by its name and id, its members whole, then one by one', async () => {
    const made = await scim.post('/Groups', { schemas: [GROUP_SCHEMA], displayName: 'Computers', members: [] });
    const group = made.body['id'] as string;
    const change = async (...operations: object[]): Promise<number> =>
      (await scim.patch(`/Groups/${group}`, patchOf(...operations))).status;
    expect(await change({ op: 'replace', value: { id: group, displayName: 'West Computers' } })).toBe(204);
    const member = { value: id, display: 'katherine@okta.example' };
    expect(await change({ op: 'replace', path: 'members', value: [member] })).toBe(204);
    expect(await membersOf(scim, group)).toEqual([id]);
    expect(await change({ op: 'remove', path: `members[value eq "${id}"]` })).toBe(204);
    expect(await change({ op: 'add', path: 'members', value: [member] })).toBe(204);
    expect(await membersOf(scim, group)).toEqual([id]);
    expect((await scim.get('/Groups?startIndex=1&count=100')).body).toMatchObject({
      totalResults: 1,
      Resources: [{ id: group, displayName: 'West Computers' }],
    });
    expect((await scim.send('DELETE', `/Groups/${group}`)).status).toBe(204);
  });
});

/** Okta's published tests of a SCIM server (for Runscope), told in our words. */
describe('what Okta asks of a server before it lists it', () => {
  let scim: ScimClient;
  const user = (over: object = {}): object => ({
    schemas: [USER_SCHEMA],
    userName: 'tina@okta.example',
    name: { givenName: 'Tina', familyName: 'Erickson' },
    emails: [{ primary: true, value: 'tina@okta.example', type: 'work' }],
    displayName: 'Tina Erickson',
    locale: 'en-US',
    externalId: '00uTina',
    groups: [],
    password: '1mz050nq',
    active: true,
    ...over,
  });
  beforeAll(async () => {
    scim = await connect('Okta’s tests');
    await scim.post('/Users', user({ userName: 'first@okta.example', externalId: '00uFirst' }));
  });

  it('is a list whose first person has all that Okta imports, and can be read by her id', async () => {
    const { status, body } = await scim.get('/Users?count=1&startIndex=1');
    expect([status, body['schemas']]).toEqual([200, [LIST]]);
    expect(body).toMatchObject({ itemsPerPage: 1, startIndex: 1, totalResults: 1 });
    const [first] = body['Resources'] as [{ id: string }];
    const whole = {
      id: expect.any(String) as string,
      userName: 'first@okta.example',
      name: { familyName: 'Erickson', givenName: 'Tina' },
      active: true,
      emails: [{ value: 'tina@okta.example' }],
    };
    expect(first).toMatchObject(whole);
    expect((await scim.get(`/Users/${first.id}`)).body).toMatchObject({ ...whole, id: first.id });
  });

  it('is an empty list for a name that nobody has, and SCIM’s error for an id that is none', async () => {
    expect(await search(scim, 'Users', 'userName eq "abcdefgh@atko.example"')).toMatchObject({ totalResults: 0 });
    const { status, body } = await scim.get('/Users/010101001010101011001010101011');
    expect([status, body['schemas']]).toEqual([404, [ERROR]]);
    expect(body['detail']).toMatch(/./);
  });

  it('adds a person once, and finds her by a name in capitals', async () => {
    const made = await scim.post('/Users', user());
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      active: true,
      id: expect.any(String) as string,
      name: { familyName: 'Erickson', givenName: 'Tina' },
      schemas: expect.arrayContaining([USER_SCHEMA]) as string[],
      userName: 'tina@okta.example',
    });
    const id = made.body['id'] as string;
    expect((await scim.get(`/Users/${id}`)).body).toMatchObject({ userName: 'tina@okta.example' });
    expect((await scim.post('/Users', user())).status).toBe(409);
    expect(await search(scim, 'Users', 'userName eq "TINA@OKTA.EXAMPLE"')).toMatchObject({ Resources: [{ id }] });
  });

  it('answers with the headers that its tests send: a type of content where there is none, and its own where there is one', async () => {
    const reading = {
      ...{ 'content-type': 'application/scim+json; charset=utf-8', accept: 'application/scim+json' },
      ...{ 'accept-charset': 'utf-8', 'user-agent': 'OKTA SCIM Integration' },
    };
    const { baseUrl, token } = await ada.person.post<Made>('/api/v1/directories', { name: 'Okta’s headers' });
    const ask = (method: string, path: string, headers: Record<string, string>, body?: object) =>
      fetch(`${baseUrl}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    const writing = { 'content-type': 'application/json', accept: 'application/scim+json; charset=utf-8' };
    const made = await ask('POST', '/Users', writing, user());
    expect([made.status, made.headers.get('content-type')]).toEqual([201, 'application/scim+json; charset=utf-8']);
    const { id, meta } = (await made.json()) as { id: string; meta: { location: string } };
    expect([made.headers.get('location'), meta.location]).toEqual([`${baseUrl}/Users/${id}`, `${baseUrl}/Users/${id}`]);
    for (const path of [
      `/Users/${id}`,
      '/Users?count=1&startIndex=1',
      '/Users?filter=userName eq "TINA@okta.example"',
      '/Groups',
    ])
      expect([path, (await ask('GET', path, reading)).status]).toEqual([path, 200]);
    const unknown = await ask('GET', '/Users/00919288221112222', reading);
    expect(await unknown.json()).toEqual({
      schemas: [ERROR],
      status: '404',
      detail: expect.stringMatching(/./) as string,
    });
    const wrong = await ask('GET', '/Users?filter=userName eq "x"', { ...reading, authorization: 'non-token' });
    expect([wrong.status, await wrong.json()]).toEqual([
      401,
      { schemas: [ERROR], status: '401', detail: expect.stringMatching(/./) as string },
    ]);
  });

  it('answers for groups, and tells a wrong token in SCIM’s shape', async () => {
    const groups = await scim.get('/Groups?count=100&startIndex=1');
    expect([groups.status, groups.body['schemas']]).toEqual([200, [LIST]]);
    const { baseUrl } = await ada.person.post<Made>('/api/v1/directories', { name: 'Okta’s tests, a stranger' });
    const wrong = [(await new ScimClient(baseUrl, 'non-token').get('/Groups')).body];
    // It sends the wrong token without the name of the scheme, too.
    for (const authorization of ['non-token', `Basic ${btoa('okta:non-token')}`])
      wrong.push((await (await fetch(`${baseUrl}/Users`, { headers: { authorization } })).json()) as (typeof wrong)[0]);
    for (const body of wrong)
      expect(body).toEqual({ schemas: [ERROR], status: '401', detail: expect.stringMatching(/./) as string });
  });
});

/** What Microsoft publishes: the collection beside its reference server, and the cases of its validator. In our words. */
describe('what Microsoft asks of a server before it lists it', () => {
  let scim: ScimClient;
  let id: string;
  let boss: string;
  const person = (userName: string, over: object = {}): object => ({
    userName,
    active: true,
    displayName: 'BobIsAmazing',
    schemas: [ENTERPRISE_SCHEMA, USER_SCHEMA],
    externalId: `object-of-${userName}`,
    name: { formatted: 'Ryan Leenay', familyName: 'Leenay', givenName: 'Ryan', honorificPrefix: null },
    emails: [
      { Primary: true, type: 'work', value: `${userName}@bob.example` },
      { Primary: false, type: 'home', value: `${userName}.home@bob.example` },
    ],
    addresses: [
      { country: null, formatted: '18522 Lisa Unions\nEast Gregory', locality: null, type: 'other', primary: false },
    ],
    phoneNumbers: [{ type: 'mobile', primary: false, value: '312-320-1707' }],
    meta: { created: '2019-09-18T18:15:26.5788954+00:00', resourceType: 'User' },
    preferredLanguage: 'xh',
    roles: [],
    ...over,
  });
  const change = async (...operations: object[]): Promise<Record<string, unknown>> => {
    const { status, body } = await scim.patch(`/Users/${id}`, patchOf(...operations));
    expect(status).toBe(200);
    return body;
  };
  beforeAll(async () => {
    scim = await connect('Microsoft’s tests');
    boss = (await scim.post('/Users', person('boss'))).body['id'] as string;
  });

  it('is found where it looks: in small letters, with a slash at the end, and described', async () => {
    for (const path of ['/users', '/Users/', '/groups', '/Groups?count=1', '/users?count=1'])
      expect((await scim.get(path)).status, path).toBe(200);
    expect((await scim.get(`/users/${boss}`)).body).toMatchObject({ id: boss });
    expect((await scim.send('DELETE', '/users')).status).toBe(405);
    expect((await scim.get('/ResourceTypes')).body).toMatchObject({ Resources: [{ endpoint: '/Users' }, {}] });
    expect((await scim.get('/ServiceProviderConfig')).body).toMatchObject({ patch: { supported: true } });
    expect(JSON.stringify((await scim.get('/Schemas')).body)).toContain('User Account');
  });

  it('takes names of attributes in any case, and finds by them', async () => {
    const made = await scim.post(
      '/Users',
      person('UserName222', { [ENTERPRISE_SCHEMA]: { Department: 'bob', Manager: { Value: 'SuzzyQ' } } }),
    );
    expect(made.status).toBe(201);
    id = made.body['id'] as string;
    expect(made.body).toMatchObject({
      emails: [{ primary: true }, { primary: false }],
      addresses: [{ type: 'other' }],
      [ENTERPRISE_SCHEMA]: { department: 'bob', manager: { value: 'SuzzyQ' } },
    });
    const named = await scim.get('/Users/?filter=DisplayName+eq+%22BobIsAmazing%22&attributes=userName,emails');
    expect(named.body).toMatchObject({ totalResults: 2 });
    for (const filter of ['userName eq "username222"', 'emails[type eq "work" and value co "username222"]'])
      expect(await search(scim, 'Users', filter), filter).toMatchObject({ totalResults: 1, Resources: [{ id }] });
  });

  it('finds by words and dates without quotes, as its tests of an API write them', async () => {
    for (const filter of [
      'userName sw UserName2',
      'name.FamilyName eq Leenay and (emails.Value co username222@bob.example or emails.Value co nobody.example)',
      'meta.Created gt 2015-10-10T14:38:21.8617979-07:00 and userName eq username222',
    ])
      expect(await search(scim, 'Users', filter), filter).toMatchObject({ totalResults: 1, Resources: [{ id }] });
  });

  it('refuses what is no user, and whom it has', async () => {
    const { userName, ...nameless } = person('nameless') as { userName: string };
    expect(userName).toBe('nameless');
    expect((await scim.post('/Users', nameless)).status).toBe(400);
    expect((await scim.raw('POST', '/Users', '{"acve": tre')).status).toBe(400);
    const twice = await scim.post('/Users', person('UserName222'));
    expect([twice.status, twice.body['scimType']]).toEqual([409, 'uniqueness']);
  });

  it('changes many attributes in one message, also where they were not', async () => {
    const changed = await change(
      { op: 'replace', path: 'userName', value: 'renamed' },
      { op: 'Replace', path: 'name.givenName', value: 'Andrew' },
      { op: 'add', path: 'title', value: 'Engineer' },
      { op: 'Replace', path: 'phoneNumbers[type eq "mobile"].value', value: '312-320-1708' },
      { op: 'Add', path: 'phoneNumbers[type eq "work"].value', value: '+1 555 0100' },
      { op: 'Add', path: 'addresses[type eq "work"].streetAddress', value: '1 Way' },
      { op: 'Add', path: 'roles[primary eq "True"].value', value: 'Admin' },
    );
    expect(changed).toMatchObject({
      userName: 'renamed',
      title: 'Engineer',
      name: { givenName: 'Andrew', familyName: 'Leenay' },
      phoneNumbers: [
        { type: 'mobile', value: '312-320-1708' },
        { type: 'work', value: '+1 555 0100' },
      ],
      addresses: [{ type: 'other' }, { type: 'work', streetAddress: '1 Way' }],
      roles: [{ primary: true, value: 'Admin' }],
    });
    expect(await search(scim, 'Users', 'userName eq "renamed"')).toMatchObject({ Resources: [{ id }] });
  });

  it('changes without a path, whatever the names are', async () => {
    const value = {
      displayName: 'Anew',
      'name.familyName': 'Ryan',
      'emails[type eq "work"].value': 'anew@bob.example',
      [`${ENTERPRISE_SCHEMA}:department`]: 'Compilers',
      active: 'True',
    };
    expect(await change({ op: 'Replace', value })).toMatchObject({
      displayName: 'Anew',
      active: true,
      name: { familyName: 'Ryan', givenName: 'Andrew' },
      emails: [{ type: 'work', value: 'anew@bob.example' }, { type: 'home' }],
      [ENTERPRISE_SCHEMA]: { department: 'Compilers' },
    });
  });

  it('gives her a manager, another, and none', async () => {
    const path = `${ENTERPRISE_SCHEMA}:manager`;
    const manager = (value: unknown) => ({ [ENTERPRISE_SCHEMA]: { manager: { value } } });
    expect(await change({ op: 'Add', path, value: boss })).toMatchObject(manager(boss));
    expect(await change({ op: 'Replace', path, value: { value: 'other' } })).toMatchObject(manager('other'));
    expect(await change({ op: 'Replace', path: `${path}.value`, value: boss })).toMatchObject(manager(boss));
    const without = (await change({ op: 'Remove', path }))[ENTERPRISE_SCHEMA];
    expect(without).not.toHaveProperty('manager');
  });

  /** Of the validator of its gallery: empty texts first, then null. */
  it.each([[''], [null]])('takes %j for what is no more, also for a manager', async (nothing) => {
    const paths = ['title', 'preferredLanguage', 'name.formatted', `${ENTERPRISE_SCHEMA}:department`];
    const filled = await change(...paths.map((path) => ({ op: 'Replace', path, value: 'something' })));
    expect(filled).toMatchObject({ title: 'something', name: { formatted: 'something' } });
    const path = `${ENTERPRISE_SCHEMA}:manager`;
    expect(await change({ op: 'Add', path, value: boss })).toMatchObject({
      [ENTERPRISE_SCHEMA]: { manager: { value: boss } },
    });
    await change(...[...paths, path].map((one) => ({ op: 'Replace', path: one, value: nothing })));
    const { body } = await scim.get(`/Users/${id}`);
    const enterprise = (body[ENTERPRISE_SCHEMA] ?? {}) as Record<string, unknown>;
    const left = [body['title'], body['preferredLanguage'], (body['name'] as Record<string, unknown>)['formatted']];
    for (const value of [...left, enterprise['department'], enterprise['manager']]) expect(value ?? '').toBe('');
  });

  it('says in its schemas all that Entra ID maps by itself', async () => {
    interface Attribute {
      readonly name: string;
      readonly canonicalValues?: readonly string[];
      readonly subAttributes?: readonly Attribute[];
    }
    const { Resources } = (await scim.get('/Schemas')).body as { Resources: { id: string; attributes: Attribute[] }[] };
    const names = (schema: string): string[] =>
      Resources.find((one) => one.id === schema)!.attributes.flatMap(({ name, subAttributes = [] }) => [
        name,
        ...subAttributes.flatMap((sub) => [
          `${name}.${sub.name}`,
          ...(sub.name === 'type' ? (sub.canonicalValues ?? []).map((value) => `${name}[${value}]`) : []),
        ]),
      ]);
    expect(names(USER_SCHEMA)).toEqual(
      expect.arrayContaining([
        ...['userName', 'active', 'displayName', 'title', 'preferredLanguage', 'externalId'],
        ...['name.givenName', 'name.familyName', 'name.formatted', 'emails.value', 'emails[work]'],
        ...['formatted', 'streetAddress', 'locality', 'region', 'postalCode', 'country'].map(
          (one) => `addresses.${one}`,
        ),
        ...['addresses[work]', 'phoneNumbers.value', 'phoneNumbers[work]', 'phoneNumbers[mobile]', 'phoneNumbers[fax]'],
      ]),
    );
    expect(names(ENTERPRISE_SCHEMA)).toEqual(expect.arrayContaining(['employeeNumber', 'department', 'manager']));
    expect(names(GROUP_SCHEMA)).toEqual(expect.arrayContaining(['displayName', 'externalId', 'members.value']));
  });

  it('is read in pages of five, each of which says where it begins', async () => {
    for (const kind of ['Users', 'Groups'] as const) {
      for (let made = 0; made < 11; made += 1) {
        const one =
          kind === 'Users' ? person(`paged-${made}`) : { schemas: [GROUP_SCHEMA], displayName: `Paged ${made}` };
        expect((await scim.post(`/${kind}`, one)).status).toBe(201);
      }
      const seen = new Set<unknown>();
      for (let startIndex = 1; startIndex <= 11; startIndex += 5) {
        const { status, body } = await scim.get(`/${kind}?startIndex=${startIndex}&count=5`);
        expect([status, body['startIndex']]).toEqual([200, startIndex]);
        for (const one of body['Resources'] as { id: string }[]) seen.add(one.id);
      }
      expect(seen.size).toBeGreaterThanOrEqual(11);
    }
  });

  it('deactivates her, shows her so by id and by filter, and lets her go once', async () => {
    expect(await change({ op: 'Replace', path: 'active', value: 'False' })).toMatchObject({ active: false });
    expect((await scim.get(`/Users/${id}`)).body).toMatchObject({ active: false });
    expect(await search(scim, 'Users', 'userName eq "renamed"')).toMatchObject({ Resources: [{ active: false }] });
    expect((await scim.send('DELETE', `/Users/${id}`)).status).toBe(204);
    expect((await scim.send('DELETE', `/Users/${id}`)).status).toBe(404);
  });

  it('takes groups as it does: a name once, members by name of the operation or path, all of them gone', async () => {
    const group = { schemas: [GROUP_SCHEMA], externalId: 'object-of-group', displayName: 'GroupDisplayName1' };
    const made = await scim.post('/Groups', { ...group, members: [] });
    expect(made.status).toBe(201);
    expect((await scim.post('/Groups', group)).status).toBe(409);
    const at = `/Groups/${made.body['id'] as string}`;
    const patched = async (operation: object): Promise<number> => (await scim.patch(at, patchOf(operation))).status;
    const add = { name: 'addMember', op: 'add', path: 'members', value: [{ displayName: 'new User', value: boss }] };
    expect(await patched(add)).toBe(204);
    expect(await patched(add)).toBe(204);
    expect((await scim.get(at)).body).toMatchObject({ members: [{ value: boss }] });
    expect(await patched({ op: 'remove', path: `members[value eq "${boss}"]` })).toBe(204);
    expect(await patched(add)).toBe(204);
    expect(await patched({ op: 'remove', path: 'members' })).toBe(204);
    expect(await membersOf(scim, made.body['id'] as string)).toEqual([]);
    const put = await scim.send('PUT', at, {
      ...{ schemas: [GROUP_SCHEMA], id: made.body['id'], displayName: 'putName' },
      members: [{ value: boss, display: 'VP' }],
    });
    expect([put.status, put.body['displayName']]).toEqual([200, 'putName']);
    const found = await search(scim, 'Groups', 'displayName eq "PUTNAME"', '&excludedAttributes=members');
    expect(found).toMatchObject({ totalResults: 1 });
    expect((await scim.send('DELETE', at)).status).toBe(204);
    expect((await scim.get(at)).status).toBe(404);
  });
});

describe('directories of two organisations', () => {
  it('reach nothing of each other, whichever address, token or id they try', async () => {
    const ours = await ada.person.post<Made & { id: string }>('/api/v1/directories', { name: 'Ours' });
    const mine = new ScimClient(ours.baseUrl, ours.token);
    const token = `cst_scim_${'t'.repeat(43)}`;
    const [org, directory] = [await database.createOrg('Globex'), '0198f000-0000-7000-8000-00000000d1ec'];
    await asOwner(
      database.adminUrl,
      `insert into directories (org_id, id, name, created_at, creator_label) values ('${org}', '${directory}', 'Theirs', now(), 'x');
       insert into directory_tokens (org_id, id, directory_id, name, token_hash, hint, created_at, creator_label, expires_at)
         values ('${org}', gen_random_uuid(), '${directory}', 'x', sha256('${token}'), 'tttt', now(), 'x', now() + interval '1 day')`,
    );
    const theirBase = ours.baseUrl.replace(ours.id, directory);
    const theirs = new ScimClient(theirBase, token);
    const person = { schemas: [USER_SCHEMA], userName: 'both@example.com', externalId: 'both' };
    const id = (await mine.post('/Users', person)).body['id'] as string;
    const group = (await mine.post('/Groups', { displayName: 'Both', members: [{ value: id }] })).body['id'] as string;

    expect((await new ScimClient(theirBase, ours.token).get('/Users')).status).toBe(401);
    expect((await new ScimClient(ours.baseUrl, token).get('/Users')).status).toBe(401);
    expect((await theirs.get('/Users')).body['totalResults']).toBe(0);
    expect(await search(theirs, 'Users', `id eq "${id}" or externalId eq "both"`)).toMatchObject({ totalResults: 0 });
    const change = patchOf({ op: 'replace', path: 'displayName', value: 'Taken' });
    for (const path of [`/Users/${id}`, `/Groups/${group}`])
      expect([
        (await theirs.get(path)).status,
        (await theirs.patch(path, change)).status,
        (await theirs.send('DELETE', path)).status,
      ]).toEqual([404, 404, 404]);
    expect((await theirs.send('PUT', `/Users/${id}`, person)).status).toBe(404);
    expect((await theirs.post('/Groups', { displayName: 'x', members: [{ value: id }] })).status).toBe(400);
    // The same names and ids of a provider's are free in each.
    expect((await theirs.post('/Users', person)).status).toBe(201);
    expect((await mine.get('/Users')).body['totalResults']).toBe(1);
    expect((await mine.get(`/Groups/${group}`)).body).toMatchObject({ displayName: 'Both', members: [{ value: id }] });
  });
});
