import { Injectable } from '@nestjs/common';
import { MembershipRepository } from '#features/tenancy';
import { newId, type PersonId, type PrincipalId, type RequestContext } from '#kernel';
import { ChangeSignal, enterOrg, OrgDatabase, type OrgTx, SystemDatabase } from '#platform/database';
import { Trail } from '#platform/trail';
import { RoleService, ROLES_CHANGED } from '../roles/role.service.js';
import { type Elevation, type ElevationId, lapseOf, type ListedElevation, stateOf } from './elevation.js';
import type { ElevationRule } from './elevation-rule.js';
import { ElevationRuleService } from './elevation-rule.service.js';
import {
  ElevationDecided,
  ElevationForPeople,
  ElevationNotFound,
  ElevationOwn,
  ElevationPointless,
  ElevationRefused,
} from './elevation.errors.js';
import { ElevationRepository } from './elevation.repository.js';

const MINUTE_MS = 60_000;
const MOST_AT_ONCE = 500;

export interface ElevationRequest {
  readonly role: string;
  readonly reason: string;
  readonly minutes: number;
}

/** Roles just in time. What is held for a while works like any role, but cannot be handed on. */
@Injectable()
export class ElevationService {
  // eslint-disable-next-line max-params -- asked for in an org, ended across all of them, told and recorded each time
  constructor(
    private readonly db: OrgDatabase,
    private readonly system: SystemDatabase,
    private readonly elevations: ElevationRepository,
    private readonly memberships: MembershipRepository,
    private readonly roles: RoleService,
    private readonly rules: ElevationRuleService,
    private readonly signal: ChangeSignal,
    private readonly trail: Trail,
  ) {}

  /** Newest first; of each, whether the caller may decide on it. */
  list(ctx: RequestContext, page: { before: string | null; limit: number }): Promise<readonly ListedElevation[]> {
    return this.db.within(ctx, async (tx) => {
      const found = await this.elevations.page(tx, ctx, page);
      const open = found.filter((elevation) => stateOf(elevation, ctx.now) === 'pending');
      const decidable = await this.rules.decidableIn(tx, ctx, [...new Set(open.map(({ role }) => role))]);
      return found.map((elevation) => ({
        ...elevation,
        mayDecide:
          open.includes(elevation) &&
          decidable.has(elevation.role) &&
          (elevation.personId as string) !== ctx.principal.id,
      }));
    });
  }

  /** @throws ElevationForPeople, RoleUnknown, ElevationRefused by the org's rule, ElevationPointless for a role that she has, or has asked for */
  request(ctx: RequestContext, { role, reason, minutes }: ElevationRequest): Promise<ElevationId> {
    const person = personIn(ctx);
    return this.db.within(ctx, async (tx) => {
      (await this.roles.bookIn(tx, ctx)).mustHave(role);
      mustFit(await this.rules.ruleIn(tx, ctx, role), minutes);
      const held = await this.roles.heldIn(tx, ctx, person);
      if (held.some((has) => has.role === role && has.team === null))
        throw new ElevationPointless(`You have the role "${role}" already.`);
      const personId = person.id as PersonId;
      const before = await this.elevations.undecided(tx, ctx, { personId, role });
      if (before !== null) await this.closeIn(tx, ctx, before);
      const id = newId<'Elevation'>(ctx.now);
      const personLabel = ctx.principal.label;
      await this.elevations.insert(tx, ctx, { id, personId, personLabel, role, reason, minutes, requestedAt: ctx.now });
      await this.record(tx, ctx, { id, role, personLabel }, { action: 'elevation.requested', reason, minutes });
      return id;
    });
  }

  /** @throws ElevationForPeople, ElevationNotFound, ElevationDecided, ElevationOwn, ElevationNotYours; ElevationPointless when she left meanwhile */
  decide(
    ctx: RequestContext,
    id: ElevationId,
    { decision, reason }: { decision: 'approved' | 'rejected'; reason: string },
  ): Promise<void> {
    const decider = personIn(ctx);
    return this.db.within(ctx, async (tx) => {
      const elevation = await this.openIn(tx, ctx, id);
      const { personId, role, minutes } = elevation;
      if ((personId as string) === decider.id) throw new ElevationOwn('Ask somebody else who could give the role.');
      await this.rules.mustDecideIn(tx, ctx, role);
      const isApproved = decision === 'approved';
      if (isApproved && !(await this.memberships.isActive(tx, ctx, personId)))
        throw new ElevationPointless('The person is no active member any more.');
      const endsAt = isApproved ? new Date(ctx.now.getTime() + minutes * MINUTE_MS) : null;
      const decided = { deciderId: decider.id, deciderLabel: ctx.principal.label, decidedAt: ctx.now };
      await this.elevations.decide(tx, ctx, id, { decision, decisionReason: reason, endsAt, ...decided });
      await this.tell(tx, ctx, personId);
      const facts = { action: `elevation.${decision}`, reason, minutes } as const;
      await this.record(tx, ctx, elevation, facts);
    });
  }

