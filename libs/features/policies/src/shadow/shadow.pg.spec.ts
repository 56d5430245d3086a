import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OTHER_RULES, type ShadowDifference, type ShadowHour, type ShadowReport } from '#contracts';
import { openShadow } from '#engines/bundle';
import { DomainError, type MachineId, newId, type OrgId, type RequestContext } from '#kernel';
import { rows } from '#platform/database/rows';
import { openPolicyRiver, type PolicyRiver } from '../../../../../test/harness/policy-river.js';
import { asOwner } from '../../../../../test/harness/postgres.js';
import { contextOf, openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { MOST_DIFFERENCES, type ShadowId, type ShadowOrder } from './shadow.js';
import type { ShadowIssue } from './shadow-issue.service.js';
import { isInShare } from './shadow-share.js';

let database: TestDatabase;
let river: PolicyRiver;
beforeAll(async () => {
  database = await openTestDatabase();
  river = openPolicyRiver(database);
  const people = [0, 1, 2].map((n) => `('${uuidOf(n)}', 'p${n}@example.com', 'p${n}', now())`);
  await asOwner(database.adminUrl, `insert into people (id, email, name, created_at) values ${people.join(',')}`);
});
afterAll(() => database.close());

const ruleText = (program: string): string =>
  `version: 1\ncommands:\n  - { id: no-${program}, program: ${program}, effect: reject }\n`;
const refusal = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'accepted',
    (error: unknown) => (error instanceof DomainError ? error.code : String(error as Error)),
  );

/** An org that obeys a policy, with so many machines. */
async function fleet(machines = 1): Promise<{ ctx: RequestContext; machines: readonly MachineId[] }> {
  const ctx = contextOf(await database.createOrg(), { now: river.clock.now() });
  await river.publish(ctx.orgId, ruleText('curl'));
  const ids = Array.from({ length: machines }, () => newId<'Machine'>(new Date()));
  const values = ids.map(
    (id, i) =>
      `('${ctx.orgId}', '${id}', 'box', 'linux', 'x64', '1', '${id}', '${uuidOf(i % 3)}', 'p${i % 3}', 'token', now(), now())`,
  );
  await asOwner(
    database.adminUrl,
    `insert into memberships (org_id, person_id, created_at) select '${ctx.orgId}', id, now() from people;
     insert into machines (org_id, id, hostname, os, arch, program_version, key_thumbprint, person_id, person_label, enrolled_by, enrolled_at, last_seen_at)
       values ${values.join(',')}`,
  );
  return { ctx, machines: ids };
}
const uuidOf = (n: number): string => `01900000-0000-7000-8000-00000000000${n}`;

async function drafted(ctx: RequestContext, text = ruleText('rm')) {
  const words = { title: 'No more rm', text, format: 'yaml', basedOn: 1 } as const;
  return river.drafts.create(ctx, { kind: 'org', id: null }, words);
}
const order = (draftId: ShadowOrder['draftId'], over: Partial<ShadowOrder> = {}): ShadowOrder => ({
  draftId,
  revision: 1,
  hours: 24,
  share: 100,
  groupId: null,
  ...over,
});
const started = async (ctx: RequestContext, over: Partial<ShadowOrder> = {}) =>
  river.shadows.start(ctx, order((await drafted(ctx)).id, over));

/** The commands' rules that a machine is told to watch. */
function ruleIds(issue: ShadowIssue | null): readonly string[] {
  const { payload } = JSON.parse(issue?.body.toString() ?? '{}') as { payload: string };
  const said = JSON.parse(Buffer.from(payload, 'base64').toString()) as { policy: { commands: { id: string }[] } };
  return said.policy.commands.map(({ id }) => id).toSorted();
}

const HOUR = '2030-01-01T00:00:00.000Z';
const hour = (over: Partial<ShadowHour> = {}): ShadowHour => ({
  hour: HOUR,
  compared: 10,
  stricter: 2,
  milder: 0,
  skipped: 1,
  ...over,
});
const difference = (over: Partial<ShadowDifference> = {}): ShadowDifference => ({
  agent: 'claude-code',
  live: 'allow',
  shadow: 'reject',
  liveRules: ['default/low'],
  shadowRules: ['no-rm'],
  calls: 2,
  ...over,
});
const told = (shadow: ShadowId, over: Partial<ShadowReport> = {}): ShadowReport => ({
  shadow,
  stream: uuidOf(9),
  sequence: 1,
  hours: [hour()],
  differences: [difference()],
  ...over,
});

