import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FirstRun } from '#features/access';
import { CREDENTIAL_ENDED } from '#features/identity';
import { ENTERPRISE_SCHEMA, GROUP_SCHEMA, PATCH_SCHEMA, USER_SCHEMA } from '#engines/scim';
import { newId } from '#kernel';
import { type IdentityApp, startIdentityApp } from '../../../../../test/harness/identity-app.js';
import { completeSetup, type Owner, type Person } from '../../../../../test/harness/person.js';
import { type ScimAnswer, ScimClient } from '../../../../../test/harness/scim-client.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { freePort } from '../../../../../test/peers/peer.js';
import { ProvisioningHttpModule } from '../provisioning.module.js';
import { LinkService } from '../standing/link.service.js';

interface Made {
  readonly id: string;
  readonly baseUrl: string;
  readonly token: string;
}

const userOf = (name: string, over: object = {}): object => ({
  schemas: [USER_SCHEMA],
  userName: `${name}@example.com`,
  externalId: `ext-${name}`,
  name: { givenName: name, familyName: 'Tester' },
  emails: [{ value: `${name}@example.com`, type: 'work', primary: true }],
  active: true,
  ...over,
});
const patchOf = (...Operations: object[]): object => ({ schemas: [PATCH_SCHEMA], Operations });

/** The same address in another process of the product. */
const at = ({ app }: IdentityApp, path: string): string =>
  `http://127.0.0.1:${(app.getHttpServer().address() as { port: number }).port}${path}`;