  /** Ends what runs, or withdraws what was asked for: the person herself, or whoever could give the role. @throws ElevationNotFound, ElevationDecided, RoleNotYours */
  end(ctx: RequestContext, id: ElevationId): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      const elevation = await this.findIn(tx, ctx, id);
      const state = stateOf(elevation, ctx.now);
      if (state !== 'running' && state !== 'pending') throw decided();
      if ((elevation.personId as string) !== ctx.principal.id)
        await this.roles.mustBeAllowed(tx, ctx, [{ role: elevation.role, teamId: null }]);
      await this.elevations.end(tx, ctx, id, ctx.now);
      await this.tell(tx, ctx, elevation.personId);
      await this.record(tx, ctx, elevation, {
        action: state === 'running' ? 'elevation.ended' : 'elevation.withdrawn',
      });
    });
  }

  /** Writes into the ledgers what is over by itself. That it counts no more needs nobody's help. */
  async closeOver(ctx: Pick<RequestContext, 'now' | 'requestId' | 'principal'>): Promise<void> {
    const over = await this.system.across('close elevations that are over', (tx) =>
      this.elevations.overAcrossTenants(tx, ctx.now, MOST_AT_ONCE),
    );
    for (const { orgId, id } of over) {
      await this.system.across('close an elevation', async (tx) =>
        this.closeIn(await enterOrg(tx, orgId), { ...ctx, orgId }, id),
      );
    }
  }

  /** Ends by its own time what has not been ended. The row is locked: of several who come at once the first writes. */
  private async closeIn(tx: OrgTx, ctx: RequestContext, id: ElevationId): Promise<void> {
    const elevation = await this.findIn(tx, ctx, id);
    const state = stateOf(elevation, ctx.now);
    if (elevation.endedAt !== null || (state !== 'over' && state !== 'lapsed')) return;
    const endedAt = state === 'over' ? (elevation.endsAt ?? ctx.now) : lapseOf(elevation);
    await this.elevations.end(tx, ctx, id, endedAt);
    await this.record(tx, ctx, elevation, { action: state === 'over' ? 'elevation.expired' : 'elevation.lapsed' });
  }

  private async findIn(tx: OrgTx, ctx: RequestContext, id: ElevationId): Promise<Elevation> {
    const elevation = await this.elevations.findForUpdate(tx, ctx, id);
    if (elevation === null) throw new ElevationNotFound(`There is no request ${id} in this organisation.`);
    return elevation;
  }

  private async openIn(tx: OrgTx, ctx: RequestContext, id: ElevationId): Promise<Elevation> {
    const elevation = await this.findIn(tx, ctx, id);
    if (stateOf(elevation, ctx.now) !== 'pending') throw decided();
    return elevation;
  }

  private tell(tx: OrgTx, ctx: RequestContext, personId: PersonId): Promise<void> {
    return this.signal.notify(tx, { topic: ROLES_CHANGED, orgId: ctx.orgId, id: personId });
  }

  private async record(
    tx: OrgTx,
    ctx: RequestContext,
    { id, role, personLabel }: Pick<Elevation, 'id' | 'role' | 'personLabel'>,
    { action, reason, minutes }: { action: `elevation.${string}`; reason?: string; minutes?: number },
  ): Promise<void> {
    await this.trail.record(tx, ctx, {
      action,
      target: { kind: 'elevation', id, label: personLabel },
      ...(reason !== undefined && reason !== '' && { reason }),
      facts: { role, ...(minutes !== undefined && { minutes }) },
    });
  }
}

function personIn({ principal }: RequestContext): { kind: 'person'; id: PrincipalId } {
  if (principal.kind !== 'person') throw new ElevationForPeople('Sign in at the console as a person.');
  return { kind: 'person', id: principal.id };
}

function mustFit({ role, isAskable, maxMinutes }: ElevationRule, minutes: number): void {
  if (!isAskable) throw new ElevationRefused(`The role "${role}" cannot be asked for here. Ask an owner to give it.`);
  if (minutes > maxMinutes)
    throw new ElevationRefused(`The role "${role}" can be had for ${maxMinutes} minutes at most.`, { maxMinutes });
}

const decided = (): ElevationDecided =>
  new ElevationDecided('It was decided, withdrawn, or has lapsed. Look at the list again.');
