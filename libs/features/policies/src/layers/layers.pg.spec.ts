import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PolicyDocument } from '#contracts';
import { compilePolicy, decide, policyInProjects, projectsOf } from '#engines/policy';
import type { GroupId, ProjectId, TeamId } from '#features/tenancy';
import { DomainError, type MachineId, newId, type OrgId, type PersonId, type RequestContext } from '#kernel';
import { rows } from '#platform/database/rows';
import { openPolicyRiver, type PolicyRiver } from '../../../../../test/harness/policy-river.js';
import { asOwner } from '../../../../../test/harness/postgres.js';
import { contextOf, openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import type { PolicyScope } from '../scopes/scope.js';

let database: TestDatabase;
let river: PolicyRiver;
beforeAll(async () => {
  database = await openTestDatabase();
  river = openPolicyRiver(database);
});
afterAll(() => database.close());

const ORG = `version: 1
commands:
  - { id: no-make, program: make, effect: reject }
  - { id: no-npm, program: npm, effect: ask }
locks: [rules/no-make]
`;
const rule = (id: string, program: string, effect: string): string =>
  `version: 1\ncommands:\n  - { id: ${id}, program: ${program}, effect: ${effect} }\n`;

/** An org with a policy, and what tests put into it. */
class Place {
  private constructor(
    readonly ctx: RequestContext,
    readonly orgId: OrgId,
  ) {}

  static async open(policy = ORG): Promise<Place> {
    const orgId = await database.createOrg();
    await river.publish(orgId, policy);
    return new Place(contextOf(orgId), orgId);
  }

  async person(): Promise<{ id: PersonId; machine: MachineId }> {
    const [id, machine] = [newId<'Person'>(new Date()), newId<'Machine'>(new Date())];
    await asOwner(
      database.adminUrl,
      `insert into people (id, email, name, created_at) values ('${id}', '${id}@x.test', 'Ada', now());
       insert into memberships (org_id, person_id, status, created_at) values ('${this.orgId}', '${id}', 'active', now());
       insert into machines (org_id, id, hostname, os, arch, program_version, key_thumbprint, person_id, enrolled_by, enrolled_at, last_seen_at)
         values ('${this.orgId}', '${machine}', 'box', 'linux', 'x64', '0.1.0', '${machine}', '${id}', 'person', now(), now())`,
    );
    return { id, machine };
  }

  async team(...people: PersonId[]): Promise<TeamId> {
    const { id } = await river.teams.create(this.ctx, { name: newId(new Date()), description: '' });
    await this.intoTeam(id, ...people);
    return id;
  }

  intoTeam(id: TeamId, ...people: PersonId[]): Promise<void> {
    return database.db.within(this.ctx, async (tx) => {
      for (const personId of people)
        await rows(tx).teamMember.create({ data: { orgId: this.orgId, teamId: id, personId, addedAt: new Date() } });
    });
  }

  group(...people: PersonId[]): Promise<GroupId> {
    return database.db.within(this.ctx, async (tx) => {
      const id = newId<'Group'>(new Date());
      const words = { id, name: id, source: 'local', sourceId: null, createdAt: new Date() } as const;
      await river.groups.insertIn(tx, this.ctx, words);
      await river.groups.addMembersIn(tx, this.ctx, id, people);
      return id;
    });
  }

  async project(remote: string, teamId: TeamId | null = null): Promise<ProjectId> {
    const words = { name: newId(new Date()), description: '', teamId, remotes: [remote] };
    return (await river.projects.create(this.ctx, words)).id;
  }

  publish(scope: PolicyScope, text: string, basedOn: number | null | 'whatever-stands' = 'whatever-stands') {
    return river.versions.publish(this.ctx, { scope, text, format: 'yaml', reason: 'so', basedOn });
  }

  /** What the machine is told now, in a process that knows nothing yet. */
  async told(machine?: MachineId) {
    const issue = await openPolicyRiver(database).bundles.issue(this.orgId, machine);
    return issue!.statement;
  }

  async effect(machine: MachineId | undefined, command: string): Promise<string> {
    return effectOf((await this.told(machine)).policy as unknown as PolicyDocument, command);
  }

  async effectIn(remotes: readonly string[], machine: MachineId, command: string): Promise<string> {
    const { projects } = await this.told(machine);
    return effectOf(policyInProjects(projects!, projectsOf(projects!, remotes)), command);
  }
}

function effectOf(policy: PolicyDocument, command: string): string {
  const cwd = '/home/dev/app';
  const world = { workspace: cwd, home: '/home/dev', platform: 'linux', now: new Date('2030-01-01') } as const;
  return decide(compilePolicy(policy), { tool: 'shell', command, cwd }, world).effect;
}

const refusal = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'accepted',
    (error: unknown) => (error instanceof DomainError ? error.code : String(error as Error)),
  );

