import type * as Wire from './wire.js';

type Query<S> = S extends { query: infer Q } ? { query?: Q } : { query?: never };
type Path<S> = S extends { path: infer P } ? { path: P } : { path?: never };
type Body<S> = S extends { body: infer B } ? { requestBody: { content: { 'application/json': B } } } : { requestBody?: never };
type Answer<S> = S extends { ok: infer T } ? { 200: { content: { 'application/json': T } } } : { 204: { content?: never } };

/** One door in the form that openapi-fetch reads: what it takes, what it answers. */
type Door<S extends object> = { parameters: { header?: never; cookie?: never } & Query<S> & Path<S>; responses: Answer<S> } & Body<S>;
interface Get<S extends object> {
  get: Door<S>;
}
interface Post<S extends object> {
  post: Door<S>;
}
interface Paged {
  cursor?: string;
  limit?: number;
}
export interface AuditFilter {
  kind?: string;
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
interface ById {
  id: string;
}
interface RedirectTo {
  redirectTo: string;
}
interface PasskeyOptions {
  options: Record<string, unknown>;
}

export interface Doors {
  '/api/v1/me': Get<{ ok: Wire.Me }>;
  '/api/v1/me/org': Post<{ body: { orgId: string } }>;
  '/api/v1/me/passkeys': Get<{ ok: Wire.PageOf<Wire.PasskeyView> }> & Post<{ body: { name: string; response: unknown }; ok: Wire.PasskeyView }>;
  '/api/v1/me/passkeys/options': Post<{ ok: PasskeyOptions }>;
  '/api/v1/me/passkeys/{id}': { delete: Door<{ path: ById }> };
  '/api/v1/me/sessions': Get<{ ok: Wire.PageOf<Wire.SessionView> }>;
  '/api/v1/me/sessions/{id}': { delete: Door<{ path: ById }> };
  '/auth/logout': Post<object>;

  '/api/v1/setup/inspect': Post<{ body: { token: string }; ok: Wire.SetupLink }>;
  '/api/v1/setup/passkey-options': Post<{ body: { token: string; email: string; name: string }; ok: PasskeyOptions }>;
  '/api/v1/setup/totp': Post<{ body: { token: string; email: string }; ok: { secret: string; uri: string } }>;
  '/api/v1/setup/complete': Post<{ body: Wire.SetupDraft; ok: { recoveryCodes: string[] } }>;

  '/api/v1/sign-in': Get<{ ok: Wire.SignIn }>;
  '/api/v1/sign-in/password': Post<{ body: { email: string; password: string }; ok: { step: 'totp' } }>;
  '/api/v1/sign-in/totp': Post<{ body: { code: string }; ok: RedirectTo }>;
  '/api/v1/sign-in/recovery': Post<{ body: { code: string }; ok: RedirectTo }>;
  '/api/v1/sign-in/passkey/options': Post<{ ok: PasskeyOptions }>;
  '/api/v1/sign-in/passkey': Post<{ body: { response: unknown }; ok: RedirectTo }>;

  '/api/v1/device/inspect': Post<{ body: { userCode: string }; ok: Wire.DeviceRequest }>;
  '/api/v1/device/approve': Post<{ body: { userCode: string; orgId: string } }>;
  '/api/v1/device/deny': Post<{ body: { userCode: string } }>;

  '/api/v1/org': Get<{ ok: Wire.OrgView }> & { patch: Door<{ body: { name: string }; ok: Wire.OrgView }> };
  '/api/v1/orgs': Post<{ body: { name: string; slug: string }; ok: Wire.OrgView }>;
  '/api/v1/members': Get<{ query: Paged; ok: Wire.PageOf<Wire.Member> }>;
  '/api/v1/members/{personId}/roles': { put: Door<{ path: { personId: string }; body: { roles: string[] } }> };
  '/api/v1/invitations': Post<{ body: { email: string; role: string }; ok: { url: string } }>;
  '/api/v1/roles': Get<{ ok: { items: Wire.Role[] } }>;

  '/api/v1/overview': Get<{ query: { days: number }; ok: Wire.Overview }>;

  '/api/v1/policy': Get<{ ok: Wire.PolicyVersion }>;
  '/api/v1/policy/versions': Get<{ query: Paged; ok: Wire.PageOf<Wire.PolicyVersionSummary> }> &
    Post<{ body: { text: string; format: Wire.PolicyFormat; reason: string; basedOn: number | null }; ok: Wire.PolicyVersionSummary }>;
  '/api/v1/policy/versions/{number}': Get<{ path: { number: number }; ok: Wire.PolicyVersion }>;
  '/api/v1/policy/versions/{number}/rollback': Post<{ path: { number: number }; body: { reason: string }; ok: Wire.PolicyVersionSummary }>;
  '/api/v1/policy/validate': Post<{ body: { text: string; format: Wire.PolicyFormat }; ok: { issues: Wire.PolicyIssue[] } }>;
  '/api/v1/policy/diff': Get<{ query: { from: number; to: number }; ok: Wire.PolicyDiff }>;
  '/api/v1/policy/schema': Get<{ ok: Record<string, unknown> }>;

  '/api/v1/machines': Get<{ query: Paged & { q?: string; status?: string }; ok: Wire.PageOf<Wire.Machine> }>;
  '/api/v1/machines/{id}': Get<{ path: ById; ok: Wire.Machine }>;
  '/api/v1/machines/{id}/revoke': Post<{ path: ById; body: { reason: string } }>;
  '/api/v1/enrolment-tokens': Get<{ query: Paged; ok: Wire.PageOf<Wire.EnrolmentToken> }> &
    Post<{ body: { label: string; expiresInHours: number; uses: number }; ok: Wire.EnrolmentToken & { token: string } }>;
  '/api/v1/enrolment-tokens/{id}': { delete: Door<{ path: ById }> };

  '/api/v1/audit/events': Get<{ query: Paged & AuditFilter; ok: Wire.PageOf<Wire.AuditEvent> }>;
  '/api/v1/audit/events/{id}': Get<{ path: ById; ok: Wire.AuditEventDetail }>;
  '/api/v1/audit/sessions': Get<{ query: Paged & AuditFilter; ok: Wire.PageOf<Wire.AgentSession> }>;
  '/api/v1/audit/sessions/{id}': Get<{ path: ById; ok: Wire.AgentSessionDetail }>;
  '/api/v1/audit/verify': Post<{ ok: Wire.LedgerCheck }>;

  '/api/v1/keys': Get<{ ok: Wire.OrgKey[] }>;
  '/api/v1/jobs/dead': Get<{ query: Paged; ok: Wire.PageOf<Wire.DeadJob> }>;
  '/api/v1/jobs/dead/{id}/retry': Post<{ path: ById }>;
}