describe('putting a draft in shadow', () => {
  it('takes one that holds, though its tests fail, and none that does not', async () => {
    const { ctx } = await fleet();
    const failing = await drafted(ctx, `${ruleText('rm')}tests:\n  - { command: rm x, expect: allow }\n`);
    const broken = await drafted(ctx, 'commands: 7');
    expect(await refusal(river.shadows.start(ctx, order(broken.id)))).toBe('policy.invalid');
    expect(await refusal(river.shadows.start(ctx, order(failing.id, { revision: 2 })))).toBe('policy_draft.stale');
    const run = await river.shadows.start(ctx, order(failing.id));
    expect(run).toMatchObject({ draft: { revision: 1, title: 'No more rm' }, besideVersion: 1, stopped: null });
    expect(run.endsAt.getTime() - run.startsAt.getTime()).toBe(24 * 3_600_000);
  });

  it('goes one at a time, also when two start at once, and not where no policy is obeyed', async () => {
    const { ctx } = await fleet();
    const [one, two] = [await drafted(ctx), await drafted(ctx)];
    const both = await Promise.all([one, two].map(({ id }) => refusal(river.shadows.start(ctx, order(id)))));
    expect(both.toSorted()).toEqual(['accepted', 'policy_shadow.running']);
    const bare = contextOf(await database.createOrg());
    expect(await refusal(started(bare))).toBe('policy.none');
  });

  it('ends by itself, by hand, or with its draft, and each is in the ledger once', async () => {
    const { ctx } = await fleet();
    const first = await started(ctx);
    await river.shadows.stop(ctx, first.id);
    expect(await refusal(river.shadows.stop(ctx, first.id))).toBe('policy_shadow.over');
    const next = { ...ctx, now: new Date(ctx.now.getTime() + 1_000) };
    const second = await started(next, { hours: 1 });
    const later = { ...ctx, now: new Date(next.now.getTime() + 3_600_000) };
    const discarded = await started(later);
    await river.draftEnds.discard(later, discarded.draft.id);
    const last = { ...later, now: new Date(later.now.getTime() + 1_000) };
    const published = await started(last);
    await river.draftEnds.publish(last, { id: published.draft.id, revision: 1, reason: 'it hits nobody' });
    const runs = await river.shadows.list(last);
    expect(runs.map(({ id, stopped }) => [id, stopped?.why ?? null])).toEqual([
      [published.id, 'published'],
      [discarded.id, 'discarded'],
      [second.id, null],
      [first.id, 'stopped'],
    ]);
    const far = { ...last, now: new Date(last.now.getTime() + 48 * 3_600_000) };
    await Promise.all([
      river.shadowEnds.end(far, second.id),
      river.shadowEnds.endOver(far),
      river.shadowEnds.end(far, published.id),
    ]);
    const kinds = await auditedIn(ctx.orgId);
    expect(kinds.filter((kind) => kind.startsWith('admin.policy_shadow'))).toHaveLength(8);
    expect(kinds.filter((kind) => kind === 'admin.policy_shadow.ended')).toHaveLength(1);
  });

  it('survives that it is stopped and its draft published in the same moment, many times', async () => {
    const { ctx } = await fleet();
    for (let version = 1; version <= 5; version += 1) {
      const words = { title: 't', text: ruleText('rm'), format: 'yaml', basedOn: version } as const;
      const { id } = await river.drafts.create(ctx, { kind: 'org', id: null }, words);
      const run = await river.shadows.start(ctx, order(id));
      const [publish] = await Promise.all([
        refusal(river.draftEnds.publish(ctx, { id, revision: 1, reason: 'x' })),
        refusal(river.shadows.stop(ctx, run.id)),
      ]);
      expect(publish).toBe('accepted');
    }
  });
});