describe('a layer', () => {
  it('binds the machines of its people, and no others', async () => {
    const place = await Place.open();
    const [ada, bob] = [await place.person(), await place.person()];
    const [team, group] = [await place.team(ada.id), await place.group(ada.id)];
    await place.publish({ kind: 'team', id: team }, rule('no-npm', 'npm', 'allow'));
    await place.publish({ kind: 'group', id: group }, rule('no-ls', 'ls', 'reject'));
    expect(await place.effect(ada.machine, 'npm test')).toBe('allow');
    expect(await place.effect(ada.machine, 'ls')).toBe('reject');
    expect(await place.effect(bob.machine, 'npm test')).toBe('ask');
    expect(await place.effect(undefined, 'ls')).toBe('allow');
    const { resolution } = (await place.told(ada.machine)).policy as unknown as PolicyDocument;
    expect(resolution?.layers.map(({ id }) => id).sort()).toEqual([place.orgId, group, `team/${team}`].sort());
  });

  it('says what the org’s lock refused of it, and does not loosen it', async () => {
    const place = await Place.open();
    const ada = await place.person();
    const team = await place.team(ada.id);
    const published = await place.publish({ kind: 'team', id: team }, rule('no-make', 'make', 'allow'));
    expect(published.refused).toEqual([{ what: 'rules/no-make', lockedBy: expect.objectContaining({ kind: 'org' }) }]);
    expect(await place.effect(ada.machine, 'make')).toBe('reject');
  });

  it('is published once by one of many, upon the version that she saw, and numbers go on after it was taken away', async () => {
    const place = await Place.open();
    const scope = { kind: 'team', id: await place.team() } as const;
    const all = await Promise.all(
      ['a', 'b', 'c'].map((id) => refusal(place.publish(scope, rule(id, id, 'ask'), null))),
    );
    expect(all.toSorted()).toEqual(['accepted', 'policy.stale', 'policy.stale']);
    await place.publish(scope, rule('d', 'd', 'ask'), 1);
    await river.versions.withdraw(place.ctx, scope, 'no longer needed');
    expect(await refusal(river.versions.current(place.ctx, scope))).toBe('policy.layer_none');
    expect(await refusal(river.versions.withdraw(place.ctx, scope, 'again'))).toBe('policy.layer_none');
    await expect(place.publish(scope, rule('e', 'e', 'ask'), null)).resolves.toMatchObject({ number: 3 });
    const kept = await river.versions.list(place.ctx, { before: null, limit: 9 }, scope);
    expect(kept.map(({ number }) => number)).toEqual([3, 2, 1]);
    await expect(river.versions.rollBack(place.ctx, { number: 1, reason: 'back', scope })).resolves.toMatchObject({
      number: 4,
      rollbackOf: 1,
    });
  });

  it('asks its own tests of what it makes of the org’s policy', async () => {
    const place = await Place.open();
    const scope = { kind: 'group', id: await place.group() } as const;
    const tested = (expected: string) =>
      `${rule('no-ls', 'ls', 'ask')}tests:\n  - { command: make, expect: ${expected} }\n`;
    expect(await refusal(place.publish(scope, tested('allow')))).toBe('policy.invalid');
    expect(await refusal(place.publish(scope, tested('reject')))).toBe('accepted');
  });

  it('lies upon a policy of the org, of a scope that there is, in one’s own teams where one publishes for those alone', async () => {
    const bare = contextOf(await database.createOrg());
    const empty = await river.teams.create(bare, { name: 'empty', description: '' });
    const draft = { text: 'version: 1\n', format: 'yaml', reason: 'so', basedOn: null } as const;
    expect(await refusal(river.versions.publish(bare, { ...draft, scope: { kind: 'team', id: empty.id } }))).toBe(
      'policy.none',
    );
    const place = await Place.open();
    const strange = { kind: 'team', id: empty.id } as const;
    expect(await refusal(place.publish(strange, draft.text))).toBe('team.not_found');
    const [mine, other] = [await place.team(), await place.team()];
    const near = { ...place.ctx, teams: [mine] };
    expect(await refusal(river.versions.publish(near, { ...draft, scope: { kind: 'team', id: mine } }))).toBe(
      'accepted',
    );
    expect(await refusal(river.versions.publish(near, { ...draft, scope: { kind: 'team', id: other } }))).toBe(
      'team.not_found',
    );
    expect(await refusal(river.versions.publish(near, draft))).toBe('policy.scope_closed');
    const group = await place.group();
    expect(await refusal(river.versions.publish(near, { ...draft, scope: { kind: 'group', id: group } }))).toBe(
      'policy.scope_closed',
    );
  });

  it('can be looked at in the place of what stands, without being published', async () => {
    const place = await Place.open();
    const ada = await place.person();
    const team = await place.team(ada.id);
    const instead = {
      scope: { kind: 'team', id: team } as const,
      document: { version: 1 as const, mode: 'monitor' as const },
    };
    const of = (what: typeof instead | undefined) =>
      database.db.within(place.ctx, (tx) =>
        river.resolver.resolveIn(tx, place.ctx, { personId: ada.id, teams: [team], groups: [] }, what),
      );
    expect((await of(instead))?.document.resolution?.refused).toMatchObject([{ what: 'mode' }]);
    expect((await of(undefined))?.document.resolution).toBeUndefined();
  });
});

