import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DomainError, type OrgId } from '#kernel';
import type { Change } from '#platform/database';
import { rows } from '#platform/database/rows';
import { openPolicyRiver, type PolicyRiver } from '../../../../../test/harness/policy-river.js';
import { asOwner } from '../../../../../test/harness/postgres.js';
import { contextOf, openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { POLICY_PUBLISHED } from '../policies.events.js';
import type { PolicyDraft } from './version.js';

let database: TestDatabase;
let river: PolicyRiver;
beforeAll(async () => {
  database = await openTestDatabase();
  river = openPolicyRiver(database);
});
afterAll(() => database.close());

const ruleText = (program: string): string =>
  `version: 1\ncommands:\n  - { id: no-${program}, program: ${program}, effect: reject } # why not\n`;
const draft = (program: string, basedOn: number | null): PolicyDraft => ({
  text: ruleText(program),
  format: 'yaml',
  reason: `no ${program}`,
  basedOn,
});
const refusal = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'accepted',
    (error: unknown) => (error instanceof DomainError ? error.code : String(error as Error)),
  );
const auditedIn = async (orgId: OrgId): Promise<readonly string[]> => {
  const entries = await database.db.within({ orgId }, (tx) =>
    rows(tx).$queryRawUnsafe<{ leaf: string }[]>('select leaf from ledger_entries order by index'),
  );
  return entries.map(({ leaf }) => (/"kind":"(admin\.[^"]+)"/.exec(leaf) ?? [])[1] ?? leaf);
};

describe('publishing', () => {
  it('numbers versions from 1 in each org, and keeps text, author, reason and digest', async () => {
    const [ours, theirs] = [contextOf(await database.createOrg()), contextOf(await database.createOrg())];
    const first = await river.versions.publish(ours, draft('rm', null));
    await river.versions.publish(ours, draft('curl', 1));
    await expect(river.versions.publish(theirs, draft('dd', null))).resolves.toMatchObject({ number: 1 });
    const current = await river.versions.current(ours);
    expect(current).toMatchObject({ number: 2, text: ruleText('curl'), reason: 'no curl', author: ours.principal });
    expect(current.digest).not.toBe(first.digest);
    const { refused, ...kept } = first;
    expect(refused).toEqual([]);
    await expect(river.versions.get(ours, 1)).resolves.toEqual(kept);
  });

  it('refuses who has not seen what stands', async () => {
    const ctx = contextOf(await database.createOrg());
    expect(await refusal(river.versions.publish(ctx, draft('rm', 1)))).toBe('policy.stale');
    await river.versions.publish(ctx, draft('rm', null));
    expect(await refusal(river.versions.publish(ctx, draft('dd', null)))).toBe('policy.stale');
    await river.versions.publish(ctx, draft('dd', 1));
    expect(await refusal(river.versions.publish(ctx, draft('curl', 1)))).toBe('policy.stale');
  });

  it('lets one of many win when they publish at once, the first time and later', async () => {
    const ctx = contextOf(await database.createOrg());
    for (const basedOn of [null, 1]) {
      const all = await Promise.all(
        ['a', 'b', 'c', 'd'].map((program) => refusal(river.versions.publish(ctx, draft(program, basedOn)))),
      );
      expect(all.toSorted()).toEqual(['accepted', 'policy.stale', 'policy.stale', 'policy.stale']);
    }
    const kept = await river.versions.list(ctx, { before: null, limit: 50 });
    expect(kept.map(({ number }) => number)).toEqual([2, 1]);
    await expect(auditedIn(ctx.orgId)).resolves.toEqual([
      'admin.bundle_key.created',
      'admin.policy.published',
      'admin.policy.published',
    ]);
  });

  it('refuses a document that does not hold, and says where', async () => {
    const ctx = contextOf(await database.createOrg());
    const broken = { ...draft('rm', null), text: 'version: 1\ncommands:\n  - { id: x, program: rm, effect: maybe }\n' };
    const error = await river.versions.publish(ctx, broken).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'policy.invalid', facts: { issues: [{ line: 3 }] } });
    expect(await refusal(river.versions.current(ctx))).toBe('policy.none');
  });

  it('refuses a document whose own tests fail, and brings an old one back without asking them again', async () => {
    const ctx = contextOf(await database.createOrg());
    const tested = (expected: string) => ({
      ...draft('rm', null),
      text: `${ruleText('rm')}tests:\n  - { command: rm x, expect: ${expected} }\n`,
    });
    const error = await river.versions.publish(ctx, tested('allow')).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'policy.invalid', facts: { issues: [{ line: 5, path: 'tests.0' }] } });
    expect(river.versions.validate(ctx, tested('allow').text, 'yaml')).toMatchObject([{ severity: 'error', line: 5 }]);
    const expiring = {
      ...draft('rm', null),
      text: `version: 1\ncommands:\n  - { id: a, program: ls, effect: reject, expires: "${new Date(ctx.now.getTime() + 1_000).toISOString()}" }\ntests:\n  - { command: ls, expect: reject }\n`,
    };
    await river.versions.publish(ctx, expiring);
    await river.versions.publish(ctx, draft('dd', 1));
    const later = { ...ctx, now: new Date(ctx.now.getTime() + 60_000) };
    await expect(river.versions.rollBack(later, { number: 1, reason: 'back' })).resolves.toMatchObject({ number: 3 });
  });

  it('tells other processes at commit, and nothing of what was rolled back', async () => {
    const ctx = contextOf(await database.createOrg());
    const told: Change[] = [];
    const stop = database.signal.on(POLICY_PUBLISHED, (change) => told.push(change));
    await refusal(river.versions.publish(ctx, draft('rm', 7)));
    const failing = openPolicyRiver(database);
    Object.assign(failing.trail, { record: () => Promise.reject(new Error('the ledger is away')) });
    await expect(failing.versions.publish(ctx, draft('rm', null))).rejects.toThrow('the ledger is away');
    await river.versions.publish(ctx, draft('rm', null));
    await river.versions.publish(ctx, draft('dd', 1));
    await expect.poll(() => told.filter(({ orgId }) => orgId === ctx.orgId).map(({ id }) => id)).toEqual(['1', '2']);
    stop();
  });
});

