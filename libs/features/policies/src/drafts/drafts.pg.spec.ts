import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DomainError, newId, type OrgId, type PersonId, type Principal, type RequestContext } from '#kernel';
import { rows } from '#platform/database/rows';
import { openPolicyRiver, type PolicyRiver } from '../../../../../test/harness/policy-river.js';
import { asOwner } from '../../../../../test/harness/postgres.js';
import { contextOf, openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { type DraftId, type DraftWords, MOST_ENDED_DRAFTS, MOST_LIVING_DRAFTS } from './draft.js';

let database: TestDatabase;
let river: PolicyRiver;
beforeAll(async () => {
  database = await openTestDatabase();
  river = openPolicyRiver(database);
});
afterAll(() => database.close());

const ORG = { kind: 'org', id: null } as const;
const ruleText = (program: string): string =>
  `version: 1\ncommands:\n  - { id: no-${program}, program: ${program}, effect: reject }\n`;
const words = (over: Partial<DraftWords> = {}): DraftWords => ({
  title: 'No more rm',
  text: ruleText('rm'),
  format: 'yaml',
  basedOn: null,
  ...over,
});
const person = (label: string): Principal => ({ kind: 'person', id: newId<'Person'>(new Date()), label });
const refusal = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'accepted',
    (error: unknown) => (error instanceof DomainError ? error.code : String(error as Error)),
  );

/** An org in which Ada writes and Grace reads, and whether it wants that. */
async function office(isRequired = false): Promise<{ ada: RequestContext; grace: RequestContext }> {
  const orgId = await database.createOrg();
  const [ada, grace] = [person('ada@example.com'), person('grace@example.com')];
  for (const { id, label } of [ada, grace]) await join(orgId, id as PersonId, label);
  const ctx = { ada: contextOf(orgId, { principal: ada }), grace: contextOf(orgId, { principal: grace }) };
  if (isRequired) await river.reviewRule.set(ctx.ada, true);
  return ctx;
}

const join = (orgId: OrgId, id: PersonId, label: string): Promise<void> =>
  asOwner(
    database.adminUrl,
    `insert into people (id, email, name, created_at) values ('${id}', '${id}-${label}', '${label}', now());
     insert into memberships (org_id, person_id, created_at) values ('${orgId}', '${id}', now())`,
  );

const begun = async (ctx: RequestContext, over: Partial<DraftWords> = {}): Promise<DraftId> =>
  (await river.drafts.create(ctx, ORG, words(over))).id;
const step = (id: DraftId, revision = 1, text = '') => ({ id, revision, text });
const reviewed = async ({ ada, grace }: Awaited<ReturnType<typeof office>>): Promise<DraftId> => {
  const id = await begun(ada);
  await river.reviews.ask(ada, step(id));
  await river.reviews.approve(grace, step(id));
  return id;
};
const publish = (ctx: RequestContext, id: DraftId, revision = 1) =>
  river.draftEnds.publish(ctx, { id, revision, reason: 'because' });