describe('the version that machines are told', () => {
  it('grows with whatever changes what they obey, and never goes back', async () => {
    const place = await Place.open();
    const [ada, bob] = [await place.person(), await place.person()];
    const [team, group] = [await place.team(), await place.group()];
    let before = (await place.told(ada.machine)).version;
    const grows = async (what: Promise<unknown>): Promise<boolean> => {
      await what;
      const now = (await place.told(ada.machine)).version;
      expect(now).toBeGreaterThanOrEqual(before);
      const grew = now > before;
      before = now;
      return grew;
    };
    const within = (work: (tx: Parameters<Parameters<typeof database.db.within>[1]>[0]) => Promise<unknown>) =>
      database.db.within(place.ctx, work);
    expect(await grows(place.intoTeam(team, ada.id))).toBe(false);
    expect(await grows(place.publish({ kind: 'team', id: team }, rule('t', 'ls', 'ask')))).toBe(true);
    expect(await grows(place.intoTeam(team, bob.id))).toBe(true);
    expect(await grows(within((tx) => river.groups.addMembersIn(tx, place.ctx, group, [ada.id])))).toBe(false);
    expect(await grows(place.publish({ kind: 'group', id: group }, rule('g', 'ls', 'ask')))).toBe(true);
    expect(await grows(within((tx) => river.groups.removeMembersIn(tx, place.ctx, group, [ada.id])))).toBe(true);
    expect(await grows(within((tx) => river.groups.renameIn(tx, place.ctx, group, 'other')))).toBe(true);
    expect(await grows(within((tx) => river.groups.removeIn(tx, place.ctx, group)))).toBe(true);
    const project = await place.project('git.test/a/b');
    expect(await grows(place.publish({ kind: 'project', id: project }, rule('p', 'ls', 'ask')))).toBe(true);
    const words = { name: 'p', description: '', teamId: null, remotes: ['git.test/a/c'] };
    expect(await grows(river.projects.update(place.ctx, project, words))).toBe(true);
    expect(await grows(river.projects.update(place.ctx, project, { ...words, teamId: team }))).toBe(true);
    expect(await grows(river.projects.remove(place.ctx, project))).toBe(true);
    expect(await grows(river.teams.remove(place.ctx, team))).toBe(true);
    expect((await place.told(ada.machine)).policy).toEqual((await place.told()).policy);
    await expect(river.versions.list(place.ctx, { before: null, limit: 9 })).resolves.toHaveLength(1);
  });

  it('reaches every process when somebody enters a team, and one issue serves all who are in the same', async () => {
    const place = await Place.open();
    const [ada, bob, eve] = [await place.person(), await place.person(), await place.person()];
    const team = await place.team(ada.id, bob.id);
    await place.publish({ kind: 'team', id: team }, rule('t', 'ls', 'reject'));
    const process = openPolicyRiver(database);
    const machines = [ada.machine, bob.machine, eve.machine];
    const issues = await process.bundles.issues(place.orgId, machines);
    expect(issues.get(ada.machine)).toBe(issues.get(bob.machine));
    expect(issues.get(eve.machine)).not.toBe(issues.get(ada.machine));
    await place.intoTeam(team, eve.id);
    await expect
      .poll(async () => {
        const now = await process.bundles.issues(place.orgId, machines);
        return now.get(eve.machine) === now.get(ada.machine);
      })
      .toBe(true);
  });

  it('is the same for two who change it at once: neither waits for the other, and none is lost', async () => {
    const place = await Place.open();
    const ada = await place.person();
    const teams = await Promise.all([1, 2, 3, 4].map(() => place.team()));
    for (const id of teams) await place.publish({ kind: 'team', id }, rule('t', 'ls', 'reject'));
    const before = (await place.told()).version;
    await Promise.all(teams.map((id) => place.intoTeam(id, ada.id)));
    expect((await place.told()).version).toBe(before + teams.length);
  });
});

describe('the layer of a project', () => {
  it('is stricter to everybody who works there, and milder to the people of the team that answers for it alone', async () => {
    const place = await Place.open();
    const [ada, bob] = [await place.person(), await place.person()];
    const team = await place.team(ada.id);
    const project = await place.project('git.test/acme/api', team);
    await place.publish(
      { kind: 'project', id: project },
      `${rule('no-npm', 'npm', 'allow')}  - { id: no-ls, program: ls, effect: reject }\n`,
    );
    const remotes = ['git.test/acme/api'];
    expect(await place.effectIn(remotes, ada.machine, 'ls')).toBe('reject');
    expect(await place.effectIn(remotes, bob.machine, 'ls')).toBe('reject');
    expect(await place.effectIn(remotes, ada.machine, 'npm test')).toBe('allow');
    expect(await place.effectIn(remotes, bob.machine, 'npm test')).toBe('ask');
    expect(await place.effectIn(['git.test/acme/other'], ada.machine, 'ls')).toBe('allow');
    expect(await place.effect(ada.machine, 'ls')).toBe('allow');
  });

  it('is not in the bundle of an org where no policy speaks to a project', async () => {
    const place = await Place.open();
    await place.project('git.test/acme/api');
    expect((await place.told()).projects).toBeUndefined();
  });
});
