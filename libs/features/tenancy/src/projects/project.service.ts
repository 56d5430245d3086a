import { Injectable } from '@nestjs/common';
import { newId, type RequestContext } from '#kernel';
import { ChangeSignal, OrgDatabase, type OrgTx } from '#platform/database';
import { Trail } from '#platform/trail';
import { ScopeEnds } from '../endings/scope-ends.js';
import { TeamService } from '../teams/team.service.js';
import { PROJECTS_CHANGED } from '../tenancy.events.js';
import { MOST_PROJECTS, type Project, type ProjectId, type ProjectWords } from './project.js';
import { ProjectNotFound, ProjectRemoteTaken, ProjectsTooMany } from './project.errors.js';
import { type ProjectPage, ProjectRepository } from './project.repository.js';

/** The projects of an org, known by their git remotes. */
@Injectable()
export class ProjectService {
  // eslint-disable-next-line max-params -- a project is rows, a team that answers for it, and two who are told
  constructor(
    private readonly db: OrgDatabase,
    private readonly projects: ProjectRepository,
    private readonly teams: TeamService,
    private readonly signal: ChangeSignal,
    private readonly trail: Trail,
    private readonly ends: ScopeEnds = new ScopeEnds(),
  ) {}

  list(ctx: RequestContext, page: ProjectPage): Promise<readonly Project[]> {
    return this.db.within(ctx, (tx) => this.projects.page(tx, ctx, page));
  }

  /** @throws ProjectNotFound */
  get(ctx: RequestContext, id: ProjectId): Promise<Project> {
    return this.db.within(ctx, (tx) => this.foundIn(tx, ctx, id));
  }

  /** @throws ProjectsTooMany, ProjectNameTaken, ProjectRemoteTaken, TeamNotFound */
  create(ctx: RequestContext, words: ProjectWords): Promise<Project> {
    return this.db.within(ctx, async (tx) => {
      if ((await this.projects.count(tx, ctx)) >= MOST_PROJECTS)
        throw new ProjectsTooMany(
          `An organisation has at most ${MOST_PROJECTS} projects. Remove one that is not needed.`,
        );
      if (words.teamId !== null) await this.teams.foundIn(tx, ctx, words.teamId);
      const id = newId<'Project'>(ctx.now);
      await this.projects.insert(tx, ctx, { id, ...words, createdAt: ctx.now });
      return this.remoteIn(tx, ctx, { id, words, action: 'project.created' });
    });
  }

  /** @throws ProjectNotFound, ProjectNameTaken, ProjectRemoteTaken, TeamNotFound */
  update(ctx: RequestContext, id: ProjectId, words: ProjectWords): Promise<Project> {
    return this.db.within(ctx, async (tx) => {
      await this.foundIn(tx, ctx, id);
      if (words.teamId !== null) await this.teams.foundIn(tx, ctx, words.teamId);
      await this.projects.update(tx, ctx, id, words);
      return this.remoteIn(tx, ctx, { id, words, action: 'project.changed' });
    });
  }

  /** @throws ProjectNotFound */
  remove(ctx: RequestContext, id: ProjectId): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      const { name } = await this.foundIn(tx, ctx, id);
      await this.ends.tellIn(tx, ctx, { kind: 'project', id, name });
      await this.projects.remove(tx, ctx, id);
      await this.signal.notify(tx, { topic: PROJECTS_CHANGED, orgId: ctx.orgId, id });
      await this.trail.record(tx, ctx, { action: 'project.removed', target: { kind: 'project', id, label: name } });
    });
  }

  /** @throws ProjectNotFound */
  async foundIn(tx: OrgTx, ctx: Pick<RequestContext, 'orgId'>, id: ProjectId): Promise<Project> {
    const project = await this.projects.find(tx, ctx, id);
    if (project === null) throw new ProjectNotFound('There is no such project in this organisation.');
    return project;
  }

  private async remoteIn(
    tx: OrgTx,
    ctx: RequestContext,
    { id, words, action }: { id: ProjectId; words: ProjectWords; action: `project.${string}` },
  ): Promise<Project> {
    const [strange] = await this.projects.setRemotes(tx, ctx, id, words.remotes);
    if (strange !== undefined)
      throw new ProjectRemoteTaken(`${strange} belongs to another project. Take it from that one first.`, {
        remote: strange,
      });
    const project = await this.foundIn(tx, ctx, id);
    await this.signal.notify(tx, { topic: PROJECTS_CHANGED, orgId: ctx.orgId, id });
    await this.trail.record(tx, ctx, {
      action,
      target: { kind: 'project', id, label: project.name },
      facts: { remotes: project.remotes.join(' '), ...(project.team && { team: project.team.name }) },
    });
    return project;
  }
}
