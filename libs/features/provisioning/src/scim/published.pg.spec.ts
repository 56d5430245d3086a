import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FirstRun } from '#features/access';
import { ENTERPRISE_SCHEMA, GROUP_SCHEMA, PATCH_SCHEMA, USER_SCHEMA } from '#engines/scim';
import { type IdentityApp, startIdentityApp } from '../../../../../test/harness/identity-app.js';
import { completeSetup, type Owner } from '../../../../../test/harness/person.js';
import { ScimClient } from '../../../../../test/harness/scim-client.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { freePort } from '../../../../../test/peers/peer.js';
import { ProvisioningHttpModule } from '../provisioning.module.js';

type Body = Readonly<Record<string, unknown>>;
interface Listed {
  readonly totalResults: number;
  readonly Resources: readonly Body[];
}

const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
const patchOf = (...Operations: object[]): object => ({ schemas: [PATCH_SCHEMA], Operations });

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
  const { baseUrl, token } = await ada.person.post<{ baseUrl: string; token: string }>('/api/v1/directories', { name });
  return new ScimClient(baseUrl, token);
};
const found = async (scim: ScimClient, path: string): Promise<Listed> => {
  const { status, body } = await scim.get(path);
  expect([path, status, body['schemas']]).toEqual([path, 200, [LIST]]);
  return body as unknown as Listed;
};

/** The second file that Okta publishes for Runscope, in our words: what Okta does by itself after each click, and what it asserts then. */
describe('Okta’s CRUD tests', () => {
  it('find a person added, renamed, deactivated, taken back and let go, each time by what her app holds', async () => {
    const scim = await connect('Okta');
    const email = 'random.person@atko.example';
    const profile = (givenName: string, active: boolean): object => ({
      schemas: [USER_SCHEMA],
      userName: email,
      name: { givenName, familyName: 'Person' },
      emails: [{ primary: true, value: email, type: 'work' }],
      externalId: '00urandomperson',
      active,
    });
    const verified = { accept: 'application/scim+json' };
    await scim.post('/Users', profile('Random', true));
    const added = await scim.get(`/Users?filter=userName eq "${email}"`, verified);
    const [first] = (added.body as unknown as Listed).Resources as [Body & { id: string }];
    expect([added.status, first]).toMatchObject([
      200,
      { userName: email, emails: [{ value: email }], name: { familyName: 'Person', givenName: 'Random' } },
    ]);
    const at = `/Users/${first.id}`;
    const steps: readonly [() => Promise<unknown>, object][] = [
      [() => scim.send('PUT', at, profile('Renamed', true)), { name: { givenName: 'Renamed' }, active: true }],
      [() => scim.send('PUT', at, profile('Renamed', false)), { active: false }],
      [() => scim.send('PUT', at, profile('Renamed', true)), { active: true }],
      [() => scim.patch(at, patchOf({ op: 'replace', value: { active: false } })), { active: false }],
    ];
    for (const [change, expected] of steps) {
      await change();
      const { status, body } = await scim.get(at, verified);
      expect([status, body]).toMatchObject([200, expected]);
    }
  });
});

