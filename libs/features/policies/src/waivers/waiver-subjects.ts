import { Injectable } from '@nestjs/common';
import type { ProjectId } from '#features/tenancy';
import { ProjectService } from '#features/tenancy';
import type { RequestContext } from '#kernel';
import { type OrgTx, SystemDatabase } from '#platform/database';
import { ScopeKeeper } from '../scopes/scope-keeper.js';
import type { WaiverSubject } from './waiver.js';
import { WaiverRefused } from './waiver.errors.js';
import { WaiverPersonReader } from './waiver-person.reader.js';

/** Knows for whom an exception can be, and what they are called. */
@Injectable()
export class WaiverSubjects {
  constructor(
    private readonly system: SystemDatabase,
    private readonly people: WaiverPersonReader,
    private readonly scopes: ScopeKeeper,
    private readonly projects: ProjectService,
  ) {}

  /** The name of a person of the org, asked before the org's own transaction: people belong to no org. @throws WaiverRefused */
  async personLabel(ctx: RequestContext, personId: string): Promise<string> {
    if (personId === ctx.principal.id) return ctx.principal.label;
    const address = await this.system.glance('name the person of a waiver', (tx) =>
      this.people.addressAcrossTenants(tx, { orgId: ctx.orgId, personId }),
    );
    if (address === null) throw new WaiverRefused('There is no such person in this organisation.');
    return address;
  }

  /**
   * The team, group, project or org of that id.
   * @throws TeamNotFound, GroupNotFound, ProjectNotFound; WaiverRefused for a project that nobody answers for: nobody would gain by it
   */
  async scopeIn(
    tx: OrgTx,
    ctx: RequestContext,
    { kind, id }: { kind: Exclude<WaiverSubject['kind'], 'user'>; id: string },
  ): Promise<WaiverSubject> {
    const scope = kind === 'org' ? { kind, id: ctx.orgId } : { kind, id };
    const { name } = await this.scopes.foundIn(tx, ctx, scope);
    if (kind === 'project' && (await this.projects.foundIn(tx, ctx, id as ProjectId)).team === null)
      throw new WaiverRefused(
        'No team answers for this project, and an exception in a project is for the people of that team alone. Name a team there first.',
      );
    return { ...scope, label: name };
  }
}