describe('writing a draft', () => {
  it('keeps what is written while it is wrong, and says where it is', async () => {
    const { ada } = await office();
    const text = 'version: 1\ncommands:\n  - { id: x, program: rm, effect: maybe }\n';
    const draft = await river.drafts.create(ada, ORG, words({ text }));
    expect(await river.drafts.issuesOf(ada, draft)).toMatchObject([{ line: 3, severity: 'error' }]);
    const saved = await river.drafts.save(ada, draft.id, 1, words());
    expect([saved.revision, await river.drafts.issuesOf(ada, saved)]).toEqual([2, []]);
    await expect(river.drafts.get(ada, draft.id)).resolves.toEqual(saved);
  });

  it('lets one of several win who save at once, and tells the others that there is something newer', async () => {
    const { ada, grace } = await office();
    const id = await begun(ada);
    const saves = [ada, grace, ada, grace].map((ctx, i) =>
      refusal(river.drafts.save(ctx, id, 1, words({ title: `try ${i}` }))),
    );
    expect((await Promise.all(saves)).toSorted()).toEqual(['accepted', ...Array(3).fill('policy_draft.stale')]);
    await expect(river.drafts.get(ada, id)).resolves.toMatchObject({ revision: 2 });
  });

  it('shows what would change of what stands', async () => {
    const { ada } = await office();
    await river.publish(ada.orgId, ruleText('curl'));
    const { standing, changes } = await river.drafts.compare(ada, await begun(ada, { basedOn: 1 }));
    expect(standing?.number).toBe(1);
    expect(changes?.map(({ path, kind }) => [path, kind])).toEqual([
      ['/commands/no-curl', 'removed'],
      ['/commands/no-rm', 'added'],
    ]);
    await expect(river.drafts.compare(ada, await begun(ada, { text: '{' }))).resolves.toMatchObject({ changes: null });
  });

  it('is bounded: so many in work, and the oldest of the ended ones are forgotten', async () => {
    const { ada } = await office();
    await asOwner(
      database.adminUrl,
      `insert into policy_drafts (org_id, id, scope_kind, title, text, format, revision, state, author_kind, author_id, author_label, editors, created_at, changed_at, changed_label)
       select '${ada.orgId}', gen_random_uuid(), 'org', 't', '', 'yaml', 1, case when n <= ${MOST_LIVING_DRAFTS - 1} then 'open' else 'discarded' end,
              'person', 'a', 'a', '{a}', now(), now() - n * interval '1 hour', 'a'
         from generate_series(1, ${MOST_LIVING_DRAFTS - 1 + MOST_ENDED_DRAFTS + 3}) n`,
    );
    const both = await Promise.all([1, 2].map(() => refusal(begun(ada))));
    expect(both.toSorted()).toEqual(['accepted', 'policy_draft.too_many']);
    const ended = await river.drafts.list(ada, { states: ['discarded'], before: null, limit: 500 });
    expect(ended).toHaveLength(MOST_ENDED_DRAFTS);
  });

  it('shows another org nothing', async () => {
    const [{ ada }, { ada: stranger }] = [await office(), await office()];
    const id = await begun(ada);
    for (const look of [
      () => river.drafts.get(stranger, id),
      () => river.drafts.save(stranger, id, 1, words()),
      () => river.reviews.history(stranger, id),
      () => river.reviews.ask(stranger, step(id)),
      () => publish(stranger, id),
      () => river.draftEnds.discard(stranger, id),
    ])
      expect(await refusal(look())).toBe('policy_draft.not_found');
    await expect(river.drafts.list(stranger, { states: ['open'], before: null, limit: 9 })).resolves.toEqual([]);
  });
});

