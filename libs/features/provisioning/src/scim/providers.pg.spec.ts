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
