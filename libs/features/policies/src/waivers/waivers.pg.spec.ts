import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PolicyDocument } from '#contracts';
import { compilePolicy, decide } from '#engines/policy';
import { DomainError, type MachineId, newId, type OrgId, type PersonId, type RequestContext } from '#kernel';
import { rows } from '#platform/database/rows';
import { openPolicyRiver, type PolicyRiver } from '../../../../../test/harness/policy-river.js';
import { asOwner } from '../../../../../test/harness/postgres.js';
import { contextOf, openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { stateOf } from './waiver.js';
import type { WaiverRequest } from './waiver.service.js';

let database: TestDatabase;
let river: PolicyRiver;
beforeAll(async () => {
  database = await openTestDatabase();
  river = openPolicyRiver(database);
});
afterAll(() => database.close());

const ORG = 'version: 1\ncommands:\n  - { id: no-make, program: make, effect: reject }\nlocks: [rules/no-make]\n';
const HOUR = 3_600_000;
const now = new Date('2030-01-01T00:00:00Z');

interface Human {
  readonly ctx: RequestContext;
  readonly id: PersonId;
  readonly machine: MachineId;
}

async function human(orgId: OrgId): Promise<Human> {
  const [id, machine] = [newId<'Person'>(new Date()), newId<'Machine'>(new Date())];
  await asOwner(
    database.adminUrl,
    `insert into people (id, email, name, created_at) values ('${id}', '${id}@x.test', 'Ada', now());
     insert into memberships (org_id, person_id, status, created_at) values ('${orgId}', '${id}', 'active', now());
     insert into machines (org_id, id, hostname, os, arch, program_version, key_thumbprint, person_id, enrolled_by, enrolled_at, last_seen_at)
       values ('${orgId}', '${machine}', 'box', 'linux', 'x64', '0.1.0', '${machine}', '${id}', 'person', now(), now())`,
  );
  const principal = { kind: 'person', id: id as never, label: `${id}@x.test` } as const;
  return { ctx: contextOf(orgId, { principal }), id, machine };
}

async function org(): Promise<{ orgId: OrgId; dev: Human; boss: Human }> {
  const orgId = await database.createOrg();
  await river.publish(orgId, ORG);
  return { orgId, dev: await human(orgId), boss: await human(orgId) };
}

const wish = (over: Partial<WaiverRequest> & Pick<WaiverRequest, 'subject'>): WaiverRequest => ({
  rules: ['no-make'],
  effect: 'allow',
  bounds: null,
  reason: 'the build wants it',
  startsAt: null,
  expiresAt: new Date(now.getTime() + 24 * HOUR),
  ...over,
});
const approve = { decision: 'approved', reason: 'for a day' } as const;

async function effect(orgId: OrgId, machine: MachineId, at = now): Promise<string> {
  const issue = await openPolicyRiver(database).bundles.issue(orgId, machine);
  const policy = compilePolicy(issue!.statement.policy as unknown as PolicyDocument);
  const cwd = '/home/dev/app';
  return decide(
    policy,
    { tool: 'shell', command: 'make', cwd },
    { workspace: cwd, home: '/home/dev', platform: 'linux', now: at },
  ).effect;
}

const refusal = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'accepted',
    (error: unknown) => (error instanceof DomainError ? error.code : String(error as Error)),
  );
const auditedIn = async (orgId: OrgId): Promise<readonly string[]> => {
  const entries = await database.db.within({ orgId }, (tx) =>
    rows(tx).$queryRawUnsafe<{ leaf: string }[]>('select leaf from ledger_entries order by index'),
  );
  return entries.flatMap(({ leaf }) => (/"kind":"admin\.(waiver\.[^"]+)"/.exec(leaf) ?? []).slice(1));
};