/** Microsoft's collection "SCIM Inbound": Entra ID as the one that reads people out of an application. */
describe('Microsoft’s tests of a source of people', () => {
  it('read everybody in pages, then only who has changed, and set a manager by a path with a dot', async () => {
    const scim = await connect('Inbound');
    const employee = (userName: string, over: object = {}, enterprise: object = {}): object => ({
      schemas: [USER_SCHEMA, ENTERPRISE_SCHEMA],
      externalId: `guid-of-${userName}`,
      userName,
      name: { givenName: 'John', familyName: userName },
      active: true,
      locale: 'US',
      userType: 'Employee',
      emails: [
        { value: 'john@woodgrove.example', display: 'john@woodgrove.example', type: 'work', primary: true },
        { value: 'john@example.com', display: 'john@example.com', type: 'home' },
      ],
      addresses: [
        { streetAddress: '1 Way', locality: 'Redmond', region: 'WA', country: 'US', type: 'work', primary: true },
      ],
      [ENTERPRISE_SCHEMA]: { employeeNumber: '4711', organization: 'SCIM Corporation', ...enterprise },
      ...over,
    });
    const add = async (...given: Parameters<typeof employee>): Promise<string> => {
      const { status, body } = await scim.post('/Users', employee(...given));
      expect(status).toBe(201);
      return body['id'] as string;
    };
    expect((await scim.get('/Users?count=1')).status).toBe(200);
    const manager = await add('manager');
    const contractor = await add('contractor', { userType: 'Contractor' }, { manager: { value: manager } });
    const inactive = await add('inactive', { active: false });
    for (let n = 0; n < 4; n += 1) await add(`employee${n}`);

    expect(await found(scim, `/Users?filter=id eq "${contractor}"`)).toMatchObject({ totalResults: 1 });
    const since = (from: string, to: string): string =>
      `/Users?filter=active eq true and (meta.lastModified ge "${from}" and meta.lastModified le "${to}")`;
    const [never, later] = ['0001-01-03T00:00:00.0000000Z', new Date(Date.now() + 60_000).toISOString()];
    const pages = await Promise.all([1, 6].map((at) => found(scim, `${since(never, later)}&count=5&startIndex=${at}`)));
    expect(pages.map(({ totalResults, Resources }) => [totalResults, Resources.length])).toEqual([
      [6, 5],
      [6, 1],
    ]);

    const changes: readonly [string, object][] = [
      [contractor, { op: 'replace', path: 'name.familyName', value: 'Anew' }],
      [inactive, { op: 'replace', path: 'active', value: true }],
      [contractor, { op: 'replace', path: `${ENTERPRISE_SCHEMA}.manager`, value: inactive }],
    ];
    for (const [id, change] of changes) expect((await scim.patch(`/Users/${id}`, patchOf(change))).status).toBe(200);
    expect((await scim.get(`/Users/${contractor}`)).body).toMatchObject({
      name: { familyName: 'Anew', givenName: 'John' },
      [ENTERPRISE_SCHEMA]: { manager: { value: inactive } },
    });
    const changed = await found(scim, `${since(never, later)}&count=100&startindex=0`);
    expect(changed.Resources.map(({ id }) => id)).toContain(inactive);
    const cased = await found(
      scim,
      '/Users?filter=(ActiVe eq true) and meta.lastmodified ge "2021-09-23T19:35:41.8420572Z"',
    );
    expect(cased.totalResults).toBe(7);
    // As its guide for developers asks whether somebody has a manager.
    const byManager = await found(
      scim,
      `/Users?filter=id eq "${contractor}" and manager eq "${inactive}"&attributes=id`,
    );
    expect(byManager.Resources).toEqual([{ id: contractor, schemas: [USER_SCHEMA, ENTERPRISE_SCHEMA] }]);
    expect((await scim.send('DELETE', `/Users/${contractor}`)).status).toBe(204);
  });
});

