import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#kernel';
import { type IdentityApp, startIdentityApp } from '../../../../../test/harness/identity-app.js';
import { completeSetup, type Owner, type Person } from '../../../../../test/harness/person.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { freePort } from '../../../../../test/peers/peer.js';
import { FirstRun } from '../setup/first-run.js';
import { ReviewClosing } from './review-closing.js';

interface Named {
  readonly id: string;
}
interface Item extends Named {
  readonly what: string;
  readonly subject: { readonly label: string };
  readonly decision: string | null;
  readonly reason: string | null;
  readonly decidedBy: string | null;
}
interface Evidence {
  readonly items: readonly (Item & { readonly ledgerIndex: number | null; readonly entryId: string | null })[];
  readonly checkpoint: { readonly size: number; readonly note: string } | null;
}
interface Refusal {
  readonly code?: string;
}
const HOME = '/api/v1/reviews';
const DAY_MS = 24 * 3_600_000;

describe('an access review', () => {
  let database: TestDatabase;
  let product: IdentityApp;
  let ada: Owner;
  let grace: Person;
  let linus: Person;
  let ids: Record<'ada' | 'grace' | 'linus', string>;
  beforeAll(async () => {
    database = await openTestDatabase();
    product = await startIdentityApp(database, await freePort());
    ada = await completeSetup((await product.app.get(FirstRun).link())!.href, { name: 'Acme', slug: 'acme' });
    grace = await join('grace@example.com', 'developer');
    linus = await join('linus@example.com', 'admin');
    ids = { ada: await idOf(ada.person), grace: await idOf(grace), linus: await idOf(linus) };
  });
  afterAll(async () => {
    await product.close();
    await database.close();
  });
  beforeEach(() => {
    product.clock.aheadMs = 0;
  });

  const idOf = async (who: Person) => (await who.get<{ person: Named }>('/api/v1/me')).person.id;
  const join = async (email: string, role: string): Promise<Person> => {
    const { url } = await ada.person.post<{ url: string }>('/api/v1/invitations', { email, role });
    return (await completeSetup(url, { name: 'ignored', slug: 'ignored' }, email)).person;
  };
  const draft = (over: object = {}) => ({
    name: 'Every quarter',
    kinds: ['grant'],
    reviewers: [ids.ada],
    dueInDays: 7,
    outcome: 'keep',
    ...over,
  });
  const begin = async (over: object = {}, who: Person = ada.person) => (await who.post<Named>(HOME, draft(over))).id;
  const itemsOf = async (id: string) =>
    (await ada.person.get<{ items: Item[] }>(`${HOME}/${id}/items?limit=100`)).items;
  const itemOf = async (id: string, label: string, what: string) =>
    (await itemsOf(id)).find((item) => item.subject.label.startsWith(label) && item.what === what)!;
  const decide = (who: Person, review: string, item: string, decision: string) =>
    who.ask<Refusal>('POST', `${HOME}/${review}/items/${item}/decision`, { decision, reason: 'looked at it' });
  const rolesOf = async (email: string) => {
    const { items } = await ada.person.get<{ items: { person: { email: string }; roles: string[] }[] }>(
      '/api/v1/members',
    );
    return items.find(({ person }) => person.email === email)!.roles;
  };
  const walk = (aheadMs: number) => {
    const now = new Date(Date.now() + aheadMs);
    const principal = { kind: 'job', id: newId<'Job'>(now), label: 'review.close' } as const;
    return product.app.get(ReviewClosing).walk({ now, requestId: 'test', principal });
  };
  const ledger = async (action: string): Promise<number> => {
    const owner = new Client({ connectionString: database.adminUrl });
    await owner.connect();
    const { rows } = await owner.query<{ n: number }>('select count(*)::int as n from ledger_entries where kind = $1', [
      `admin.${action}`,
    ]);
    await owner.end();
    return rows[0]!.n;
  };

  it('asks about everything in its scope, once, and of the roles that it names', async () => {
    const all = await itemsOf(await begin());
    expect(all.map(({ subject, what }) => [subject.label, what])).toEqual([
      ['ada@example.com', 'owner'],
      ['grace@example.com', 'developer'],
      ['linus@example.com', 'admin'],
    ]);
    expect(await itemsOf(await begin({ roles: ['admin'] }))).toHaveLength(1);
  });

  it('takes away what is revoked in the moment of the decision, and closes when all is decided', async () => {
    await ada.person.post('/api/v1/grants', { holder: { kind: 'person', id: ids.grace }, role: 'auditor' });
    const id = await begin({ roles: ['auditor'] });
    const { id: item } = await itemOf(id, 'grace', 'auditor');
    expect((await decide(ada.person, id, item, 'revoke')).status).toBe(204);
    expect(await rolesOf('grace@example.com')).toEqual(['developer']);
    expect(await itemOf(id, 'grace', 'auditor')).toMatchObject({ decision: 'revoke', decidedBy: 'ada@example.com' });
    const review = await ada.person.get<{ closedAt: string | null; revoked: number; days: object[] }>(`${HOME}/${id}`);
    expect([review.closedAt === null, review.revoked, review.days.length]).toEqual([false, 1, 1]);
    expect((await decide(ada.person, id, item, 'keep')).body.code).toBe('review.closed');
  });

  it('is decided by its reviewers alone, and by none of them of what is her own', async () => {
    const id = await begin({ reviewers: [ids.ada, ids.linus] });
    const hers = await itemOf(id, 'linus', 'admin');
    expect(await decide(grace, id, hers.id, 'keep')).toMatchObject({ status: 403, body: { code: 'review.not_yours' } });
    expect(await decide(linus, id, hers.id, 'keep')).toMatchObject({ status: 403, body: { code: 'review.own' } });
    const inbox = await linus.get<{ items: Item[] }>(`${HOME}/inbox`);
    expect(inbox.items.map(({ subject }) => subject.label)).toEqual(['ada@example.com', 'grace@example.com']);
    const answers = await Promise.all([1, 2, 3].map(() => decide(ada.person, id, hers.id, 'keep')));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409, 409]);
  });

  it('of a group’s role is not decided by who is in the group', async () => {
    const group = await ada.person.post<Named>('/api/v1/groups', { name: 'Readers' });
    await ada.person.post('/api/v1/grants', { holder: { kind: 'group', id: group.id }, role: 'auditor' });
    await ada.person.ask('POST', `/api/v1/groups/${group.id}/members`, { people: [ids.linus] });
    const id = await begin({ roles: ['auditor'], reviewers: [ids.ada, ids.linus] });
    const item = await itemOf(id, 'Readers', 'auditor');
    expect((await decide(linus, id, item.id, 'revoke')).body.code).toBe('review.own');
    expect((await decide(ada.person, id, item.id, 'revoke')).status).toBe(204);
    await ada.person.ask('DELETE', `/api/v1/groups/${group.id}`);
  });

  it('never takes the last owner: that decision is refused, and the item stays open', async () => {
    const id = await begin({ roles: ['owner'], reviewers: [ids.linus] });
    const item = await itemOf(id, 'ada', 'owner');
    expect(await decide(linus, id, item.id, 'revoke')).toMatchObject({
      status: 409,
      body: { code: 'role.last_owner' },
    });
    expect((await itemOf(id, 'ada', 'owner')).decision).toBeNull();
  });

  it('revokes keys of service accounts', async () => {
    const { id: account } = await ada.person.post<Named>('/api/v1/service-accounts', {
      name: 'ci',
      roles: ['developer'],
    });
    const { token } = await ada.person.post<{ token: string }>(`/api/v1/service-accounts/${account}/keys`, {
      name: 'old',
    });
    const use = async () =>
      (await fetch(`${product.url}/api/v1/org`, { headers: { authorization: `Bearer ${token}` } })).status;
    expect(await use()).toBe(200);
    const id = await begin({ kinds: ['key'] });
    const [item] = await itemsOf(id);
    expect((await decide(ada.person, id, item!.id, 'revoke')).status).toBe(204);
    await expect.poll(use).toBe(401);
  });

  it('that is due is closed with the outcome that was chosen, but for the last owner', async () => {
    await ada.person.post('/api/v1/grants', { holder: { kind: 'person', id: ids.grace }, role: 'auditor' });
    const id = await begin({ roles: ['owner', 'auditor'], outcome: 'revoke', dueInDays: 1 });
    await Promise.all([walk(DAY_MS + 60_000), walk(DAY_MS + 60_000)]);
    expect(await itemOf(id, 'grace', 'auditor')).toMatchObject({ decision: 'revoke', decidedBy: null });
    expect(await itemOf(id, 'ada', 'owner')).toMatchObject({ decision: 'keep' });
    expect(await rolesOf('grace@example.com')).toEqual(['developer']);
    expect(await rolesOf('ada@example.com')).toEqual(['owner']);
  });

  it('is reminded of in its last days, once a day', async () => {
    await begin({ roles: ['developer'], dueInDays: 5, name: 'Far' });
    const before = await ledger('review.reminded');
    await walk(3 * DAY_MS);
    const after = await ledger('review.reminded');
    expect(after).toBeGreaterThan(before);
    await walk(3 * DAY_MS + 3_600_000);
    expect(await ledger('review.reminded')).toBe(after);
  });

  it('gives evidence: each decision with its place in the ledger, under a signed checkpoint', async () => {
    const id = await begin({ roles: ['developer'] });
    const item = await itemOf(id, 'grace', 'developer');
    await decide(ada.person, id, item.id, 'keep');
    const { items: all, checkpoint } = await ada.person.post<Evidence>(`${HOME}/${id}/evidence`);
    const items = all.filter(({ decision }) => decision !== null);
    expect([items.length, all.every((each) => (each.decision === null) === (each.ledgerIndex === null))]).toEqual([
      1,
      true,
    ]);
    expect(items[0]!.ledgerIndex).toBeLessThan(checkpoint!.size);
    expect(checkpoint!.note).toContain('\u2014 ');
    const csv = await ada.person.ask<string>('POST', `${HOME}/${id}/evidence/csv`, {});
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(csv.body).toContain(`,keep,looked at it,ada@example.com,`);
    expect(csv.body).toContain(`,${items[0]!.entryId},${items[0]!.ledgerIndex}`);
  });

  it.each([
    ['nothing in its scope', { roles: ['no-such-role'] }, 422, 'review.empty'],
    [
      'reviewers who are not here',
      { reviewers: ['019ab3f2-0000-7000-8000-000000000000'] },
      422,
      'review.reviewers_unknown',
    ],
    ['nobody to decide', { reviewers: [] }, 422, 'request.invalid'],
    ['no time', { dueInDays: 0 }, 422, 'request.invalid'],
  ])('is not begun with %s', async (_what, over, status, code) => {
    expect(await ada.person.ask('POST', HOME, draft(over))).toMatchObject({ status, body: { code } });
  });

  it('lets nobody take away through reviewers what she could not take herself', async () => {
    expect(await linus.ask('POST', HOME, draft({ roles: ['owner'] }))).toMatchObject({
      status: 403,
      body: { code: 'role.not_yours' },
    });
  });
});
