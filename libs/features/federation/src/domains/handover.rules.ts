import type { DomainRule } from '#features/identity';
import type { Domain } from './domain.js';
import { HandoverRefused } from './domain.errors.js';

const DAY_MS = 24 * 3_600_000;

interface Around {
  readonly domain: Pick<Domain, 'name' | 'verifiedAt'>;
  readonly before: DomainRule;
  readonly connectionId: string | null;
  readonly now: Date;
}

/**
 * Until when the connection of a domain takes over the accounts of those who came through another. It was said of one connection: where the domain leads
 * to another from now on, it is over.
 * @throws HandoverRefused
 */
export function takingOverUntil(
  { takeOverDays }: { readonly takeOverDays?: number | undefined },
  { domain, before, connectionId, now }: Around,
): Date | null {
  if (takeOverDays === undefined) return connectionId === before.connectionId ? before.takesOverUntil : null;
  if (takeOverDays === 0) return null;
  if (connectionId === null)
    throw new HandoverRefused(
      'Say first to which connection the domain leads: it is the one that takes the accounts over.',
    );
  if (domain.verifiedAt === null)
    throw new HandoverRefused(
      `Verify ${domain.name} first: until then its addresses are not the organisation’s to give.`,
    );
  return new Date(now.getTime() + takeOverDays * DAY_MS);
}