describe('review by another person', () => {
  it('is asked for, given with a remark, and written down', async () => {
    const { ada, grace } = await office();
    const id = await begun(ada);
    expect(await refusal(river.reviews.approve(grace, step(id)))).toBe('policy_draft.not_in_review');
    await river.reviews.ask(ada, step(id, 1, 'please'));
    await river.reviews.comment(grace, id, 'looking');
    await river.reviews.sendBack(grace, step(id, 1, 'what of dd?'));
    await river.drafts.save(ada, id, 1, words({ text: ruleText('dd') }));
    await river.reviews.ask(ada, step(id, 2));
    const approved = await river.reviews.approve(grace, step(id, 2, 'good'));
    expect(approved).toMatchObject({ state: 'approved', approval: { by: { label: 'grace@example.com' } } });
    const history = await river.reviews.history(ada, id);
    expect(history.map(({ kind, revision, text }) => [kind, revision, text])).toEqual([
      ['review_asked', 1, 'please'],
      ['comment', 1, 'looking'],
      ['sent_back', 1, 'what of dd?'],
      ['review_asked', 2, ''],
      ['approved', 2, 'good'],
    ]);
  });

  it('is refused to all who had a hand in the text, and to whatever is no person', async () => {
    const { ada, grace } = await office();
    const id = await begun(ada);
    await river.drafts.save(grace, id, 1, words());
    await river.reviews.ask(grace, step(id, 2));
    const service: Principal = { kind: 'service', id: newId<'ServiceAccount'>(new Date()), label: 'ci' };
    for (const ctx of [ada, grace, { ...ada, principal: service }])
      expect(await refusal(river.reviews.approve(ctx, step(id, 2)))).toBe('policy_draft.yours');
  });

  it('holds for the revision that was read, and for no later one', async () => {
    const { ada, grace } = await office(true);
    const id = await begun(ada);
    await river.reviews.ask(ada, step(id));
    await river.drafts.save(ada, id, 1, words({ text: ruleText('dd') }));
    expect(await refusal(river.reviews.approve(grace, step(id, 1)))).toBe('policy_draft.stale');
    await river.reviews.ask(ada, step(id, 2));
    await river.reviews.approve(grace, step(id, 2));
    await river.drafts.save(ada, id, 2, words({ text: ruleText('ls') }));
    expect(await refusal(publish(ada, id, 2))).toBe('policy_draft.stale');
    expect(await refusal(publish(ada, id, 3))).toBe('policy_draft.not_approved');
  });

  it.each([
    ['another text', `text = replace(text, 'reject', 'allow')`],
    ['another basis', `based_on = 7`],
    ['another approver', `approver_id = 'mallory'`],
    ['a later revision', `revision = 2`],
  ])('is worth nothing once somebody changed the row in the database: %s', async (_what, assignment) => {
    const org = await office(true);
    const id = await reviewed(org);
    await asOwner(database.adminUrl, `update policy_drafts set ${assignment} where id = '${id}'`);
    expect(await refusal(publish(org.ada, id))).toBe('policy.tampered');
  });
});

describe('where an org publishes only what another person has approved', () => {
  it('the author alone publishes by no door, and an approved draft becomes the version', async () => {
    const org = await office();
    await river.publish(org.ada.orgId, ruleText('curl'));
    await river.reviewRule.set(org.ada, true);
    const direct = { text: ruleText('rm'), format: 'yaml', reason: 'alone', basedOn: 1 } as const;
    expect(await refusal(river.versions.publish(org.ada, direct))).toBe('policy.review_needed');
    expect(await refusal(river.versions.rollBack(org.ada, { number: 1, reason: 'x' }))).toBe('policy.review_needed');
    const id = await begun(org.ada, { basedOn: 1 });
    expect(await refusal(publish(org.ada, id))).toBe('policy_draft.not_approved');
    await river.reviews.ask(org.ada, step(id));
    await river.reviews.approve(org.grace, step(id));
    await expect(publish(org.ada, id)).resolves.toMatchObject({ number: 2, text: ruleText('rm') });
    await expect(river.drafts.get(org.ada, id)).resolves.toMatchObject({ state: 'published', version: 2 });
  });

  it('an operator at the command line still can, and the ledger says that she broke the glass', async () => {
    const { ada } = await office(true);
    const direct = { text: ruleText('rm'), format: 'yaml', reason: 'fire', basedOn: 'whatever-stands' } as const;
    await expect(river.versions.publish(ada, direct, 'break-glass')).resolves.toMatchObject({ number: 1 });
    const audited = await auditedIn(ada.orgId);
    expect(audited.filter((kind) => kind.startsWith('admin.policy.'))).toEqual([
      'admin.policy.review_required',
      'admin.policy.glass_broken',
      'admin.policy.published',
    ]);
  });

  it('an org of one cannot ask for it, for it could publish nothing any more', async () => {
    const ctx = contextOf(await database.createOrg());
    expect(await refusal(river.reviewRule.set(ctx, true))).toBe('policy.reviewer_needed');
    await expect(river.reviewRule.get(ctx)).resolves.toBeNull();
  });

  it('the rule is not switched off in the database', async () => {
    const { ada } = await office(true);
    await asOwner(
      database.adminUrl,
      `update policy_review_rules set is_required = false where org_id = '${ada.orgId}'`,
    );
    const direct = { text: ruleText('rm'), format: 'yaml', reason: 'x', basedOn: null } as const;
    expect(await refusal(river.versions.publish(ada, direct))).toBe('policy.tampered');
  });
});