describe('what machines are told', () => {
  it('is the draft, signed by the org’s key, until it ends', async () => {
    const { ctx, machines } = await fleet();
    const [machine] = machines as [MachineId];
    expect(await river.shadowIssues.for(ctx.orgId, machine)).toBeNull();
    const run = await started(ctx);
    await expect.poll(() => river.shadowIssues.for(ctx.orgId, machine)).not.toBeNull();
    const issue = await river.shadowIssues.for(ctx.orgId, machine);
    const [key] = await database.db.within(ctx, (tx) => river.keys.openIn(tx, ctx));
    const trustedKeys = [{ keyid: key?.keyid ?? '', publicKey: key?.publicKey ?? '' }];
    const said = openShadow(JSON.parse(issue?.body.toString() ?? ''), { trustedKeys, orgId: ctx.orgId, now: ctx.now });
    expect(said).toMatchObject({ id: run.id, digest: run.digest, policy: { commands: [{ id: 'no-rm' }] } });
    await river.shadows.stop(ctx, run.id);
    await expect.poll(() => river.shadowIssues.for(ctx.orgId, machine)).toBeNull();
  });

  it('reaches the same share of the machines each time, and PostgreSQL counts them as we do', async () => {
    const { ctx, machines } = await fleet(60);
    const run = await started(ctx, { share: 30 });
    const chosen = machines.filter((id) => isInShare(run.id, 30, id));
    expect(chosen.length).toBeGreaterThan(5);
    expect(chosen.length).toBeLessThan(35);
    await expect(river.shadowResults.get(ctx, run.id)).resolves.toMatchObject({
      result: { machines: { chosen: chosen.length } },
    });
    for (const id of machines) expect((await river.shadowIssues.for(ctx.orgId, id)) !== null).toBe(chosen.includes(id));
  });

  it('reaches only people of the group, where the run is for one', async () => {
    const { ctx, machines } = await fleet(3);
    const groupId = randomUUID();
    await asOwner(
      database.adminUrl,
      `insert into groups (org_id, id, name, source, created_at) values ('${ctx.orgId}', '${groupId}', 'Pilots', 'local', now());
       insert into group_members (org_id, group_id, person_id) values ('${ctx.orgId}', '${groupId}', '${uuidOf(1)}')`,
    );
    const run = await started(ctx, { groupId });
    expect(run.audience.group).toEqual({ id: groupId, name: 'Pilots' });
    await expect.poll(() => river.shadowIssues.for(ctx.orgId, machines[1]!)).not.toBeNull();
    expect(await river.shadowIssues.for(ctx.orgId, machines[0]!)).toBeNull();
    await expect(river.shadowResults.get(ctx, run.id)).resolves.toMatchObject({ result: { machines: { chosen: 1 } } });
  });

  it('is what a machine would really get: the layers of its person’s groups lie upon the draft', async () => {
    const { ctx, machines } = await fleet(2);
    const groupId = randomUUID();
    await asOwner(
      database.adminUrl,
      `insert into groups (org_id, id, name, source, created_at) values ('${ctx.orgId}', '${groupId}', 'Pilots', 'local', now());
       insert into group_members (org_id, group_id, person_id) values ('${ctx.orgId}', '${groupId}', '${uuidOf(1)}')`,
    );
    const layer = { text: ruleText('dd'), format: 'yaml', reason: 'x', basedOn: null } as const;
    await river.versions.publish(ctx, { ...layer, scope: { kind: 'group', id: groupId } });
    await started(ctx);
    const rulesFor = async (machine: MachineId | undefined) =>
      ruleIds(await river.shadowIssues.for(ctx.orgId, machine!));
    await expect.poll(() => river.shadowIssues.for(ctx.orgId, machines[0]!)).not.toBeNull();
    expect(await rulesFor(machines[0])).toEqual(['no-rm']);
    expect(await rulesFor(machines[1])).toEqual(['no-dd', 'no-rm']);
  });

  it('is a team’s, told to its people in the place of what stands for the team; never a project’s', async () => {
    const { ctx, machines } = await fleet(2);
    const { id: teamId } = await river.teams.create(ctx, { name: 'Payments', description: '' });
    await asOwner(
      database.adminUrl,
      `insert into team_members (org_id, team_id, person_id, added_at) values ('${ctx.orgId}', '${teamId}', '${uuidOf(1)}', now())`,
    );
    const words = { title: 'No dd', text: ruleText('dd'), format: 'yaml', basedOn: null } as const;
    const draft = await river.drafts.create(ctx, { kind: 'team', id: teamId }, words);
    await river.shadows.start(ctx, order(draft.id));
    await expect.poll(() => river.shadowIssues.for(ctx.orgId, machines[1]!)).not.toBeNull();
    const told = await Promise.all(machines.map(async (id) => ruleIds(await river.shadowIssues.for(ctx.orgId, id))));
    expect(told.map((ids) => ids.includes('no-dd'))).toEqual([false, true]);
    await river.draftEnds.discard(ctx, draft.id);

    const project = await river.projects.create(ctx, { name: 'Shop', description: '', teamId: null, remotes: [] });
    const other = await river.drafts.create(ctx, { kind: 'project', id: project.id }, words);
    expect(await refusal(river.shadows.start(ctx, order(other.id)))).toBe('policy_shadow.of_project');
  });

  it('is nothing that somebody wrote into the database', async () => {
    const { ctx, machines } = await fleet();
    await started(ctx);
    await asOwner(
      database.adminUrl,
      `update policy_shadows set document = replace(document, 'reject', 'allow') where org_id = '${ctx.orgId}'`,
    );
    const fresh = openPolicyRiver(database);
    expect(await refusal(fresh.shadowIssues.for(ctx.orgId, machines[0]!))).toBe('policy.tampered');
  });
});

