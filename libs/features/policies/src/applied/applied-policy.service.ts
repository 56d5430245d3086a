import { Injectable } from '@nestjs/common';
import { type ProjectId, ProjectService } from '#features/tenancy';
import type { MachineId, RequestContext } from '#kernel';
import { OrgDatabase, type OrgTx } from '#platform/database';
import { MachineOwners } from '../bundles/machine-owners.js';
import { PolicyResolver } from '../bundles/policy-resolver.js';
import { type LayerBook, type LayeredProject, NOBODY, type PolicyAudience } from '../layers/layer-book.js';
import { LayerReader } from '../layers/layer.reader.js';
import { PolicyNone } from '../versions/version.errors.js';
import { type AppliedPolicy, appliedTo } from './applied-policy.js';

/** Of whom it is asked: a person, or whoever a machine belongs to; in a project, or wherever she works. */
export interface AppliedQuestion {
  readonly personId: string | null;
  readonly machineId: MachineId | null;
  readonly projectId: string | null;
}

/** Answers what applies to somebody, and why. */
@Injectable()
export class AppliedPolicyService {
  // eslint-disable-next-line max-params -- what stands, whose a machine is, what she is in, and the project
  constructor(
    private readonly db: OrgDatabase,
    private readonly resolver: PolicyResolver,
    private readonly layers: LayerReader,
    private readonly owners: MachineOwners,
    private readonly projects: ProjectService,
  ) {}

  /** @throws PolicyNone, ProjectNotFound, PolicyTampered */
  of(ctx: RequestContext, { personId, machineId, projectId }: AppliedQuestion): Promise<AppliedPolicy> {
    return this.db.within(ctx, async (tx) => {
      const book = await this.resolver.bookIn(tx, ctx);
      if (book === null) throw new PolicyNone('Publish a first policy; until then nothing applies to anybody.');
      const owner = machineId === null ? undefined : (await this.owners.ownersIn(tx, ctx, [machineId])).get(machineId);
      const audience = await this.audienceIn(tx, book, personId ?? owner ?? null);
      return appliedTo(book, audience, await this.projectIn(tx, ctx, book, projectId));
    });
  }

  private async audienceIn(tx: OrgTx, book: LayerBook, personId: string | null): Promise<PolicyAudience> {
    if (personId === null) return NOBODY;
    return { ...NOBODY, personId, ...(await this.layers.audiences(tx, book, [personId])).get(personId) };
  }

  private async projectIn(
    tx: OrgTx,
    ctx: RequestContext,
    book: LayerBook,
    projectId: string | null,
  ): Promise<LayeredProject | null> {
    if (projectId === null) return null;
    await this.projects.foundIn(tx, ctx, projectId as ProjectId);
    return book.projects.find(({ id }) => id === projectId) ?? null;
  }
}
