import { z } from 'zod';
import type { GroupId } from '#features/tenancy';
import { LONGEST_MINUTES } from './elevation-rule.js';
import type { RuledRole } from './elevation-rule.service.js';

const roleName = z.string().min(1).max(60);

export const elevationRuleBody = z.strictObject({
  isAskable: z.boolean(),
  maxMinutes: z.int().min(15).max(LONGEST_MINUTES),
  approver: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('givers') }),
    z.strictObject({ kind: z.literal('role'), role: roleName }),
    z.strictObject({ kind: z.literal('group'), groupId: z.uuid().transform((id) => id as GroupId) }),
  ]),
});
export type ElevationRuleBody = z.infer<typeof elevationRuleBody>;

export const elevationRuleParams = z.strictObject({ role: roleName });
export type ElevationRuleParams = z.infer<typeof elevationRuleParams>;

export const elevationRuleView = z.object({
  role: z.string(),
  title: z.string(),
  isAskable: z.boolean(),
  maxMinutes: z.int(),
  approver: z
    .object({ kind: z.enum(['givers', 'role', 'group']), id: z.string().nullable(), label: z.string().nullable() })
    .describe('Who decides: whoever could give the role, those who have a role, or a group; never who asked'),
  isWritten: z.boolean().describe('Whether the organisation wrote the rule; else it is the usual one'),
});
export type ElevationRuleView = z.infer<typeof elevationRuleView>;
export const elevationRuleList = z.object({ items: z.array(elevationRuleView) });

export const toElevationRuleView = ({ approver, ...rule }: RuledRole): ElevationRuleView => ({
  ...rule,
  approver: {
    kind: approver.kind,
    id: approver.kind === 'role' ? approver.role : approver.kind === 'group' ? approver.group.id : null,
    label: approver.kind === 'role' ? approver.role : approver.kind === 'group' ? approver.group.name : null,
  },
});