describe('rolling back', () => {
  it('publishes the old text as a new version that says what it brought back', async () => {
    const ctx = contextOf(await database.createOrg());
    const first = await river.versions.publish(ctx, draft('rm', null));
    await river.versions.publish(ctx, draft('curl', 1));
    const third = await river.versions.rollBack(ctx, { number: 1, reason: 'curl is needed' });
    expect(third).toMatchObject({
      number: 3,
      text: first.text,
      digest: first.digest,
      rollbackOf: 1,
      reason: 'curl is needed',
    });
    await expect(river.versions.list(ctx, { before: 3, limit: 1 })).resolves.toMatchObject([
      { number: 2, rollbackOf: null },
    ]);
    await expect(auditedIn(ctx.orgId)).resolves.toContain('admin.policy.rolled_back');
  });

  it('raises the bundle version, so that no machine takes it for an old bundle', async () => {
    const ctx = contextOf(await database.createOrg());
    await river.publish(ctx.orgId, ruleText('rm'));
    await river.publish(ctx.orgId, ruleText('curl'));
    await river.versions.rollBack(ctx, { number: 1, reason: 'back' });
    const issue = await openPolicyRiver(database).bundles.issue(ctx.orgId);
    expect(issue?.statement).toMatchObject({ version: 3, policyVersion: 3 });
  });

  it('knows no version of another org', async () => {
    const [ours, theirs] = [contextOf(await database.createOrg()), contextOf(await database.createOrg())];
    await river.publish(ours.orgId, ruleText('rm'));
    for (const work of [
      () => river.versions.get(theirs, 1),
      () => river.versions.rollBack(theirs, { number: 1, reason: 'mine now' }),
    ]) {
      expect(await refusal(work())).toBe('policy.version_not_found');
    }
    await expect(river.versions.list(theirs, { before: null, limit: 50 })).resolves.toEqual([]);
  });
});

describe('comparing two versions', () => {
  it('shows both texts and what changed in meaning', async () => {
    const ctx = contextOf(await database.createOrg());
    await river.publish(ctx.orgId, ruleText('rm'));
    await river.publish(ctx.orgId, ruleText('curl'));
    const { from, to, changes } = await river.versions.compare(ctx, { from: 1, to: 2 });
    expect([from.number, to.number]).toEqual([1, 2]);
    expect(changes.map(({ path, kind }) => [path, kind])).toEqual([
      ['/commands/no-rm', 'removed'],
      ['/commands/no-curl', 'added'],
    ]);
  });
});

describe('rows that somebody changed in the database', () => {
  const change = (statement: string): Promise<void> => asOwner(database.adminUrl, statement);

  it.each([
    ['the document', `document = replace(document, 'reject', 'allow')`],
    ['the document and its digest', `document = '{}', digest = encode(sha256('{}'), 'hex')`],
    ['the author', `author_label = 'somebody else'`],
    ['the text', `text = text || ' '`],
    ['the seal', `seal = 'x'`],
  ])('are never shown or signed: %s', async (_what, assignment) => {
    const ctx = contextOf(await database.createOrg());
    await river.publish(ctx.orgId, ruleText('rm'));
    await change(`update policy_versions set ${assignment} where org_id = '${ctx.orgId}'`);
    expect(await refusal(river.versions.current(ctx))).toBe('policy.tampered');
    expect(await refusal(openPolicyRiver(database).bundles.issue(ctx.orgId))).toBe('policy.tampered');
  });

  it('do not bring back an old version by moving the head', async () => {
    const ctx = contextOf(await database.createOrg());
    await river.publish(ctx.orgId, ruleText('rm'));
    await river.publish(ctx.orgId, ruleText('curl'));
    await change(`update policy_heads set current_version = 1, bundle_version = 3 where org_id = '${ctx.orgId}'`);
    expect(await refusal(openPolicyRiver(database).bundles.issue(ctx.orgId))).toBe('policy.tampered');
  });

  it('do not pass for those of another org', async () => {
    const [ours, theirs] = [contextOf(await database.createOrg()), contextOf(await database.createOrg())];
    await river.publish(ours.orgId, ruleText('rm'));
    await river.publish(theirs.orgId, ruleText('dd'));
    await change(
      `update policy_versions o set text = t.text, document = t.document, digest = t.digest, reason = t.reason, seal = t.seal, author_id = t.author_id
         from policy_versions t where o.org_id = '${ours.orgId}' and t.org_id = '${theirs.orgId}'`,
    );
    expect(await refusal(river.versions.current(ours))).toBe('policy.tampered');
  });

  it('cannot be changed by the application itself', async () => {
    const { orgId } = contextOf(await database.createOrg());
    await river.publish(orgId, ruleText('rm'));
    const update = database.db.within({ orgId }, (tx) =>
      rows(tx).policyVersion.updateMany({ where: { orgId }, data: { reason: 'x' } }),
    );
    await expect(update).rejects.toThrow(/permission denied/);
    const remove = database.db.within({ orgId }, (tx) => rows(tx).policyVersion.deleteMany({ where: { orgId } }));
    await expect(remove).rejects.toThrow(/permission denied/);
  });
});
