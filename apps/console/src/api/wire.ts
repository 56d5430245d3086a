/**
 * The words of the wire as the console reads them. The doors, and what each takes and answers, are generated from the API's own document (#contracts); these are the names that pages call its shapes by.
 * Times are RFC 3339 UTC strings.
 */
import type { Effect, Risk } from '#contracts';

export interface PageOf<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}
export interface OrgView {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}
export interface PersonView {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}
export interface Labelled {
  readonly id: string;
  readonly label: string;
}

export interface Me {
  /** `isManaged`: the org made the account; it has no password or passkey, and belongs to no other org. */
  readonly person: PersonView & { readonly isManaged: boolean };
  readonly org: OrgView | null;
  readonly orgs: OrgView[];
  readonly permissions: string[];
  readonly inTeams: { readonly teamId: string; readonly permissions: string[] }[];
  readonly elevations: { readonly id: string; readonly role: string; readonly endsAt: string }[];
  readonly csrfToken: string;
  /** `connectionId`: the session was begun through it, and acts in this org alone. */
  readonly session: { readonly expiresAt: string; readonly connectionId: string | null };
}
export interface PasskeyView {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}
export interface SessionView {
  readonly id: string;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly current: boolean;
}

export interface SetupLink {
  readonly kind: 'first-run' | 'owner';
  readonly org?: { readonly slug: string; readonly name: string };
  readonly email?: string;
  readonly role?: string;
  readonly expiresAt: string;
}
/** What a browser answers to a passkey ceremony (WebAuthn level 3, section 5.1), as far as it is named here. */
export interface PasskeyResponse {
  [member: string]: unknown;
  id: string;
  rawId: string;
  type: 'public-key';
  response: { [member: string]: unknown; clientDataJSON: string };
}
export type OwnerCredential =
  | { readonly kind: 'passkey'; readonly response: PasskeyResponse }
  | { readonly kind: 'password'; readonly password: string; readonly totpCode: string };
export interface SetupDraft {
  readonly token: string;
  readonly org: { readonly name: string; readonly slug: string };
  readonly owner: { readonly name: string; readonly email: string };
  readonly credential: OwnerCredential;
}
export interface SignIn {
  readonly client?: string;
  readonly step: 'identify' | 'totp';
}
export interface DeviceRequest {
  readonly client: string;
  readonly scopes: string[];
  readonly machine: { readonly hostname: string | null; readonly os: string | null; readonly ip: string | null };
  readonly requestedAt: string;
  readonly expiresAt: string;
}

export interface Member {
  readonly person: PersonView;
  readonly roles: string[];
  readonly elevations: { readonly role: string; readonly endsAt: string }[];
  readonly status: 'active' | 'suspended';
  readonly createdAt: string;
}
export interface Role {
  readonly name: string;
  readonly builtIn: boolean;
  readonly title: string;
  readonly description: string;
  readonly permissions: { readonly name: string; readonly means: string }[];
}

export interface Overview {
  readonly machines: { readonly total: number; readonly connected: number };
  readonly sessions: number;
  readonly decisions: Readonly<Record<Effect, number>>;
  readonly series: DayOfDecisions[];
  readonly topRules: { readonly rule: string; readonly count: number }[];
  readonly policy: { readonly version: number; readonly publishedAt: string } | null;
}
export type DayOfDecisions = { readonly day: string } & Readonly<Record<Effect, number>>;

export type PolicyFormat = 'yaml' | 'json';
export interface PolicyVersionSummary {
  readonly version: number;
  readonly reason: string;
  readonly author: Labelled;
  readonly publishedAt: string;
  readonly digest: string;
  readonly rollbackOf: number | null;
}
export interface PolicyVersion extends PolicyVersionSummary {
  readonly text: string;
  readonly format: PolicyFormat;
}
export interface PolicyIssue {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly path?: string;
}
export interface PolicyText {
  readonly version: number;
  readonly text: string;
  readonly format: PolicyFormat;
}
export interface PolicyDiff {
  readonly from: PolicyText;
  readonly to: PolicyText;
  readonly changes: PolicyChange[];
}
export interface PolicyChange {
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly before?: unknown;
  readonly after?: unknown;
}