describe('what machines count', () => {
  it('is added up: calls, rules, agents, hours, and how many machines and people would be hit', async () => {
    const { ctx, machines } = await fleet(5);
    const { id } = await started(ctx);
    for (const machine of machines.slice(0, 4)) await river.shadowResults.take(ctx, machine, told(id));
    const codex = difference({ agent: 'codex', live: 'reject', shadow: 'allow', liveRules: ['no-curl'], calls: 1 });
    const later = hour({ hour: '2030-01-01T05:00:00.000Z', stricter: 0, milder: 1 });
    await river.shadowResults.take(ctx, machines[0]!, told(id, { sequence: 2, hours: [later], differences: [codex] }));
    const { result } = await river.shadowResults.get(ctx, id);
    expect(result).toMatchObject({ compared: 50, stricter: 8, milder: 1, skipped: 5, peopleHit: 3 });
    expect(result.machines).toEqual({ chosen: 5, reported: 4, hit: 4 });
    expect(result.hours.map(({ hour: at, compared }) => [at.toISOString(), compared])).toEqual([
      [HOUR, 40],
      ['2030-01-01T05:00:00.000Z', 10],
    ]);
    expect(result.differences).toMatchObject([
      { live: 'allow', shadow: 'reject', shadowRules: ['no-rm'], calls: 8, machines: 4, people: 3 },
      { live: 'reject', shadow: 'allow', calls: 1, machines: 1, people: 1 },
    ]);
    expect(result.agents).toEqual([
      { agent: 'claude-code', calls: 8 },
      { agent: 'codex', calls: 1 },
    ]);
  });

  it('is counted once, however often and in whatever order a report comes again', async () => {
    const { ctx, machines } = await fleet();
    const { id } = await started(ctx);
    const [machine] = machines as [MachineId];
    await Promise.all([1, 2, 3, 4].map(() => river.shadowResults.take(ctx, machine, told(id))));
    await river.shadowResults.take(ctx, machine, told(id, { sequence: 2 }));
    await river.shadowResults.take(ctx, machine, told(id, { sequence: 1 }));
    await river.shadowResults.take(ctx, machine, told(id, { sequence: 1, stream: uuidOf(8) }));
    await expect(river.shadowResults.get(ctx, id)).resolves.toMatchObject({
      result: { compared: 30, stricter: 6, differences: [{ calls: 6 }] },
    });
  });

  it('stays bounded: ways of differing beyond the bound are summed under the rule "other"', async () => {
    const { ctx, machines } = await fleet();
    const { id } = await started(ctx);
    for (let part = 0; part < MOST_DIFFERENCES / 200 + 1; part += 1) {
      const differences = Array.from({ length: 200 }, (_, i) =>
        difference({ shadowRules: [`rule-${part * 200 + i}`], calls: 1 }),
      );
      await river.shadowResults.take(ctx, machines[0]!, told(id, { sequence: part + 1, differences }));
    }
    const { result } = await river.shadowResults.get(ctx, id);
    expect(result.differences[0]).toMatchObject({ shadowRules: OTHER_RULES, calls: 200 });
    expect(result.agents).toEqual([{ agent: 'claude-code', calls: MOST_DIFFERENCES + 200 }]);
  });

  it('comes late and with a wrong clock, and is counted within the run', async () => {
    const { ctx, machines } = await fleet();
    const run = await started(ctx, { hours: 2 });
    const late = { ...ctx, now: new Date(ctx.now.getTime() + 24 * 3_600_000) };
    const hours = ['1970-01-01T00:00:00.000Z', '2099-01-01T00:00:00.000Z'].map((at) => hour({ hour: at }));
    await river.shadowResults.take(late, machines[0]!, told(run.id, { hours }));
    const { result } = await river.shadowResults.get(late, run.id);
    expect(result.hours.map(({ hour: at }) => at.toISOString())).toEqual([HOUR, '2030-01-01T02:00:00.000Z']);
  });

  it('of another org’s run is not taken, shown or stopped', async () => {
    const [ours, theirs] = [await fleet(), await fleet()];
    const { id } = await started(ours.ctx);
    for (const act of [
      () => river.shadowResults.take(theirs.ctx, theirs.machines[0]!, told(id)),
      () => river.shadowResults.get(theirs.ctx, id),
      () => river.shadows.stop(theirs.ctx, id),
    ])
      expect(await refusal(act())).toBe('policy_shadow.not_found');
    await expect(river.shadows.list(theirs.ctx)).resolves.toEqual([]);
  });
});

async function auditedIn(orgId: OrgId): Promise<readonly string[]> {
  const entries = await database.db.within({ orgId }, (tx) =>
    rows(tx).$queryRawUnsafe<{ leaf: string }[]>('select leaf from ledger_entries order by index'),
  );
  return entries.map(({ leaf }) => (/"kind":"(admin\.[^"]+)"/.exec(leaf) ?? [])[1] ?? leaf);
}
