import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { GROUPS_CHANGED, type TeamId, TEAMS_CHANGED } from '#features/tenancy';
import { Clock, type PersonId, type RequestContext } from '#kernel';
import { ChangeSignal, OrgDatabase, SIGNAL_GAP } from '#platform/database';
import { ElevationRepository } from '../elevation/elevation.repository.js';
import type { RunningElevation } from '../elevation/elevation.js';
import type { RoleHolder } from '../roles/role-grant.js';
import { powerOf } from '../roles/role.rules.js';
import { RoleService, ROLES_CHANGED } from '../roles/role.service.js';
import type { PermissionName } from './permission.js';

const KEPT = 10_000;
const KEPT_MS = 30_000;

/** What a principal has now: the roles given to it, and those it has for a while. */
export interface Held {
  readonly roles: readonly string[];
  readonly elevations: readonly RunningElevation[];
  readonly permissions: ReadonlySet<PermissionName>;
  /** What it may do in some teams alone. */
  readonly inTeams: ReadonlyMap<TeamId, ReadonlySet<PermissionName>>;
}

/** Answers, with every request, what its principal may do. */
@Injectable()
export class HeldService {
  /** By org and principal. Half a minute at most, never past the end of an elevation, and told of every change at once. */
  private readonly known = new LRUCache<string, Held>({ max: KEPT, ttl: KEPT_MS });
  private changes = 0;

  // eslint-disable-next-line max-params -- what is given, what is held for a while, the hour, and who tells of changes
  constructor(
    private readonly db: OrgDatabase,
    private readonly roles: RoleService,
    private readonly elevations: ElevationRepository,
    private readonly clock: Clock,
    signal: ChangeSignal,
  ) {
    const forget = (): void => {
      this.changes += 1;
      this.known.clear();
    };
    for (const topic of [ROLES_CHANGED, GROUPS_CHANGED, TEAMS_CHANGED]) signal.on(topic, forget);
    signal.on(SIGNAL_GAP, forget);
  }

  async heldBy(ctx: Pick<RequestContext, 'orgId'>, holder: RoleHolder): Promise<Held> {
    const now = this.clock.now();
    const key = `${ctx.orgId}/${holder.kind}/${holder.id}`;
    const known = this.known.get(key);
    if (known !== undefined && isStill(known, now)) return known;
    const before = this.changes;
    const held = await this.load(ctx, holder, now);
    // What was read while roles changed may be older than the change: it serves this request and is not remembered.
    if (this.changes === before) this.known.set(key, held);
    return held;
  }

  private load(ctx: Pick<RequestContext, 'orgId'>, holder: RoleHolder, now: Date): Promise<Held> {
    return this.db.within(ctx, async (tx) => {
      const given = await this.roles.heldIn(tx, ctx, holder);
      const personId = holder.id as PersonId;
      const elevations = holder.kind === 'person' ? await this.elevations.running(tx, ctx, { personId, now }) : [];
      const book = await this.roles.bookIn(tx, ctx);
      const { roles, inTeams } = powerOf(given, book);
      const permissions = book.permissionsOf([...roles, ...elevations.map(({ role }) => role)]);
      return { roles, elevations, permissions, inTeams };
    });
  }
}

/** The first of the elevations to end ends what was remembered. */
const isStill = ({ elevations: [first] }: Held, now: Date): boolean => first === undefined || now < first.endsAt;