describe('the end of a draft', () => {
  it('is not reached by one that does not hold, whose tests fail, or that began from another version', async () => {
    const { ada } = await office();
    const failing = `${ruleText('rm')}tests:\n  - { command: rm x, expect: allow }\n`;
    for (const [over, code] of [
      [{ text: '{' }, 'policy.invalid'],
      [{ text: failing }, 'policy.invalid'],
      [{ basedOn: 4 }, 'policy.stale'],
    ] as const) {
      const id = await begun(ada, over);
      expect(await refusal(publish(ada, id))).toBe(code);
      await expect(river.drafts.get(ada, id)).resolves.toMatchObject({ state: 'open', version: null });
    }
  });

  it('publishes once, however many ask at once', async () => {
    const org = await office(true);
    const id = await reviewed(org);
    const both = await Promise.all([publish(org.ada, id), publish(org.grace, id)].map(refusal));
    expect(both.toSorted()).toEqual(['accepted', 'policy_draft.ended']);
  });

  it('is final: nothing is saved, approved or discarded after it', async () => {
    const { ada } = await office();
    const id = await begun(ada);
    await river.draftEnds.discard(ada, id);
    for (const act of [
      () => river.drafts.save(ada, id, 1, words()),
      () => river.reviews.ask(ada, step(id)),
      () => publish(ada, id),
      () => river.draftEnds.discard(ada, id),
    ])
      expect(await refusal(act())).toBe('policy_draft.ended');
  });

  it('is not kept when the ledger cannot be written', async () => {
    const { ada } = await office();
    const id = await begun(ada);
    const failing = openPolicyRiver(database);
    Object.assign(failing.trail, { record: () => Promise.reject(new Error('the ledger is away')) });
    await expect(failing.draftEnds.publish(ada, { id, revision: 1, reason: 'x' })).rejects.toThrow('away');
    await expect(river.drafts.get(ada, id)).resolves.toMatchObject({ state: 'open' });
    expect(await refusal(river.versions.current(ada))).toBe('policy.none');
  });
});

async function auditedIn(orgId: OrgId): Promise<readonly string[]> {
  const entries = await database.db.within({ orgId }, (tx) =>
    rows(tx).$queryRawUnsafe<{ leaf: string }[]>('select leaf from ledger_entries order by index'),
  );
  return entries.map(({ leaf }) => (/"kind":"(admin\.[^"]+)"/.exec(leaf) ?? [])[1] ?? leaf);
}