/** Microsoft's tests of its reference server, which run in Playwright, and its workflow for applications of the gallery. */
describe('Microsoft’s tests of a server', () => {
  let scim: ScimClient;
  const person = (userName: string, over: object = {}): object => ({
    schemas: [USER_SCHEMA],
    userName,
    active: true,
    name: { formatted: 'Daniel Mcgee', familyName: 'Employee', givenName: 'Darl', honorificPrefix: null },
    emails: [
      { type: 'work', primary: true, value: `${userName}@example.com` },
      { type: 'work', primary: false, value: `${userName}@example.org` },
    ],
    roles: [],
    externalId: '22fbc523-6032-4c5f-939d-5d4850cf3e52',
    ...over,
  });
  const add = async (kind: 'Users' | 'Groups', body: object): Promise<string> => {
    const made = await scim.post(`/${kind}`, body);
    expect(made.status).toBe(201);
    return made.body['id'] as string;
  };
  beforeAll(async () => {
    scim = await connect('Reference');
  });

  it('find empty lists where nobody is yet, and all that a server says of itself', async () => {
    for (const kind of ['Users', 'Groups'])
      expect((await scim.get(`/${kind}`)).body).toEqual({
        ...{ schemas: [LIST], totalResults: 0, itemsPerPage: 0, startIndex: 1, Resources: [] },
      });
    expect((await scim.get('/ResourceTypes')).body).toMatchObject({ totalResults: 2, itemsPerPage: 2, startIndex: 1 });
    const said = Object.keys((await scim.get('/ServiceProviderConfig')).body);
    expect(said).toEqual(
      expect.arrayContaining(['authenticationSchemes', 'meta', 'bulk', 'etag', 'filter', 'patch', 'sort', 'schemas']),
    );
  });

  it('add several people whom the client gave one id, flags as texts, and two addresses for work', async () => {
    const flagged = await scim.post('/Users', person('emp1', { active: 'True' }));
    expect([flagged.status, flagged.body['active'], flagged.body['emails']]).toMatchObject([
      201,
      true,
      [{ primary: true }, { primary: false }],
    ]);
    await add('Users', person('emp2', { active: 'False' }));
    await add('Users', person('enterprise', { [ENTERPRISE_SCHEMA]: { Department: 'some department' } }));
    const filter = 'name.FamilyName eq Employee and (emails.Value co example.com or emails.Value co example.org)';
    expect(await found(scim, `/Users?filter=${filter}`)).toMatchObject({ totalResults: 3 });
    expect(await found(scim, '/Users?startIndex=1&count=2')).toMatchObject({
      ...{ totalResults: 3, itemsPerPage: 2, startIndex: 1 },
    });
  });

  it('replace a person whole: without a name not at all, and without what is written wrong', async () => {
    const addresses = [{ country: 'Bermuda', type: 'work', primary: false }];
    const id = await add('Users', person('OMalley', { addresses }));
    const put = (over: object) => scim.send('PUT', `/Users/${id}`, person('OMalley', { id, ...over }));
    const nameless = await put({ userName: undefined });
    // Its own server tells the status by a number, which RFC 7644 section 3.12 does not.
    expect([nameless.status, nameless.body['schemas'], nameless.body['status']]).toEqual([400, [ERROR], '400']);
    const wrong = await put({ adreses: addresses, meta: { created: '2019-09-18T18:15:26.5788954+00:00' } });
    expect([wrong.status, wrong.body['addresses'], wrong.body['adreses']]).toEqual([200, undefined, undefined]);
    const rename = { op: 'Replace', path: 'userName', value: 'newusername' };
    expect((await scim.patch(`/Users/${id}`, patchOf(rename))).status).toBe(200);
    expect((await scim.patch(`/Users/${id}`, patchOf({ op: 'Replace', path: 'active', value: false }))).status).toBe(
      200,
    );
    expect((await scim.get(`/Users/${id}`)).body).toMatchObject({ id, userName: 'newusername', active: false });
    const whole = await put({ active: false, addresses: [{ country: 'Germany' }, { country: 'Bahamas' }] });
    expect(whole.body).toMatchObject({ userName: 'OMalley', active: false, addresses: [{ country: 'Germany' }, {}] });
  });

  it('change every attribute that has one value, and read back each as it was sent', async () => {
    const id = await add('Users', person('updated'));
    const texts = [
      'displayName',
      'nickName',
      'title',
      'userType',
      'preferredLanguage',
      'locale',
      'timezone',
      'externalId',
    ];
    const enterprise = ['employeeNumber', 'costCenter', 'organization', 'division', 'department'];
    const names = ['formatted', 'familyName', 'givenName', 'middleName', 'honorificPrefix', 'honorificSuffix'];
    const paths = [
      ...texts,
      ...names.map((name) => `name.${name}`),
      ...enterprise.map((name) => `${ENTERPRISE_SCHEMA}:${name}`),
      ...['emails[type eq "work"].value', 'addresses[type eq "work"].region', 'phoneNumbers[type eq "fax"].value'],
    ];
    const change = patchOf(...paths.map((path) => ({ op: 'Add', path, value: `new ${path}` })));
    expect((await scim.patch(`/Users/${id}`, change)).status).toBe(200);
    const { body } = await scim.get(`/Users/${id}`);
    const told = (all: readonly string[], prefix = ''): object =>
      Object.fromEntries(all.map((name) => [name, `new ${prefix}${name}`]));
    expect(body).toMatchObject({
      ...told(texts),
      name: told(names, 'name.'),
      [ENTERPRISE_SCHEMA]: told(enterprise, `${ENTERPRISE_SCHEMA}:`),
      addresses: [{ type: 'work', region: 'new addresses[type eq "work"].region' }],
      phoneNumbers: [{ type: 'fax', value: 'new phoneNumbers[type eq "fax"].value' }],
    });
  });

  it('show a group’s members always, an empty list too, and keep nothing that a PUT leaves out', async () => {
    const one = await add('Users', person('member1'));
    const two = await add('Users', person('member2'));
    const empty = await scim.post('/Groups', {
      schemas: [GROUP_SCHEMA],
      displayName: 'Empty',
      externalId: 'g1',
      members: [],
    });
    expect([empty.status, empty.body]).toMatchObject([201, { schemas: [GROUP_SCHEMA], externalId: 'g1', members: [] }]);
    const at = `/Groups/${await add('Groups', { schemas: [GROUP_SCHEMA], displayName: 'Third', externalId: 'g3' })}`;
    const members = [{ value: one, display: 'VP' }, { value: two }];
    const put = await scim.send('PUT', at, { schemas: [GROUP_SCHEMA], displayName: 'putName', members });
    expect([put.status, put.body['displayName'], put.body['externalId']]).toEqual([200, 'putName', undefined]);
    expect((await scim.get(at)).body['members']).toHaveLength(2);
    expect((await scim.get(`${at}?excludedAttributes=members`)).body).not.toHaveProperty('members');
  });

  it('take members by the bare id; a stranger’s is refused, though its own server keeps any text', async () => {
    const one = await add('Users', person('bare'));
    const at = `/Groups/${await add('Groups', { schemas: [GROUP_SCHEMA], displayName: 'Bare' })}`;
    const join = (value: string) => scim.patch(at, patchOf({ op: 'add', path: 'members', value }));
    expect((await join(one)).status).toBe(204);
    const junk = await join('string id 1');
    expect([junk.status, junk.body['scimType']]).toEqual([400, 'invalidValue']);
    expect((await scim.get(at)).body).toMatchObject({ members: [{ value: one }] });
  });
});