describe('SCIM', () => {
  let database: TestDatabase;
  let product: IdentityApp;
  let other: IdentityApp;
  let ada: Owner;
  let directory: Made;
  let scim: ScimClient;
  beforeAll(async () => {
    database = await openTestDatabase();
    product = await startIdentityApp(database, await freePort(), undefined, [ProvisioningHttpModule]);
    other = await startIdentityApp(database, await freePort(), product.url, [ProvisioningHttpModule]);
    ada = await completeSetup((await product.app.get(FirstRun).link())!.href, { name: 'Acme', slug: 'acme' });
    directory = await ada.person.post<Made>('/api/v1/directories', { name: 'Entra' });
    scim = new ScimClient(directory.baseUrl, directory.token);
  });
  afterAll(async () => {
    await other.close();
    await product.close();
    await database.close();
  });

  const asOwner = async <R extends object>(query: string, values: unknown[] = []): Promise<readonly R[]> => {
    const owner = new Client({ connectionString: database.adminUrl });
    await owner.connect();
    const { rows } = await owner.query<R>(query, values);
    await owner.end();
    return rows;
  };
  const add = async (name: string, over: object = {}): Promise<string> => {
    const made = await scim.post('/Users', userOf(name, over));
    expect(made.status).toBe(201);
    return made.body['id'] as string;
  };
  const addGroup = async (displayName: string, members: readonly string[] = []): Promise<string> => {
    const made = await scim.post('/Groups', {
      schemas: [GROUP_SCHEMA],
      displayName,
      members: members.map((value) => ({ value })),
    });
    expect(made.status).toBe(201);
    return made.body['id'] as string;
  };
  const membersOf = async (id: string): Promise<string[]> =>
    ((await scim.get(`/Groups/${id}`)).body['members'] as { value: string }[]).map(({ value }) => value).sort();
  const join = async (email: string): Promise<Person> => {
    const { url } = await ada.person.post<{ url: string }>('/api/v1/invitations', { email, role: 'developer' });
    return (await completeSetup(url, { name: 'ignored', slug: 'ignored' }, email)).person;
  };
  const refused = ({ status, body }: ScimAnswer, expected: number, scimType?: string): void => {
    expect([status, body['status'], body['scimType']]).toEqual([expected, String(expected), scimType]);
    expect(body['schemas']).toEqual(['urn:ietf:params:scim:api:messages:2.0:Error']);
  };

  it('answers a new user with where it is, its version and what was understood', async () => {
    const made = await scim.post('/Users', {
      ...userOf('new'),
      shoeSize: 9,
      password: 'secret',
      [ENTERPRISE_SCHEMA]: { department: 'Engines' },
    });
    const { id, meta } = made.body as { id: string; meta: { location: string; version: string } };
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe(`${directory.baseUrl}/Users/${id}`);
    expect(made.headers.get('etag')).toBe('W/"1"');
    expect(made.headers.get('content-type')).toContain('application/scim+json');
    expect(meta).toMatchObject({
      resourceType: 'User',
      location: `${directory.baseUrl}/Users/${id}`,
      version: 'W/"1"',
    });
    expect(made.body).toMatchObject({
      schemas: [USER_SCHEMA, ENTERPRISE_SCHEMA],
      userName: 'new@example.com',
      active: true,
    });
    expect(JSON.stringify(made.body)).not.toMatch(/secret|shoeSize/);
    expect((await scim.get(`/Users/${id}`)).body).toEqual(made.body);
  });

  it('lets in only tokens of the directory that the address names, and says so in SCIM’s shape', async () => {
    const second = await ada.person.post<Made>('/api/v1/directories', { name: 'Second' });
    refused(await new ScimClient(directory.baseUrl, '').get('/Users'), 401);
    refused(await new ScimClient(directory.baseUrl, `cst_scim_${'x'.repeat(43)}`).get('/Users'), 401);
    const crossed = await new ScimClient(directory.baseUrl, second.token).get('/Users');
    refused(crossed, 401);
    expect(crossed.headers.get('www-authenticate')).toContain('Bearer');
    refused(await new ScimClient(`${product.url}/scim/v2/nowhere`, second.token).post('/Users', userOf('x')), 401);
    refused(await scim.get('/Nothing/at/all'), 404);
    refused(await scim.send('PUT', '/Schemas', {}), 405);
  });

  it('keeps two directories apart: each has its own users, names and groups', async () => {
    const second = await ada.person.post<Made>('/api/v1/directories', { name: 'Apart' });
    const apart = new ScimClient(second.baseUrl, second.token);
    const id = await add('apart');
    expect((await apart.get('/Users')).body['totalResults']).toBe(0);
    refused(await apart.get(`/Users/${id}`), 404);
    refused(await apart.send('PUT', `/Users/${id}`, userOf('apart')), 404);
    refused(await apart.send('DELETE', `/Users/${id}`), 404);
    expect((await apart.post('/Users', userOf('apart'))).status).toBe(201);
    refused(await apart.post('/Groups', { displayName: 'x', members: [{ value: id }] }), 400, 'invalidValue');
  });

  it('refuses a name twice, in whatever case, with SCIM’s word for it', async () => {
    await add('twice');
    refused(await scim.post('/Users', userOf('x', { userName: 'TWICE@example.com' })), 409, 'uniqueness');
    const id = await add('twice2');
    refused(
      await scim.patch(`/Users/${id}`, patchOf({ op: 'replace', path: 'userName', value: 'Twice@example.com' })),
      409,
      'uniqueness',
    );
    await addGroup('Twice');
    refused(await scim.post('/Groups', { displayName: 'TWICE' }), 409, 'uniqueness');
  });

  it('counts what the filter finds, and what the page holds', async () => {
    for (let n = 0; n < 7; n += 1) await add(`page${n}`, { title: 'Paged' });
    const page = async (query: string) =>
      (await scim.get(`/Users?filter=${encodeURIComponent('title eq "paged"')}&${query}`)).body;
    expect(await page('count=3')).toMatchObject({ totalResults: 7, itemsPerPage: 3, startIndex: 1 });
    expect(await page('count=3&startIndex=7')).toMatchObject({ totalResults: 7, itemsPerPage: 1, startIndex: 7 });
    expect(await page('count=0')).toMatchObject({ totalResults: 7, itemsPerPage: 0, Resources: [] });
    expect(await page('startIndex=100')).toMatchObject({ totalResults: 7, itemsPerPage: 0 });
    const names: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const { Resources, nextCursor, totalResults } = (await page(
        `count=3&cursor=${cursor}&sortBy=userName&sortOrder=descending`,
      )) as { Resources: { userName: string }[]; nextCursor?: string; totalResults: number };
      expect(totalResults).toBe(7);
      names.push(...Resources.map(({ userName }) => userName));
      cursor = nextCursor;
    }
    expect(names).toEqual([6, 5, 4, 3, 2, 1, 0].map((n) => `page${n}@example.com`));
    refused(await scim.get('/Users?cursor=abc'), 400, 'invalidCursor');
    refused(await scim.get('/Users?filter=title+is+9'), 400, 'invalidFilter');
  });

  it('searches by POST, over one kind of resource and over both', async () => {
    await add('found', { displayName: 'Findable' });
    await addGroup('Findable');
    const search = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
      filter: 'displayName eq "findable"',
      attributes: ['displayName'],
    };
    expect((await scim.post('/Users/.search', search)).body).toMatchObject({ totalResults: 1 });
    const both = (await scim.post('/.search', search)).body;
    expect(both).toMatchObject({ totalResults: 2, itemsPerPage: 2 });
    expect(Object.keys((both['Resources'] as object[])[0]!).sort()).toEqual(['displayName', 'id', 'schemas']);
    expect((await scim.post('/.search', { ...search, startIndex: 2 })).body).toMatchObject({
      totalResults: 2,
      itemsPerPage: 1,
    });
  });

  it('replaces a user, and lets nobody back in by saying nothing of it', async () => {
    const id = await add('replaced', { title: 'Old' });
    await scim.patch(`/Users/${id}`, patchOf({ op: 'replace', value: { active: false } }));
    const { active: _active, ...silent } = userOf('replaced') as Record<string, unknown>;
    const { status, body } = await scim.send('PUT', `/Users/${id}`, silent);
    expect([status, body['title'], body['active']]).toEqual([200, undefined, false]);
    expect((await scim.send('PUT', `/Users/${id}`, userOf('replaced'))).body['active']).toBe(true);
  });

  it('sees a change however far behind in a long value it is', async () => {
    const id = await add('long', { [ENTERPRISE_SCHEMA]: { costCenter: 'c'.repeat(300), department: 'Before' } });
    const { body } = await scim.patch(
      `/Users/${id}`,
      patchOf({ op: 'replace', path: `${ENTERPRISE_SCHEMA}:department`, value: 'After' }),
    );
    expect(body[ENTERPRISE_SCHEMA]).toMatchObject({ department: 'After' });
  });

  it('answers a change with what is found after it, her groups too, and moves nothing where nothing changed', async () => {
    const id = await add('answered', { title: 'Old' });
    const group = await addGroup('Answered');
    await scim.patch(`/Groups/${group}`, patchOf({ op: 'add', path: 'members', value: [{ value: id }] }));
    const change = patchOf({ op: 'replace', path: 'title', value: 'New' });
    const changed = await scim.patch(`/Users/${id}`, change);
    expect(changed.body).toMatchObject({ title: 'New', groups: [{ value: group }], meta: { version: 'W/"2"' } });
    expect((await scim.get(`/Users/${id}`)).body).toEqual(changed.body);
    expect((await scim.patch(`/Users/${id}`, change)).body).toEqual(changed.body);
  });

  it('changes nothing behind the back of somebody who read an older version', async () => {
    const id = await add('versioned');
    const { headers } = await scim.get(`/Users/${id}`);
    const etag = headers.get('etag')!;
    expect((await scim.get(`/Users/${id}`, { 'if-none-match': etag })).status).toBe(304);
    const change = patchOf({ op: 'replace', path: 'title', value: 'New' });
    const both = await Promise.all([0, 1].map(() => scim.send('PATCH', `/Users/${id}`, change, { 'if-match': etag })));
    // The second change of the same to the same makes no new version, but the first one did.
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect((await scim.get(`/Users/${id}`, { 'if-none-match': etag })).status).toBe(200);
    refused(await scim.send('DELETE', `/Users/${id}`, undefined, { 'if-match': etag }), 412);
    expect((await scim.send('DELETE', `/Users/${id}`, undefined, { 'if-match': '*' })).status).toBe(204);
    refused(await scim.send('DELETE', `/Users/${id}`), 404);
  });

  it('changes who is in a group by sets, however the client writes it', async () => {
    const [a, b, c] = [await add('ga'), await add('gb'), await add('gc')];
    const group = await addGroup('Sets', [a]);
    const change = async (...operations: object[]) =>
      (await scim.patch(`/Groups/${group}`, patchOf(...operations))).status;
    expect(await change({ op: 'Add', path: 'members', value: [{ value: b }, { value: c.toUpperCase() }] })).toBe(204);
    expect(await membersOf(group)).toEqual([a, b, c].sort());
    expect(
      await change(
        { op: 'Remove', path: 'members', value: [{ value: a }] },
        { op: 'remove', path: `members[value eq "${b}"]` },
      ),
    ).toBe(204);
    expect(await membersOf(group)).toEqual([c]);
    expect(
      await change({ op: 'replace', value: { id: group, displayName: 'Sets anew', members: [{ value: a }] } }),
    ).toBe(204);
    expect(await membersOf(group)).toEqual([a]);
    expect(await change({ op: 'remove', path: 'members[type eq "user"]' })).toBe(204);
    expect(await membersOf(group)).toEqual([]);
    refused(
      await scim.patch(
        `/Groups/${group}`,
        patchOf({ op: 'add', path: 'members', value: [{ value: a }, { value: group }] }),
      ),
      400,
      'invalidValue',
    );
    expect(await membersOf(group)).toEqual([]);
    const without = await scim.get(
      `/Groups?excludedAttributes=members&filter=${encodeURIComponent('displayName eq "sets anew"')}`,
    );
    expect(without.body['Resources']).toMatchObject([{ displayName: 'Sets anew' }]);
    expect(JSON.stringify(without.body)).not.toContain('members');
  });

  it('has chosen members give way to others, and refuses where nobody is chosen', async () => {
    const [a, b, c] = [await add('wa'), await add('wb'), await add('wc')];
    const group = await addGroup('Ways', [a, b]);
    const instead = (of: string, by: string) =>
      scim.patch(
        `/Groups/${group}`,
        patchOf({ op: 'replace', path: `members[value eq "${of}"]`, value: [{ value: by }] }),
      );
    expect((await instead(a, c)).status).toBe(204);
    expect(await membersOf(group)).toEqual([b, c].sort());
    // RFC 7644 section 3.5.2.3: a filter that chooses nothing leaves nothing to be replaced, and nobody comes in by it.
    refused(await instead(a, a), 400, 'noTarget');
    expect(await membersOf(group)).toEqual([b, c].sort());
  });

  it('takes two changes of one group at once without losing either', async () => {
    const people = await Promise.all(Array.from({ length: 12 }, (_, n) => add(`race${n}`)));
    const group = await addGroup('Race');
    const answers = await Promise.all(
      people.map((value) =>
        scim.patch(`/Groups/${group}`, patchOf({ op: 'add', path: 'members', value: [{ value }] })),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    expect(await membersOf(group)).toEqual([...people].sort());
    expect((await scim.get(`/Users/${people[0]}`)).body['groups']).toMatchObject([
      { value: group, display: 'Race', type: 'direct' },
    ]);
  });

  it('takes many operations in one message, whatever they say of each other', async () => {
    const operation = (method: string, path: string, bulkId: string | null, data?: object): object => ({
      method,
      path,
      ...(bulkId && { bulkId }),
      data,
    });
    const bulk = async (Operations: object[], failOnErrors?: number) =>
      (
        await scim.post('/Bulk', {
          schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
          ...(failOnErrors && { failOnErrors }),
          Operations,
        })
      ).body['Operations'] as { status: string; bulkId?: string; location?: string }[];
    const done = await bulk([
      operation('POST', '/Groups', 'g', {
        displayName: 'Bulk',
        members: [{ value: 'bulkId:u1' }, { value: 'bulkId:u2' }],
      }),
      operation('POST', '/Users', 'u1', userOf('bulk1', { [ENTERPRISE_SCHEMA]: { manager: { value: 'bulkId:u2' } } })),
      operation('POST', '/Users', 'u2', userOf('bulk2', { [ENTERPRISE_SCHEMA]: { manager: { value: 'bulkId:u1' } } })),
      operation('PATCH', '/Users/bulkId:u1', null, patchOf({ op: 'add', path: 'title', value: 'Patched' })),
      operation('POST', '/Users', 'again', userOf('bulk1')),
      operation('DELETE', '/Users/bulkId:again', null),
    ]);
    expect(done.map(({ status }) => status)).toEqual(['201', '201', '201', '200', '409', '409']);
    const [group, one, two] = done.slice(0, 3).map(({ location }) => location!.split('/').at(-1)!) as [
      string,
      string,
      string,
    ];
    expect(await membersOf(group)).toEqual([one, two].sort());
    expect((await scim.get(`/Users/${one}`)).body).toMatchObject({
      title: 'Patched',
      [ENTERPRISE_SCHEMA]: { manager: { value: two } },
    });
    const some = Array.from({ length: 5 }, (_, n) =>
      operation('POST', '/Users', `s${n}`, userOf(n === 2 ? 'bulk1' : `stop${n}`)),
    );
    expect((await bulk(some, 1)).map(({ status }) => status)).toEqual(['201', '201', '409']);
    expect((await bulk(some)).map(({ status }) => status)).toEqual(['409', '409', '409', '201', '201']);
    refused(
      await scim.post('/Bulk', {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
        Operations: Array.from({ length: 1_001 }, () => ({})),
      }),
      413,
      'tooMany',
    );
  });

  it('tells the truth of itself', async () => {
    const config = (await scim.get('/ServiceProviderConfig')).body;
    expect(config).toMatchObject({
      patch: { supported: true },
      bulk: { supported: true, maxOperations: 1_000 },
      changePassword: { supported: false },
      pagination: { cursor: true },
    });
    expect((await scim.get('/ResourceTypes')).body).toMatchObject({ totalResults: 2 });
    expect((await scim.get('/ResourceTypes/User')).body).toMatchObject({ schema: USER_SCHEMA });
    expect((await scim.get('/Schemas')).body).toMatchObject({ totalResults: 3 });
    expect((await scim.get(`/Schemas/${ENTERPRISE_SCHEMA}`)).body).toMatchObject({ name: 'EnterpriseUser' });
    refused(await scim.get('/Schemas/urn:none'), 404);
    refused(await scim.get('/Me'), 501);
  });

  it('refuses bodies that are none, in SCIM’s shape', async () => {
    refused(await scim.raw('POST', '/Users', '{"userName":'), 400, 'invalidSyntax');
    refused(await scim.raw('POST', '/Users', `${'['.repeat(60)}${']'.repeat(60)}`), 400, 'invalidSyntax');
    refused(
      await scim.raw('POST', '/Users', JSON.stringify({ userName: 'x', title: 'y'.repeat(11 * 1024 * 1024) })),
      413,
    );
    refused(
      await scim.raw('POST', '/Users', 'userName=x', { 'content-type': 'application/x-www-form-urlencoded' }),
      415,
    );
  });

  describe('a member of the org whom the directory knows', () => {
    const link = () => product.app.get(LinkService).settled();
    const statusOf = async (email: string): Promise<string | undefined> =>
      (await ada.person.get<{ items: { person: { email: string }; status: string }[] }>('/api/v1/members')).items.find(
        ({ person }) => person.email === email,
      )?.status;
    beforeAll(async () => {
      const [{ id: org }] = (await asOwner<{ id: string }>(`select id from orgs where slug = 'acme'`)) as [
        { id: string },
      ];
      await asOwner(
        `insert into domains (org_id, id, name, challenge, created_at, verified_at, verified_by) values ($1, gen_random_uuid(), 'verified.example', 'x', now(), now(), 'operator')`,
        [org],
      );
    });
    const verified = (name: string): object => ({ emails: [{ value: `${name}@verified.example`, primary: true }] });

    it.each([
      [
        'a PATCH',
        (id: string) => scim.patch(`/Users/${id}`, patchOf({ op: 'Replace', path: 'active', value: 'False' })),
      ],
      ['a PUT', (id: string) => scim.send('PUT', `/Users/${id}`, userOf('put', { active: false, ...verified('put') }))],
      ['a DELETE', (id: string) => scim.send('DELETE', `/Users/${id}`)],
    ] as const)(
      'loses session and standing by %s, in every process, and gets only the standing back',
      async (what, deactivate) => {
        const name = what.slice(2).toLowerCase();
        const grace = await join(`${name}@verified.example`);
        const elsewhere = (): Promise<number> =>
          fetch(at(other, '/api/v1/me'), { headers: { cookie: grace.cookie } }).then(({ status }) => status);
        const id = await add(name, verified(name));
        await link();
        expect([await elsewhere(), await statusOf(grace.email)]).toEqual([200, 'active']);
        expect((await deactivate(id)).status).toBeLessThan(300);
        await expect.poll(elsewhere).toBe(401);
        expect(await statusOf(grace.email)).toBe('suspended');
        if (what === 'a DELETE') return;
        expect((await scim.patch(`/Users/${id}`, patchOf({ op: 'replace', path: 'active', value: true }))).status).toBe(
          200,
        );
        expect([await elsewhere(), await statusOf(grace.email)]).toEqual([401, 'active']);
        const trail = await asOwner<{ leaf: string }>(
          `select leaf from ledger_entries where kind in ('admin.member.suspended', 'admin.member.reinstated') and leaf like '%' || $1 || '%'`,
          [`"directory Entra"`],
        );
        expect(trail.length).toBeGreaterThanOrEqual(2);
      },
    );

    it('loses her machines with her session, and neither where something fails between', async () => {
      const grace = await join('machines@verified.example');
      const elsewhere = (): Promise<number> =>
        fetch(at(other, '/api/v1/me'), { headers: { cookie: grace.cookie } }).then(({ status }) => status);
      const id = await add('machines', verified('machines'));
      await link();
      const [{ org_id: orgId, person_id: personId }] = (await asOwner<{ org_id: string; person_id: string }>(
        'select org_id, person_id from directory_users where id = $1',
        [id],
      )) as [{ org_id: string; person_id: string }];
      const machine = newId<'Machine'>(new Date());
      await asOwner(
        `insert into machine_grants (org_id, id, person_id, machine_id, label, created_at) values ($1, gen_random_uuid(), $2, $3, 'laptop', now())`,
        [orgId, personId, machine],
      );
      const isRevoked = async (): Promise<boolean> =>
        (await asOwner('select 1 from machine_grants where machine_id = $1 and revoked_at is not null', [machine]))
          .length === 1;
      const deactivate = (): Promise<ScimAnswer> =>
        scim.patch(`/Users/${id}`, patchOf({ op: 'replace', path: 'active', value: false }));
      // As if the server failed just there.
      await asOwner(
        `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'not now'; end $$`,
      );
      await asOwner('create trigger refusing before update on machine_grants for each row execute function refuse()');
      expect((await deactivate()).status).toBe(500);
      await asOwner('drop trigger refusing on machine_grants');
      expect([await elsewhere(), await statusOf(grace.email), await isRevoked()]).toEqual([200, 'active', false]);
      expect((await scim.get(`/Users/${id}`)).body).toMatchObject({ active: true });
      const heard: unknown[] = [];
      const stop = database.signal.on(CREDENTIAL_ENDED, (change) => heard.push(change.id));
      expect((await deactivate()).status).toBe(200);
      await expect.poll(() => heard, { timeout: 1_000 }).toContain(machine);
      await expect.poll(elsewhere, { timeout: 1_000 }).toBe(401);
      expect(await isRevoked()).toBe(true);
      stop();
    });

    it('is put into the directory’s groups, to which roles can be given', async () => {
      const grace = await join('grouped@verified.example');
      const id = await add('grouped', verified('grouped'));
      const group = await addGroup('Auditors', [id]);
      await link();
      const people = () =>
        asOwner<{ email: string }>(
          `select p.email from group_members m join people p on p.id = m.person_id where m.group_id = $1`,
          [group],
        );
      expect(await people()).toEqual([{ email: grace.email }]);
      await scim.patch(`/Groups/${group}`, patchOf({ op: 'remove', path: 'members' }));
      expect(await people()).toEqual([]);
      await scim.patch(`/Groups/${group}`, patchOf({ op: 'add', path: 'members', value: [{ value: id }] }));
      expect(await people()).toEqual([{ email: grace.email }]);
      await scim.send('DELETE', `/Groups/${group}`);
      expect(await people()).toEqual([]);
    });

    const linked = (email: string) =>
      asOwner<{ id: string }>(
        'select u.id from directory_users u join people p on p.id = u.person_id where p.email = $1',
        [email],
      );

    it('is one user of the directory, though two have her address', async () => {
      const grace = await join('twice@verified.example');
      const ids = [await add('twice-a', verified('twice')), await add('twice-b', verified('twice'))];
      await link();
      expect(await linked(grace.email)).toEqual([{ id: ids[0] }]);
    });

    it('is found by the job where the process that took her ended, and when her address becomes hers', async () => {
      const grace = await join('later@verified.example');
      const id = await add('later', { emails: [] });
      await scim.patch(`/Users/${id}`, patchOf({ op: 'add', path: 'emails', value: [{ value: grace.email }] }));
      await link();
      expect(await linked(grace.email)).toEqual([{ id }]);
      await asOwner('update directory_users set person_id = null where id = $1', [id]);
      await asOwner(
        'insert into directory_arrivals (org_id, directory_id, user_id) select org_id, directory_id, id from directory_users where id = $1',
        [id],
      );
      await other.app.get(LinkService).linkAll();
      expect(await linked(grace.email)).toEqual([{ id }]);
      expect(await asOwner('select 1 as left from directory_arrivals')).toEqual([]);
    });

    it('is left alone where the address is in no domain of the org', async () => {
      const stranger = await join('stranger@elsewhere.example');
      const id = await add('stranger', { emails: [{ value: stranger.email }] });
      await link();
      await scim.send('DELETE', `/Users/${id}`);
      expect(await statusOf(stranger.email)).toBe('active');
    });

    it('stays where she is the last owner who can act', async () => {
      await asOwner(`update people set email = 'owner@verified.example' where email = $1`, [ada.person.email]);
      const id = await add('owner', verified('owner'));
      await link();
      refused(await scim.patch(`/Users/${id}`, patchOf({ op: 'replace', path: 'active', value: false })), 403);
      expect((await scim.get(`/Users/${id}`)).body['active']).toBe(true);
      expect(await statusOf('owner@verified.example')).toBe('active');
      await asOwner(`update people set email = $1 where email = 'owner@verified.example'`, [ada.person.email]);
    });
  });

  describe('in the console', () => {
    interface Entry {
      readonly id: string;
      readonly status: number;
      readonly label: string | null;
      readonly detail: string | null;
      readonly canReplay: boolean;
      readonly changes: readonly { attribute: string; before: string | null; after: string | null }[];
    }
    const home = () => `/api/v1/directories/${directory.id}`;
    const entries = async (query: string) => (await ada.person.get<{ items: Entry[] }>(`${home()}/log?${query}`)).items;

    it('shows what changed, and why something was refused', async () => {
      const id = await add('logged');
      await scim.patch(`/Users/${id}`, patchOf({ op: 'add', path: 'title', value: 'Countess' }));
      await scim.post('/Users', { ...userOf('logged'), password: 'hunter2' });
      const [conflict, change] = await entries('search=logged');
      expect(conflict).toMatchObject({
        status: 409,
        canReplay: true,
        detail: expect.stringContaining('taken') as string,
      });
      expect(change).toMatchObject({ status: 200, changes: [{ attribute: 'title', before: null, after: 'Countess' }] });
      expect(JSON.stringify(await asOwner('select message from provisioning_log'))).not.toContain('hunter2');
    });

    it('calls what a refused change was about by its name, where there is such a thing', async () => {
      const id = await add('renamed');
      await scim.patch(`/Users/${id}`, patchOf({ op: 'add', path: 'nonsense[', value: 1 }));
      await scim.patch(`/Users/${id.replace(/^./, 'f')}`, patchOf({ op: 'add', path: 'title', value: 'Nobody' }));
      const [nobody, named] = await entries('outcome=refused');
      expect([nobody?.label, named?.label]).toEqual([null, expect.stringContaining('renamed')]);
    });

    it('tries what was refused again, once', async () => {
      const id = await add('blocker');
      await scim.post('/Users', userOf('again', { userName: 'blocker@example.com' }));
      const [entry] = await entries('outcome=refused&search=blocker');
      const replay = () =>
        ada.person.ask<{ status: number; code?: string }>('POST', `${home()}/log/${entry!.id}/replay`, {});
      expect((await replay()).body).toMatchObject({ status: 409 });
      await scim.send('DELETE', `/Users/${id}`);
      expect((await replay()).body).toMatchObject({ status: 201 });
      expect((await replay()).body).toMatchObject({ code: 'provisioning_log.not_replayable' });
      expect((await scim.get(`/Users?filter=${encodeURIComponent('externalId eq "ext-again"')}`)).body).toMatchObject({
        totalResults: 1,
      });
      const trail = await asOwner(`select 1 from ledger_entries where kind = 'admin.provisioning.replayed'`);
      expect(trail).toHaveLength(2);
    });

    it('lets a new token follow an old one without a gap, and ends a revoked one in every process', async () => {
      const made = await ada.person.post<Made>('/api/v1/directories', { name: 'Rotating' });
      const [first, elsewhere] = [
        new ScimClient(made.baseUrl, made.token),
        new ScimClient(at(other, new URL(made.baseUrl).pathname), made.token),
      ];
      expect([(await first.get('/Users')).status, (await elsewhere.get('/Users')).status]).toEqual([200, 200]);
      const next = await ada.person.post<{ id: string; token: string }>(`/api/v1/directories/${made.id}/tokens`, {
        name: 'next',
        overlapHours: 1,
      });
      const second = new ScimClient(made.baseUrl, next.token);
      expect([(await first.get('/Users')).status, (await second.get('/Users')).status]).toEqual([200, 200]);
      const { tokens } = await ada.person.get<{ tokens: { id: string; hint: string; lastUsedAt: string | null }[] }>(
        `/api/v1/directories/${made.id}`,
      );
      expect(tokens[0]).toMatchObject({ hint: made.token.slice(-4), lastUsedAt: expect.any(String) as string });
      product.clock.aheadMs = 61 * 60_000;
      expect([(await first.get('/Users')).status, (await second.get('/Users')).status]).toEqual([401, 200]);
      product.clock.aheadMs = 0;
      await ada.person.ask('DELETE', `/api/v1/directories/${made.id}/tokens/${tokens[0]!.id}`);
      await expect.poll(async () => (await elsewhere.get('/Users')).status).toBe(401);
    });

    it('lists users and groups of the directory, by page and by name', async () => {
      const id = await add('listed');
      const group = await addGroup('Listed', [id]);
      const users = await ada.person.get<{ items: object[] }>(`${home()}/users?search=listed`);
      expect(users.items).toMatchObject([{ id, userName: 'listed@example.com', active: true }]);
      expect((await ada.person.get<{ items: object[] }>(`${home()}/users?group=${group}`)).items).toHaveLength(1);
      expect((await ada.person.get<{ items: object[] }>(`${home()}/groups?search=listed`)).items).toMatchObject([
        { id: group, members: 1 },
      ]);
    });
  });
});