describe('a draft for a team, group or project', () => {
  const layerOf = async (ctx: RequestContext) => {
    const { id } = await river.teams.create(ctx, { name: 'Payments', description: '' });
    return { kind: 'team', id } as const;
  };

  it('becomes a version of that scope alone, once another person has approved it', async () => {
    const people = await office();
    const { ada, grace } = people;
    await river.publish(ada.orgId, ruleText('dd'));
    await river.reviewRule.set(ada, true);
    const scope = await layerOf(ada);
    const { id } = await river.drafts.create(ada, scope, words());
    expect(await refusal(publish(ada, id))).toBe('policy_draft.not_approved');
    await river.reviews.ask(ada, step(id));
    await river.reviews.approve(grace, step(id));
    await expect(publish(ada, id)).resolves.toMatchObject({ number: 1, scope });
    await expect(river.versions.current(ada, scope)).resolves.toMatchObject({ number: 1, text: ruleText('rm') });
    await expect(river.versions.current(ada)).resolves.toMatchObject({ number: 1, text: ruleText('dd') });
  });

  it('is written, approved and published by people of the team for it alone, by nobody of another team', async () => {
    const people = await office();
    const { ada, grace } = people;
    await river.publish(ada.orgId, ruleText('dd'));
    await river.reviewRule.set(ada, true);
    const [ours, theirs] = [
      await layerOf(ada),
      { kind: 'team', id: (await river.teams.create(ada, { name: 'Web', description: '' })).id } as const,
    ];
    const [member, lead] = [
      { ...ada, teams: [ours.id] },
      { ...grace, teams: [ours.id] },
    ];
    const stranger = { ...grace, teams: [theirs.id] };
    const { id } = await river.drafts.create(member, ours, words());
    await river.reviews.ask(member, step(id));
    for (const act of [
      () => river.drafts.get(stranger, id),
      () => river.drafts.compare(stranger, id),
      () => river.drafts.save(stranger, id, 1, words()),
      () => river.reviews.history(stranger, id),
      () => river.reviews.comment(stranger, id, 'no'),
      () => river.reviews.approve(stranger, step(id)),
      () => publish(stranger, id),
      () => river.draftEnds.discard(stranger, id),
    ])
      expect(await refusal(act())).toBe('policy.scope_closed');
    expect(await refusal(river.drafts.create(stranger, ours, words()))).toBe('team.not_found');
    expect(await refusal(river.drafts.create(member, { kind: 'org', id: null }, words()))).toBe('policy.scope_closed');
    const page = { states: ['in_review'], before: null, limit: 10 } as const;
    expect(await river.drafts.list(stranger, page)).toEqual([]);
    expect(await river.drafts.list(member, page)).toMatchObject([{ id }]);
    await river.reviews.approve(lead, step(id));
    await expect(publish(lead, id)).resolves.toMatchObject({ number: 1, scope: ours });
  });

  it('is compared with what stands in its scope, and asked its tests upon the policy of the organisation', async () => {
    const { ada } = await office();
    await river.publish(ada.orgId, `${ruleText('dd')}locks: [rules/no-dd]\n`);
    const scope = await layerOf(ada);
    const text = `${ruleText('rm')}tests:\n  - { command: 'dd if=a', expect: reject }\n  - { command: 'rm a', expect: allow }\n`;
    const draft = await river.drafts.create(ada, scope, words({ text }));
    expect(await river.drafts.issuesOf(ada, draft)).toMatchObject([{ line: 6, severity: 'error' }]);
    const { standing, changes } = await river.drafts.compare(ada, draft.id);
    expect([standing, changes?.map(({ path }) => path)]).toEqual([null, expect.arrayContaining(['/commands'])]);
  });

  it('is not begun for what does not exist, or is another organisation’s', async () => {
    const [{ ada }, { ada: stranger }] = [await office(), await office()];
    const scope = await layerOf(stranger);
    expect(await refusal(river.drafts.create(ada, scope, words()))).toBe('team.not_found');
    expect(await refusal(river.drafts.create(ada, { ...scope, kind: 'project' }, words()))).toBe('project.not_found');
  });
});

