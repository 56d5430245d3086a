import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { pageOf } from '#platform/http';
import type { ConnectionId } from '../connections/connection.js';
import { type Domain, type DomainId, recordNameOf, recordValueOf } from './domain.js';
import type { RuledDomain } from './domain-rule.service.js';

/** RFC 1035 section 2.3.1: labels of letters, digits and hyphens, at least two of them; the last one is no number. */
const NAME = /^(?=.{3,230}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;

export const domainName = z
  .string()
  .trim()
  .min(3)
  .max(253)
  .regex(/^[^\s/\\@:?#%[\]]*$/, 'Type a domain such as example.com.')
  .transform((text) => domainToASCII(text))
  .refine((name) => NAME.test(name), 'Type a domain such as example.com.');

export const domainBody = z.strictObject({ name: domainName });
export type DomainBody = z.infer<typeof domainBody>;
export const domainParams = z.strictObject({ id: z.uuid().transform((id) => id as DomainId) });
export type DomainParams = z.infer<typeof domainParams>;

export const domainRuleBody = z
  .strictObject({
    connectionId: z
      .uuid()
      .transform((id) => id as ConnectionId)
      .nullable()
      .optional(),
    ssoRequired: z.boolean().optional(),
    takeOverDays: z.int().min(0).max(90).optional(),
  })
  .refine((edit) => Object.keys(edit).length > 0, 'must change something');
export type DomainRuleBody = z.infer<typeof domainRuleBody>;

export const domainView = z.object({
  id: z.uuid(),
  name: z.string(),
  state: z.enum(['waiting', 'verified', 'record-missing']),
  /** The TXT record that proves it. */
  record: z.object({ name: z.string(), value: z.string() }),
  verifiedBy: z.enum(['dns', 'operator']).nullable(),
  verifiedAt: z.iso.datetime().nullable(),
  checkedAt: z.iso.datetime().nullable(),
  missingSince: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  /** The only connection that people with such an address come in through; null: any. */
  connectionId: z.uuid().nullable(),
  /** Whether they must come in through a connection although the organisation does not require it of everybody. */
  ssoRequired: z.boolean(),
  /** Until when that connection takes over accounts of people who came in through another; null: it does not. */
  takesOverUntil: z.iso.datetime().nullable(),
  /** Meanwhile: how many of them have not come through it yet. */
  awaited: z.number().nullable(),
});
export type DomainView = z.infer<typeof domainView>;
export const domainPage = pageOf(domainView);

export const toDomainView = ({ domain, rule, awaited }: RuledDomain): DomainView => ({
  id: domain.id,
  name: domain.name,
  state: stateOf(domain),
  record: { name: recordNameOf(domain), value: recordValueOf(domain) },
  verifiedBy: domain.verifiedBy,
  verifiedAt: domain.verifiedAt?.toISOString() ?? null,
  checkedAt: domain.checkedAt?.toISOString() ?? null,
  missingSince: domain.missingSince?.toISOString() ?? null,
  createdAt: domain.createdAt.toISOString(),
  connectionId: rule.connectionId,
  ssoRequired: rule.ssoRequired,
  takesOverUntil: rule.takesOverUntil?.toISOString() ?? null,
  awaited,
});

function stateOf({ verifiedAt, missingSince }: Domain): DomainView['state'] {
  if (verifiedAt === null) return 'waiting';
  return missingSince === null ? 'verified' : 'record-missing';
}