describe('a waiver', () => {
  it('is asked for, approved by somebody else, obeyed by the machines of whom it is for, and over when it is ended', async () => {
    const { orgId, dev, boss } = await org();
    const id = await river.waivers.request(dev.ctx, wish({ subject: { kind: 'user', id: dev.id } }));
    expect(await effect(orgId, dev.machine)).toBe('reject');
    expect(await refusal(river.waivers.decide(dev.ctx, id, approve))).toBe('waiver.own');
    const before = (await openPolicyRiver(database).bundles.issue(orgId, dev.machine))!.statement.version;
    await river.waivers.decide(boss.ctx, id, approve);
    const after = (await openPolicyRiver(database).bundles.issue(orgId, dev.machine))!.statement.version;
    expect(after).toBeGreaterThan(before);
    expect(await effect(orgId, dev.machine)).toBe('allow');
    expect(await effect(orgId, dev.machine, new Date(now.getTime() + 25 * HOUR))).toBe('reject');
    expect(await effect(orgId, boss.machine)).toBe('reject');
    expect(await refusal(river.waivers.decide(boss.ctx, id, approve))).toBe('waiver.decided');
    await river.waivers.end(boss.ctx, id, 'done');
    expect(await effect(orgId, dev.machine)).toBe('reject');
    expect(await auditedIn(orgId)).toEqual(['waiver.requested', 'waiver.approved', 'waiver.ended']);
  });

  it('for a person is not approved by that person, whoever asked for it', async () => {
    const { dev, boss } = await org();
    const id = await river.waivers.request(dev.ctx, wish({ subject: { kind: 'user', id: boss.id } }));
    expect(await refusal(river.waivers.decide(boss.ctx, id, approve))).toBe('waiver.own');
  });

  it('is for the people of a team, from the moment that they enter it', async () => {
    const { orgId, dev, boss } = await org();
    const { id: teamId } = await river.teams.create(boss.ctx, { name: 'Build', description: '' });
    const id = await river.waivers.request(dev.ctx, wish({ subject: { kind: 'team', id: teamId } }));
    await river.waivers.decide(boss.ctx, id, approve);
    expect(await effect(orgId, dev.machine)).toBe('reject');
    await database.db.within({ orgId }, (tx) =>
      rows(tx).teamMember.create({ data: { orgId, teamId, personId: dev.id, addedAt: now } }),
    );
    expect(await effect(orgId, dev.machine)).toBe('allow');
  });

  it('tells whoever decides that it pierces a lock', async () => {
    const { dev, boss } = await org();
    await river.waivers.request(dev.ctx, wish({ subject: { kind: 'user', id: dev.id } }));
    const page = { show: 'pending', requesterId: null, before: null, limit: 10 } as const;
    const [seen] = await river.waivers.list(boss.ctx, page);
    expect(seen).toMatchObject({ mayDecide: true, notes: [expect.stringContaining('pierces a lock')] });
    const [own] = await river.waivers.list(dev.ctx, page);
    expect(own?.mayDecide).toBe(false);
  });

  it.each([
    ['longer than the org lets any last', { expiresAt: new Date(now.getTime() + 31 * 24 * HOUR) }],
    ['over before it begins', { expiresAt: new Date(now.getTime() - 1) }],
    ['of all that a default answers', { rules: ['default/high'] }],
  ] as const)('is refused when it is %s', async (_what, over) => {
    const { dev } = await org();
    expect(
      await refusal(river.waivers.request(dev.ctx, wish({ subject: { kind: 'user', id: dev.id }, ...over }))),
    ).toBe('waiver.refused');
  });

  it('lasts as long as the org says, and expires into the ledger by itself, once, whoever notices', async () => {
    const { orgId, dev, boss } = await org();
    await river.waivers.setMaxDays(boss.ctx, 60);
    const expiresAt = new Date(now.getTime() + 50 * 24 * HOUR);
    const id = await river.waivers.request(dev.ctx, wish({ subject: { kind: 'org', id: orgId }, expiresAt }));
    await river.waivers.decide(boss.ctx, id, approve);
    expect(await effect(orgId, boss.machine)).toBe('allow');
    const principal = { kind: 'job', id: newId<'Job'>(now), label: 'waiver.close' } as const;
    const job = { now: new Date(expiresAt.getTime() + 1), requestId: 'r', principal };
    await river.waiverEnds.end({ ...job, orgId, now }, id);
    expect(await effect(orgId, boss.machine)).toBe('allow');
    await Promise.all([
      river.waiverEnds.end({ ...job, orgId }, id),
      river.waiverEnds.endOver(job),
      river.waiverEnds.end({ ...job, orgId }, id),
    ]);
    expect(await effect(orgId, boss.machine)).toBe('reject');
    const entries = await auditedIn(orgId);
    expect(entries.at(-1)).toBe('waiver.expired');
    expect(entries.filter((kind) => kind === 'waiver.expired')).toHaveLength(1);
  });

  it.each([
    ['within a fortnight', 30 * 24 * HOUR, 14 * 24 * HOUR],
    ['before it would be over', 48 * HOUR, 48 * HOUR],
  ])('on which nobody decides %s lapses, into the ledger too, once', async (_when, until, lapsesAfter) => {
    const { orgId, dev, boss } = await org();
    const expiresAt = new Date(now.getTime() + until);
    const id = await river.waivers.request(dev.ctx, wish({ subject: { kind: 'user', id: dev.id }, expiresAt }));
    const principal = { kind: 'job', id: newId<'Job'>(now), label: 'waiver.close' } as const;
    const closeAfter = (ms: number) =>
      river.waiverEnds.endOver({ now: new Date(now.getTime() + ms), requestId: 'r', principal });
    await closeAfter(lapsesAfter - 1);
    expect(await auditedIn(orgId)).toEqual(['waiver.requested']);
    await Promise.all([closeAfter(lapsesAfter), closeAfter(lapsesAfter), closeAfter(lapsesAfter + HOUR)]);
    expect(await auditedIn(orgId)).toEqual(['waiver.requested', 'waiver.lapsed']);
    expect(await refusal(river.waivers.decide(boss.ctx, id, approve))).toBe('waiver.decided');
    const over = await river.waivers.list(dev.ctx, { show: 'over', requesterId: null, before: null, limit: 10 });
    expect(over.map((waiver) => [waiver.id, stateOf(waiver, now)])).toEqual([[id, 'lapsed']]);
  });

  it('that was ended before its time does not expire as well', async () => {
    const { orgId, dev, boss } = await org();
    const id = await river.waivers.request(dev.ctx, wish({ subject: { kind: 'user', id: dev.id } }));
    await river.waivers.decide(boss.ctx, id, approve);
    const due = await database.db.within({ orgId }, (tx) =>
      rows(tx).$queryRawUnsafe<{ due: Date }[]>(`select run_after as due from org_jobs where name = 'waiver.end'`),
    );
    expect(due).toEqual([{ due: wish({ subject: { kind: 'user', id: dev.id } }).expiresAt }]);
    await river.waivers.withdraw(dev.ctx, id);
    await river.waiverEnds.end({ ...dev.ctx, now: new Date(now.getTime() + 48 * HOUR) }, id);
    expect(await auditedIn(orgId)).toEqual(['waiver.requested', 'waiver.approved', 'waiver.ended']);
  });

  it('can be taken back by whoever asked for it, and by nobody else', async () => {
    const { dev, boss } = await org();
    const id = await river.waivers.request(dev.ctx, wish({ subject: { kind: 'user', id: dev.id } }));
    expect(await refusal(river.waivers.withdraw(boss.ctx, id))).toBe('waiver.not_found');
    await river.waivers.withdraw(dev.ctx, id);
    expect(await refusal(river.waivers.decide(boss.ctx, id, approve))).toBe('waiver.decided');
  });

  it('counts for nothing when it was written into the table', async () => {
    const { orgId, dev, boss } = await org();
    const id = await river.waivers.request(dev.ctx, wish({ subject: { kind: 'user', id: dev.id } }));
    await asOwner(
      database.adminUrl,
      `update policy_waivers set decision = 'approved', decided_at = now(), decider_id = '${boss.id}', decider_label = 'b' where id = '${id}'`,
    );
    expect(await effect(orgId, dev.machine)).toBe('reject');
  });

  it('is another org’s own matter', async () => {
    const [ours, theirs] = [await org(), await org()];
    const id = await river.waivers.request(ours.dev.ctx, wish({ subject: { kind: 'org', id: ours.orgId } }));
    expect(await refusal(river.waivers.decide(theirs.boss.ctx, id, approve))).toBe('waiver.not_found');
    const subject = { kind: 'user', id: ours.dev.id } as const;
    expect(await refusal(river.waivers.request(theirs.dev.ctx, wish({ subject })))).toBe('waiver.refused');
  });

  it('for a project is for the people of the team that answers for it, so there has to be one', async () => {
    const { dev, boss } = await org();
    const words = { name: 'api', description: '', teamId: null, remotes: ['git.test/acme/api'] };
    const project = await river.projects.create(boss.ctx, words);
    const subject = { kind: 'project', id: project.id } as const;
    expect(await refusal(river.waivers.request(dev.ctx, wish({ subject })))).toBe('waiver.refused');
    const team = await river.teams.create(boss.ctx, { name: 'API', description: '' });
    await river.projects.update(boss.ctx, project.id, { ...words, teamId: team.id });
    const id = await river.waivers.request(dev.ctx, wish({ subject }));
    await river.waivers.decide(boss.ctx, id, approve);
    const { projects } = (await openPolicyRiver(database).bundles.issue(boss.ctx.orgId, dev.machine))!.statement;
    expect(projects).toMatchObject({ layers: [{ id: project.id, mayLoosen: false }], waivers: [] });
  });
});

