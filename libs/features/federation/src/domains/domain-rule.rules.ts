import type { DomainRule } from '#features/identity';
import type { Connection, ConnectionId } from '../connections/connection.js';

/** Who has to come in through which connection. */
export interface Requirements {
  readonly live: readonly Connection[];
  /** By domain; only those that say something. */
  readonly rules: ReadonlyMap<string, DomainRule>;
  readonly isRequiredOfAll: boolean;
}

/** The domains that lead to a connection alone. */
export const domainsLedTo = (rules: Requirements['rules'], id: ConnectionId): readonly string[] =>
  [...rules].filter(([, { connectionId }]) => connectionId === id).map(([domain]) => domain);

/** Who could not come in any more without a connection that is live: a domain, all; null where nobody needs it. */
export function whoNeeds(id: ConnectionId, { live, rules, isRequiredOfAll }: Requirements): string | null {
  for (const [domain, { connectionId, ssoRequired }] of rules)
    if (connectionId === id && (ssoRequired || isRequiredOfAll)) return `people with addresses of ${domain}`;
  if (live.some((other) => other.id !== id)) return null;
  if (isRequiredOfAll) return 'people';
  const [domain] = [...rules].find(([, { connectionId, ssoRequired }]) => connectionId === null && ssoRequired) ?? [];
  return domain === undefined ? null : `people with addresses of ${domain}`;
}

/** Domains that lead to a connection that lets nobody in. */
export const domainsLedAstray = ({ live, rules }: Pick<Requirements, 'live' | 'rules'>): readonly string[] =>
  [...rules]
    .filter(([, { connectionId }]) => connectionId !== null && !live.some(({ id }) => id === connectionId))
    .map(([domain]) => domain);