describe('where an org asks for approval, taking back goes through a draft too', () => {
  const settled = async () => {
    const people = await office();
    const { ada } = people;
    await river.publish(ada.orgId, ruleText('dd'));
    const { id } = await river.teams.create(ada, { name: 'Payments', description: '' });
    const scope = { kind: 'team', id } as const;
    const put = (text: string, basedOn: number | null) =>
      river.versions.publish(ada, { scope, text, format: 'yaml', reason: 'so', basedOn });
    await put(`${ruleText('rm')}tests:\n  - { command: rm a, expect: reject }\n`, null);
    await put(ruleText('ls'), 1);
    await river.reviewRule.set(ada, true);
    return { ...people, scope, put };
  };
  const approved = async (people: { ada: RequestContext; grace: RequestContext }, id: DraftId) => {
    await river.reviews.ask(people.ada, step(id));
    await river.reviews.approve(people.grace, step(id));
  };

  it('nobody withdraws a layer or brings an old version of it back alone', async () => {
    const { ada, scope } = await settled();
    expect(await refusal(river.versions.withdraw(ada, scope, 'alone'))).toBe('policy.review_needed');
    const alone = { number: 1, reason: 'alone', scope };
    expect(await refusal(river.versions.rollBack(ada, alone))).toBe('policy.review_needed');
    const { id } = await river.drafts.createWithdrawal(ada, scope, 'No more');
    expect(await refusal(publish(ada, id))).toBe('policy_draft.not_approved');
    await expect(river.versions.current(ada, scope)).resolves.toMatchObject({ number: 2 });
  });

  it('an approved draft takes the layer away, once, and only the one that was read', async () => {
    const people = await settled();
    const { ada, scope } = people;
    const one = await river.drafts.createWithdrawal(ada, scope, 'No more of it');
    expect(one).toMatchObject({ act: { kind: 'withdraw' }, text: '', basedOn: 2 });
    expect(await river.drafts.issuesOf(ada, one)).toEqual([]);
    expect((await river.drafts.compare(ada, one.id)).changes).toContainEqual(
      expect.objectContaining({ kind: 'removed' }),
    );
    expect(await refusal(river.drafts.save(ada, one.id, 1, words()))).toBe('policy_draft.withdraws');
    const other = await river.drafts.createRollBack(ada, scope, { title: 'Back to 1', number: 1 });
    await approved(people, other.id);
    await approved(people, one.id);
    await expect(publish(ada, other.id)).resolves.toMatchObject({ number: 3, rollbackOf: 1 });
    expect(await refusal(publish(ada, one.id))).toBe('policy.stale');
    const again = await river.drafts.createWithdrawal(ada, scope, 'No more of it');
    await approved(people, again.id);
    await expect(publish(ada, again.id)).resolves.toMatchObject({ number: 3 });
    expect(await refusal(river.versions.current(ada, scope))).toBe('policy.layer_none');
    expect(await refusal(river.drafts.createWithdrawal(ada, scope, 'Again'))).toBe('policy.layer_none');
    await expect(river.drafts.get(ada, again.id)).resolves.toMatchObject({ state: 'published', version: 3 });
    const audited = await auditedIn(ada.orgId);
    expect(audited.filter((kind) => /rolled_back|withdrawn$/.test(kind))).toEqual([
      'admin.policy.rolled_back',
      'admin.policy.withdrawn',
    ]);
  });

  it('one that brings back an old version is a text like any other as soon as that is changed', async () => {
    const { ada, scope } = await settled();
    const { id } = await river.drafts.createRollBack(ada, scope, { title: 'Back to 1', number: 1 });
    const { text, format, basedOn } = await river.drafts.get(ada, id);
    const renamed = await river.drafts.save(ada, id, 1, { title: 'Back', text, format, basedOn });
    expect(renamed.act).toEqual({ kind: 'roll_back', version: 1 });
    const changed = await river.drafts.save(ada, id, 2, { title: 'Back', text: ruleText('cp'), format, basedOn });
    expect(changed.act).toEqual({ kind: 'publish' });
    expect(await refusal(river.drafts.createRollBack(ada, scope, { title: 'x', number: 9 }))).toBe(
      'policy.version_not_found',
    );
  });

  it('an approval of a text is none of taking the layer away', async () => {
    const people = await settled();
    const { ada, scope } = people;
    const { id } = await river.drafts.createRollBack(ada, scope, { title: 'Back to 1', number: 1 });
    await approved(people, id);
    await asOwner(
      database.adminUrl,
      `update policy_drafts set act = 'withdraw', brings_back = null, text = '' where id = '${id}'`,
    );
    expect(await refusal(publish(ada, id))).toBe('policy.tampered');
    await asOwner(database.adminUrl, `update policy_drafts set act = 'publish' where id = '${id}'`);
    expect(await refusal(publish(ada, id))).toBe('policy.tampered');
  });

  it('one that withdraws is not watched in shadow: there is no text to ask', async () => {
    const { ada, scope } = await settled();
    const { id } = await river.drafts.createWithdrawal(ada, scope, 'No more of it');
    const order = { draftId: id, revision: 1, hours: 1, share: 100, groupId: null };
    expect(await refusal(river.shadows.start(ada, order))).toBe('policy_shadow.of_withdrawal');
  });
});
