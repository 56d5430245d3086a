import { Injectable } from '@nestjs/common';
import {
  MOST_TEAMS_OF_PERSON,
  type Team,
  type TeamId,
  TeamRepository,
  TEAMS_CHANGED,
  TeamService,
} from '#features/tenancy';
import type { PersonId, RequestContext } from '#kernel';
import { ChangeSignal, enterOrg, type OrgTx, SystemDatabase } from '#platform/database';
import { Trail } from '#platform/trail';
import { RoleNotYours } from '../roles/role.errors.js';
import { reachBeyond } from '../roles/role.rules.js';
import { RoleService } from '../roles/role.service.js';
import type { TeamMember } from './team-member.js';
import { TeamMembersUnknown, TeamsOfPersonTooMany } from './team-member.errors.js';
import { type TeamMemberPage, TeamMemberReader } from './team-member.reader.js';

/** Who is in which team, and so which layers of policy a person's machines obey. */
@Injectable()
export class TeamMemberService {
  // eslint-disable-next-line max-params -- people belong to no org and teams do: both floors meet here
  constructor(
    private readonly system: SystemDatabase,
    private readonly reader: TeamMemberReader,
    private readonly teams: TeamService,
    private readonly repository: TeamRepository,
    private readonly roles: RoleService,
    private readonly signal: ChangeSignal,
    private readonly trail: Trail,
  ) {}

  /** @throws TeamNotFound */
  list(ctx: RequestContext, page: TeamMemberPage): Promise<readonly TeamMember[]> {
    return this.system.across('list the people of a team', async (tx) => {
      const found = await this.reader.page(tx, ctx, page);
      await this.teams.foundIn(await enterOrg(tx, ctx.orgId), ctx, page.teamId);
      return found;
    });
  }

  /**
   * Takes people into a team, all or none; who is in it already stays.
   * @throws TeamNotFound, TeamMembersUnknown, TeamsOfPersonTooMany, RoleNotYours
   */
  add(ctx: RequestContext, teamId: TeamId, ids: readonly PersonId[]): Promise<void> {
    return this.system.across('take people into a team', async (tx) => {
      const people = [...new Set(ids)];
      const known = await this.reader.membersOf(tx, ctx, people);
      if (known.length < people.length)
        throw new TeamMembersUnknown('Invite them first: who is in a team is a member of the organisation.');
      const orgTx = await enterOrg(tx, ctx.orgId);
      const team = await this.teams.foundIn(orgTx, ctx, teamId);
      await this.mustNotReachFurther(orgTx, ctx, team);
      const added = await this.repository.addMembers(orgTx, ctx, { id: teamId, people, now: ctx.now });
      if (added.length === 0) return;
      if ((await this.repository.mostTeamsOf(orgTx, ctx, added)) > MOST_TEAMS_OF_PERSON)
        throw new TeamsOfPersonTooMany(`A person is in at most ${MOST_TEAMS_OF_PERSON} teams.`);
      const emails = known.filter(({ id }) => added.includes(id)).map(({ email }) => email);
      await this.tell(orgTx, ctx, team, { action: 'team.members_added', people: added, emails });
    });
  }

  /** Does nothing for who is not in it. @throws TeamNotFound */
  remove(ctx: RequestContext, teamId: TeamId, personId: PersonId): Promise<void> {
    return this.system.across('take a person out of a team', async (tx) => {
      const [person] = await this.reader.membersOf(tx, ctx, [personId]);
      const orgTx = await enterOrg(tx, ctx.orgId);
      const team = await this.teams.foundIn(orgTx, ctx, teamId);
      if (!(await this.repository.removeMember(orgTx, ctx, teamId, personId))) return;
      const emails = person === undefined ? [] : [person.email];
      await this.tell(orgTx, ctx, team, { action: 'team.member_removed', people: [personId], emails });
    });
  }

  /** Whoever may do something in this team alone would do it to everybody whom she takes in. @throws RoleNotYours */
  private async mustNotReachFurther(tx: OrgTx, ctx: RequestContext, { id, name }: Team): Promise<void> {
    const beyond = reachBeyond(await this.roles.powerIn(tx, ctx), id);
    if (beyond.length > 0)
      throw new RoleNotYours(
        `You have ${beyond.join(', ')} for the team "${name}" alone, and would have it over whom you take in. Ask somebody who has it for the organisation.`,
      );
  }

  private async tell(
    tx: OrgTx,
    ctx: RequestContext,
    { id, name }: Team,
    { action, people, emails }: { action: `team.${string}`; people: readonly PersonId[]; emails: readonly string[] },
  ): Promise<void> {
    await this.signal.notify(tx, { topic: TEAMS_CHANGED, orgId: ctx.orgId, id });
    const facts = { people: people.join(' '), addresses: emails.join(' ') };
    await this.trail.record(tx, ctx, { action, target: { kind: 'team', id, label: name }, facts });
  }
}