/** What Entra ID sends without its flag `aadOptscim062020`, and after it. */
describe('Entra ID of both manners', () => {
  it('wraps the older one’s single values, and expects of the newer one’s keys that they are made', async () => {
    const scim = await connect('Manners');
    const boss = (await scim.post('/Users', { schemas: [USER_SCHEMA], userName: 'boss' })).body['id'] as string;
    const { body } = await scim.post('/Users', { schemas: [USER_SCHEMA], userName: 'babs' });
    const at = `/Users/${body['id'] as string}`;
    const older = await scim.patch(
      at,
      patchOf(
        { op: 'Add', path: 'nickName', value: [{ $ref: null, value: 'Babs' }] },
        { op: 'Add', path: 'manager', value: [{ $ref: `https://x.example/Users/${boss}`, value: boss }] },
        { op: 'Replace', path: 'active', value: [{ $ref: null, value: 'False' }] },
      ),
    );
    expect([older.status, older.body]).toMatchObject([
      200,
      { nickName: 'Babs', active: false, [ENTERPRISE_SCHEMA]: { manager: { value: boss } } },
    ]);
    const newer = await scim.patch(
      at,
      patchOf({
        op: 'replace',
        value: { 'name.givenName': 'Barbara', 'addresses[type eq "other"].country': 'DE', active: true },
      }),
    );
    expect([newer.status, newer.body]).toMatchObject([
      200,
      { name: { givenName: 'Barbara' }, addresses: [{ type: 'other', country: 'DE' }], active: true },
    ]);
    // By a path, what is to be replaced has to be there (RFC 7644 section 3.5.2.3).
    const absent = { op: 'replace', path: 'addresses[type eq "home"].country', value: 'FR' };
    const refused = await scim.patch(at, patchOf(absent));
    expect([refused.status, refused.body['scimType']]).toEqual([400, 'noTarget']);
  });

  it('is told which methods an address takes, and in SCIM’s shape of a method that none does', async () => {
    const scim = await connect('Methods');
    for (const [method, path, allow] of [
      ['DELETE', '/Users', 'GET, HEAD, POST'],
      ['POST', '/Users/x', 'GET, HEAD, PUT, PATCH, DELETE'],
      ['OPTIONS', '/Groups/', 'GET, HEAD, POST'],
      ['GET', '/Bulk', 'POST'],
    ] as const) {
      const { status, headers, body } = await scim.send(method, path);
      expect([path, status, headers.get('allow'), body['schemas']]).toEqual([path, 405, allow, [ERROR]]);
    }
    expect((await scim.send('OPTIONS', '/Nothing')).body).toMatchObject({ schemas: [ERROR], status: '404' });
  });
});
