import { Injectable } from '@nestjs/common';
import { type GroupId, GroupRepository, GroupService } from '#features/tenancy';
import type { PersonId, RequestContext } from '#kernel';
import { OrgDatabase, type OrgTx } from '#platform/database';
import { Trail } from '#platform/trail';
import type { Role } from '../roles/role.js';
import { mayHandle } from '../roles/role.rules.js';
import { RoleService } from '../roles/role.service.js';
import { SpokenGroups } from '../roles/spoken-groups.js';
import { type Approver, defaultRule, type ElevationRule, isNamed } from './elevation-rule.js';
import { ElevationNotYours } from './elevation.errors.js';
import { ElevationRuleRepository } from './elevation-rule.repository.js';

export interface RuledRole extends ElevationRule {
  readonly title: Role['title'];
  /** Whether the org wrote it down; else it is what holds by itself. */
  readonly isWritten: boolean;
}

/** How roles may be asked for in an org, and who decides on it. */
@Injectable()
export class ElevationRuleService {
  // eslint-disable-next-line max-params -- a rule speaks of roles and of groups, and is recorded
  constructor(
    private readonly db: OrgDatabase,
    private readonly rules: ElevationRuleRepository,
    private readonly roles: RoleService,
    private readonly groups: GroupService,
    private readonly groupRows: GroupRepository,
    private readonly spoken: SpokenGroups,
    private readonly trail: Trail,
  ) {}

  /** Of every role that there is. */
  list(ctx: RequestContext): Promise<readonly RuledRole[]> {
    return this.db.within(ctx, async (tx) => {
      const [written, book] = [await this.rules.all(tx, ctx), await this.roles.bookIn(tx, ctx)];
      return book.roles.map(({ name, title }) => {
        const rule = written.get(name);
        return { ...(rule ?? defaultRule(name)), title, isWritten: rule !== undefined };
      });
    });
  }

  /** Who says who decides on a role gives it, so she must have it. @throws RoleUnknown, RoleNotYours, GroupNotFound, GroupUnvouched */
  write(ctx: RequestContext, rule: Omit<ElevationRule, 'approver'> & { approver: AskedApprover }): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      await this.roles.lockIn(tx, ctx);
      await this.roles.mustBeAllowed(tx, ctx, [{ role: rule.role, teamId: null }]);
      const approver = await this.approverIn(tx, ctx, rule.approver);
      await this.rules.put(tx, ctx, { ...rule, approver });
      await this.spoken.mustAllBeVouchedIn(tx, ctx, rule.role);
      const { isAskable, maxMinutes } = rule;
      const facts = { isAskable, maxMinutes, approver: labelOf(approver) };
      await this.trail.record(tx, ctx, {
        action: 'elevation.rule_written',
        target: { kind: 'role', id: rule.role, label: rule.role },
        facts,
      });
    });
  }

  /** @throws RoleUnknown, RoleNotYours */
  remove(ctx: RequestContext, role: string): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      await this.roles.mustBeAllowed(tx, ctx, [{ role, teamId: null }]);
      await this.rules.remove(tx, ctx, role);
      const target = { kind: 'role', id: role, label: role };
      await this.trail.record(tx, ctx, { action: 'elevation.rule_removed', target });
    });
  }

  ruleIn(tx: OrgTx, ctx: RequestContext, role: string): Promise<ElevationRule> {
    return this.rules.of(tx, ctx, role);
  }

  /** That the caller is one of those who decide on requests for the role. @throws ElevationNotYours, RoleUnknown */
  async mustDecideIn(tx: OrgTx, ctx: RequestContext, role: string): Promise<void> {
    if (!(await this.decidableIn(tx, ctx, [role])).has(role))
      throw new ElevationNotYours(
        `Requests for the role "${role}" are decided by ${labelOf((await this.rules.of(tx, ctx, role)).approver)}.`,
      );
  }

  /** Those of `roles` on whose requests the caller decides; of others, not of her own. */
  async decidableIn(tx: OrgTx, ctx: RequestContext, roles: readonly string[]): Promise<ReadonlySet<string>> {
    const { kind, id } = ctx.principal;
    if (kind !== 'person' || roles.length === 0) return new Set();
    const [written, book] = [await this.rules.all(tx, ctx), await this.roles.bookIn(tx, ctx)];
    const power = await this.roles.powerIn(tx, ctx);
    const held = await this.roles.heldIn(tx, ctx, { kind, id });
    const groups = await this.groupRows.idsOfPerson(tx, ctx, id as PersonId);
    const decides = (name: string): boolean => {
      const role = book.named(name);
      if (role === undefined) return false;
      return isNamed(written.get(name) ?? defaultRule(name), { held, groups }) ?? mayHandle(role, power);
    };
    return new Set(roles.filter(decides));
  }

  private async approverIn(tx: OrgTx, ctx: RequestContext, asked: AskedApprover): Promise<Approver> {
    if (asked.kind === 'role') {
      (await this.roles.bookIn(tx, ctx)).mustHave(asked.role);
      return asked;
    }
    if (asked.kind === 'givers') return asked;
    const { id, name } = await this.groups.foundIn(tx, ctx, asked.groupId);
    return { kind: 'group', group: { id, name } };
  }
}

/** As a caller names it. */
export type AskedApprover =
  Exclude<Approver, { kind: 'group' }> | { readonly kind: 'group'; readonly groupId: GroupId };

const labelOf = (approver: Approver): string => {
  if (approver.kind === 'role') return `those who have the role "${approver.role}"`;
  return approver.kind === 'group' ? `the group "${approver.group.name}"` : 'whoever could give the role';
};
