import { Injectable } from '@nestjs/common';
import { newId, type RequestContext } from '#kernel';
import { ChangeSignal, OrgDatabase, type OrgTx } from '#platform/database';
import { Trail } from '#platform/trail';
import { ScopeEnds } from '../endings/scope-ends.js';
import { TEAMS_CHANGED } from '../tenancy.events.js';
import { MOST_TEAMS, type Team, type TeamId, type TeamWords } from './team.js';
import { TeamNotFound, TeamsTooMany } from './team.errors.js';
import { TeamRepository } from './team.repository.js';

/** The teams of an org. Who is in them is features/access's matter, which knows people. */
@Injectable()
export class TeamService {
  // eslint-disable-next-line max-params -- a team is rows, and others who are told
  constructor(
    private readonly db: OrgDatabase,
    private readonly teams: TeamRepository,
    private readonly signal: ChangeSignal,
    private readonly trail: Trail,
    private readonly ends: ScopeEnds = new ScopeEnds(),
  ) {}

  list(ctx: RequestContext): Promise<readonly Team[]> {
    return this.db.within(ctx, (tx) => this.teams.list(tx, ctx));
  }

  /** @throws TeamNotFound */
  get(ctx: RequestContext, id: TeamId): Promise<Team> {
    return this.db.within(ctx, (tx) => this.foundIn(tx, ctx, id));
  }

  /** @throws TeamNameTaken, TeamsTooMany */
  create(ctx: RequestContext, words: TeamWords): Promise<Team> {
    return this.db.within(ctx, async (tx) => {
      if ((await this.teams.count(tx, ctx)) >= MOST_TEAMS)
        throw new TeamsTooMany(`An organisation has at most ${MOST_TEAMS} teams. Remove one that is not needed.`);
      const id = newId<'Team'>(ctx.now);
      await this.teams.insert(tx, ctx, { id, ...words, createdAt: ctx.now });
      await this.record(tx, ctx, { action: 'team.created', id, name: words.name });
      return this.foundIn(tx, ctx, id);
    });
  }

  /** @throws TeamNotFound, TeamNameTaken */
  update(ctx: RequestContext, id: TeamId, words: TeamWords): Promise<Team> {
    return this.db.within(ctx, async (tx) => {
      const before = await this.foundIn(tx, ctx, id);
      await this.teams.update(tx, ctx, id, words);
      const facts = { before: before.name, after: words.name };
      await this.record(tx, ctx, { action: 'team.changed', id, name: words.name, facts });
      return this.foundIn(tx, ctx, id);
    });
  }

  /** Nobody is in it any more, and what was published for it governs nobody; its versions stay. @throws TeamNotFound */
  remove(ctx: RequestContext, id: TeamId): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      const { name, members } = await this.foundIn(tx, ctx, id);
      await this.ends.tellIn(tx, ctx, { kind: 'team', id, name });
      await this.teams.remove(tx, ctx, id);
      await this.signal.notify(tx, { topic: TEAMS_CHANGED, orgId: ctx.orgId, id });
      await this.record(tx, ctx, { action: 'team.removed', id, name, facts: { members } });
    });
  }

  /** One of those that the context names, where it names some. @throws TeamNotFound */
  async foundIn(tx: OrgTx, ctx: RequestContext, id: TeamId): Promise<Team> {
    const isNear = ctx.teams === undefined || ctx.teams.includes(id);
    const team = isNear ? await this.teams.find(tx, ctx, id) : null;
    if (team === null) throw new TeamNotFound('There is no such team in this organisation.');
    return team;
  }

  private async record(
    tx: OrgTx,
    ctx: RequestContext,
    {
      action,
      id,
      name,
      facts,
    }: { action: `team.${string}`; id: TeamId; name: string; facts?: Record<string, string | number> },
  ): Promise<void> {
    await this.trail.record(tx, ctx, { action, target: { kind: 'team', id, label: name }, ...(facts && { facts }) });
  }
}