export type MachineStatus = 'connected' | 'stale' | 'revoked';
export interface Machine {
  readonly id: string;
  readonly hostname: string;
  readonly os: string;
  readonly arch: string;
  readonly programVersion: string;
  readonly person: Labelled | null;
  readonly status: MachineStatus;
  readonly lastSeenAt: string | null;
  readonly policyVersion: number | null;
  readonly spool: { readonly events: number; readonly bytes: number; readonly oldestAt: string | null };
  readonly agents: { readonly agent: string; readonly version: string | null; readonly governed: boolean | null }[];
  readonly enrolledAt: string;
}
export interface EnrolmentToken {
  readonly id: string;
  readonly label: string;
  readonly state: 'open' | 'used-up' | 'expired' | 'revoked';
  readonly usesAllowed: number;
  readonly usesTaken: number;
  readonly expiresAt: string;
  readonly createdBy: string;
  readonly createdAt: string;
}

export interface AuditEvent {
  readonly id: string;
  readonly index: number;
  readonly at: string;
  readonly receivedAt: string;
  readonly kind: string;
  readonly actor: { readonly kind: string; readonly id: string; readonly label: string };
  readonly machine: Labelled | null;
  readonly agent: string | null;
  readonly toolKind: string | null;
  readonly tool: string | null;
  readonly session: string | null;
  readonly sessionName: string | null;
  readonly effect: Effect | null;
  readonly wouldBe: Effect | null;
  readonly mode: 'enforce' | 'monitor' | null;
  readonly risk: Risk | null;
  readonly rules: string[];
  readonly reason: string | null;
  readonly policyVersion: number | null;
  readonly target: { readonly kind: string; readonly id: string; readonly label: string | null } | null;
  readonly facts: Record<string, string | number | boolean | null>;
}
/** Hashes in base64. `checkpoint` is the signed note over a tree of `size`; null while none is signed that holds the entry. */
export interface InclusionProof {
  readonly index: number;
  readonly size: number;
  readonly root: string;
  readonly hashes: string[];
  readonly checkpoint: string | null;
}
export interface AuditEventDetail extends AuditEvent {
  readonly content?: unknown;
  readonly contentState: 'present' | 'none' | 'erased' | 'unreadable';
  /** What the ledger hashes, as text. */
  readonly leaf: string;
  readonly leafHash: string;
  readonly proof: InclusionProof | null;
}
export interface AgentSession {
  readonly id: string;
  readonly name: string;
  readonly agent: string;
  readonly person: Labelled | null;
  readonly machine: Labelled;
  readonly startedAt: string;
  readonly lastAt: string;
  readonly events: number;
  readonly counts: Record<Effect, number>;
}
export interface AgentSessionDetail extends Omit<AgentSession, 'events'> {
  readonly eventCount: number;
  readonly events: AuditEvent[];
}
export interface LedgerCheck {
  readonly ok: boolean;
  readonly size: number;
  readonly contents: number;
  readonly erased: number;
  readonly unread: number;
  readonly faults: { readonly code: string; readonly index: number | null; readonly sentence: string }[];
  readonly faultCount: number;
}

export interface OrgKey {
  readonly purpose: string;
  readonly version: number;
  readonly state: string;
  readonly createdAt: string;
  readonly retiredAt: string | null;
  readonly vault: string;
}
export interface DeadJob {
  readonly id: string;
  readonly name: string;
  readonly payload: Record<string, unknown>;
  readonly error: string;
  readonly attempts: number;
  readonly addedAt: string;
  readonly failedAt: string;
}
/** What the audit log can be searched by; times are RFC 3339. */
export interface AuditFilter {
  kind?: string;
  target?: string;
  person?: string;
  machine?: string;
  agent?: string;
  tool?: string;
  effect?: string;
  session?: string;
  rule?: string;
  q?: string;
  from?: string;
  to?: string;
}