describe('what applies', () => {
  it('is told for a person, a machine and a project, each part with its layer', async () => {
    const { dev, boss } = await org();
    const team = await river.teams.create(boss.ctx, { name: 'Build', description: '' });
    await asOwner(
      database.adminUrl,
      `insert into team_members values ('${boss.ctx.orgId}', '${team.id}', '${dev.id}', now())`,
    );
    const project = await river.projects.create(boss.ctx, {
      name: 'api',
      description: '',
      teamId: null,
      remotes: ['git.test/acme/api'],
    });
    const publish = (scope: { kind: 'team' | 'project'; id: string }, text: string) =>
      river.versions.publish(boss.ctx, { scope, text, format: 'yaml', reason: 'so', basedOn: null });
    await publish({ kind: 'team', id: team.id }, 'version: 1\ndefaults: { low: ask }\n');
    await publish({ kind: 'project', id: project.id }, 'version: 1\ndefaults: { low: allow, high: reject }\n');
    const ask = (question: object) =>
      river.applied.of(boss.ctx, { personId: null, machineId: null, projectId: null, ...question });
    const own = await ask({ personId: dev.id });
    expect(own.layers.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['org the organisation', 'team Build']);
    expect(own.values).toContainEqual({ setting: 'defaults.low', value: 'ask', layer: 1 });
    expect(await ask({ machineId: dev.machine })).toEqual(own);
    const there = await ask({ personId: dev.id, projectId: project.id });
    expect(there.mayLoosen).toBe(false);
    expect(there.document.defaults.low).toBe('ask');
    expect(there.document.resolution?.refused).toMatchObject([{ what: 'defaults.low' }]);
  });
});
