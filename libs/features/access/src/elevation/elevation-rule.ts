import type { GroupId } from '#features/tenancy';
import type { HeldRole } from '../roles/role-grant.js';

/** Who decides on a request: whoever could give the role, those who have a role, or those who are in a group. Never who asked. */
export type Approver =
  | { readonly kind: 'givers' }
  | { readonly kind: 'role'; readonly role: string }
  | { readonly kind: 'group'; readonly group: { readonly id: GroupId; readonly name: string } };

/** How a role may be asked for, for a while. */
export interface ElevationRule {
  readonly role: string;
  readonly isAskable: boolean;
  readonly maxMinutes: number;
  readonly approver: Approver;
}

export const LONGEST_MINUTES = 1_440;

/** What holds where the org says nothing. */
export const defaultRule = (role: string): ElevationRule => ({
  role,
  isAskable: true,
  maxMinutes: LONGEST_MINUTES,
  approver: { kind: 'givers' },
});

/** What somebody is who would decide, beside what she could give. */
export interface Decider {
  readonly held: readonly HeldRole[];
  readonly groups: readonly GroupId[];
}

/** Whether a rule names her; of `givers` it cannot tell, and answers null. What she has for a while does not count. */
export function isNamed({ approver }: ElevationRule, { held, groups }: Decider): boolean | null {
  switch (approver.kind) {
    case 'givers':
      return null;
    case 'role':
      return held.some(({ role, team }) => role === approver.role && team === null);
    case 'group':
      return groups.includes(approver.group.id);
  }
}
