import type { Kind } from './recipe.js';

export type ConnectionStatus = 'draft' | 'live' | 'disabled';

/** A way in through an identity provider, as the API shows it. What the protocol knows of it stands in `settings` and `facts`. */
export interface Connection {
  readonly id: string;
  readonly kind: Kind;
  readonly name: string;
  readonly status: ConnectionStatus;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly urls: Readonly<Record<string, string>>;
  readonly defaultRole: string | null;
  readonly jit: boolean;
  /** Who answers for what its identity provider says; `by` null: the installation. */
  readonly voucher: { readonly by: string | null; readonly isOwner: boolean };
  readonly updatedAt: string;
  readonly testedAt: string | null;
  readonly lastUsedAt: string | null;
  readonly pending: PendingSettings | null;
}

/** Settings that wait: they count once they were tested, and somebody says so. */
export interface PendingSettings {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly changes: readonly SettingsChange[];
  readonly secretsChange: boolean;
  readonly proposedAt: string;
  readonly proposedBy: string;
  readonly testedAt: string | null;
}
export interface SettingsChange {
  readonly member: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** The connection as whoever edits or tests it sees it: with what waits, where anything does. */
export function asEdited(connection: Connection): Connection {
  const { pending } = connection;
  if (pending === null) return connection;
  const { settings, facts, testedAt, proposedAt: updatedAt } = pending;
  return { ...connection, settings, facts, testedAt, updatedAt };
}

export const KIND_NAMES: Readonly<Record<Kind, string>> = { saml: 'SAML 2.0', oidc: 'OpenID Connect' };

export const STATUS_WORDS: Readonly<Record<ConnectionStatus, readonly [words: string, colour: string]>> = {
  draft: ['Draft', 'or'],
  live: ['Live', 'vert'],
  disabled: ['Disabled', 'gray'],
};

export interface Certificate {
  readonly subject: string;
  readonly fingerprint: string;
  readonly notAfter: string;
  readonly daysLeft: number;
  /** The mark that has been passed: 90, 30 or 7 days; null while there is time. */
  readonly warning: number | null;
}

/** The certificates with which the identity provider signs; an OpenID provider has none. */
export const certificatesOf = ({ facts }: Pick<Connection, 'facts'>): readonly Certificate[] =>
  Array.isArray(facts['certificates']) ? (facts['certificates'] as Certificate[]) : [];

export interface OwnKey {
  /** The certificate, for providers that want it as a file. */
  readonly pem: string;
  readonly fingerprint: string;
  readonly notAfter: string;
  readonly daysLeft: number;
  readonly warning: number | null;
}
interface OwnKeyPair {
  readonly signing: OwnKey;
  readonly encryption: OwnKey;
}
export interface OwnKeys extends OwnKeyPair {
  readonly next: (OwnKeyPair & { readonly countsAt: string }) | null;
  readonly formerUntil: string | null;
}

/** Those that a SAML connection signs with and is encrypted for; null for another kind. */
export const ownKeysOf = ({ facts }: Pick<Connection, 'facts'>): OwnKeys | null =>
  (facts['ownKeys'] as OwnKeys | undefined) ?? null;

/** What stands in the way of the sign-ins of tomorrow, most pressing first. */
export function warningsOf(connection: Pick<Connection, 'facts'>): readonly string[] {
  const certificates = certificatesOf(connection);
  const isCovered = certificates.some(({ daysLeft, warning }) => daysLeft >= 0 && warning === null);
  const ending = certificates.filter(({ warning }) => warning !== null).toSorted((a, b) => a.daysLeft - b.daysLeft);
  const { warnings } = connection.facts;
  return [
    ...(isCovered
      ? []
      : ending
          .slice(0, 1)
          .map(({ daysLeft }) => endingWords(daysLeft, connection.facts['expiredCertificates'] === 'accepted'))),
    ...(Array.isArray(warnings) ? (warnings as string[]) : []),
  ];
}

export function endingWords(daysLeft: number, isTakenForItsKey = false): string {
  if (daysLeft < 0)
    return isTakenForItsKey
      ? 'Its signing certificate has expired. People still sign in by its key: have the identity provider make a new one now.'
      : 'Its signing certificate has expired: nobody can sign in.';
  if (daysLeft === 0) return 'Its signing certificate expires today.';
  return `Its signing certificate expires in ${String(daysLeft)} ${daysLeft === 1 ? 'day' : 'days'}.`;
}

/** What is asked of an answer, as a test shows it. */
export interface AnswerCheck {
  readonly name: string;
  readonly passed: boolean;
  readonly detail: string;
}
export interface ConnectionTest {
  readonly id: string;
  readonly startedBy: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly state: 'running' | 'passed' | 'failed';
  readonly checks: readonly AnswerCheck[];
  readonly evidence: Readonly<Record<string, unknown>> | null;
  readonly problem: string | null;
}

/** What is given to a protocol: what may be read back, and what may not. */
export interface SettingsOrder {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, unknown>>;
}
