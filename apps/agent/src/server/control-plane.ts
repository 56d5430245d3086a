import { z } from 'zod';
import { type ShadowReport, verificationKey } from '#contracts';
import type { Clock } from '#kernel';
import { ServerRefused } from '../machine/agent.errors.js';
import { type DpopKey, dpopProof } from './dpop.js';
import { type HttpRequest, jsonOf, refusalOf, send } from './http.js';
import { tokenAnswer } from './oauth.js';
import type { BoundToken, TokenKeeper } from './token-keeper.js';

const enrolmentAnswer = z.object({
  machineId: z.uuid(),
  orgId: z.uuid(),
  org: z.object({ slug: z.string(), name: z.string() }),
  trust: z.object({
    keys: z.array(verificationKey).min(1),
    ledgerKey: z.object({ name: z.string(), keyid: z.string(), publicKey: z.string() }).nullish(),
  }),
  tokens: tokenAnswer.optional(),
});
export type EnrolmentAnswer = z.infer<typeof enrolmentAnswer>;

export interface MachineFacts {
  readonly hostname: string;
  readonly os: string;
  readonly arch: string;
  readonly programVersion: string;
}

export interface Heartbeat {
  readonly programVersion: string;
  readonly policyVersion: number | null;
  readonly spool: { readonly events: number; readonly bytes: number; readonly oldestAt: string | null };
  readonly agents: readonly { readonly agent: string; readonly version: string | null; readonly governed: boolean }[];
}

export type FetchedBundle =
  | { readonly outcome: 'new'; readonly envelope: unknown; readonly etag: string | null }
  | { readonly outcome: 'unchanged' }
  | { readonly outcome: 'none' };

type Call = Omit<HttpRequest, 'url'> & { readonly path: string };

/** What stands in for a machine's token before it has one: an enrolment token of the org, and the key that is to be bound. */
export interface FirstCredential {
  readonly authorization: string;
  readonly key: DpopKey;
  readonly accessToken?: string;
}

/**
 * The machine's side of the machine API and of OTLP. Each request carries the machine's token and a fresh proof of its key; one that the
 * server calls unauthenticated is repeated once with a renewed token.
 */
export class ControlPlane {
  constructor(
    private readonly server: URL,
    private readonly tokens: TokenKeeper,
    private readonly clock: Clock,
  ) {}

  /** @throws ServerRefused, ServerUnreachable */
  static async enrol(server: URL, facts: MachineFacts, first: FirstCredential, clock: Clock): Promise<EnrolmentAnswer> {
    const url = new URL('agent/v1/enroll', server);
    const proof = await dpopProof(first.key, { method: 'POST', url, now: clock.now(), accessToken: first.accessToken });
    const response = await send({
      method: 'POST',
      url,
      body: JSON.stringify(facts),
      headers: { authorization: first.authorization, dpop: proof, 'content-type': 'application/json' },
    });
    if (!response.ok) throw await refusalOf(response);
    const answer = enrolmentAnswer.safeParse(await jsonOf(response));
    if (answer.success) return answer.data;
    throw new ServerRefused(
      'The server’s answer to the enrolment makes no sense; update castellan.',
      response.status,
      undefined,
    );
  }

  async bundle(etag: string | null): Promise<FetchedBundle> {
    const response = await this.call({
      method: 'GET',
      path: 'agent/v1/bundle',
      headers: { accept: 'application/vnd.dsse.envelope.v1+json', ...(etag !== null && { 'if-none-match': etag }) },
    });
    if (response.status === 304) return { outcome: 'unchanged' };
    if (response.ok) return { outcome: 'new', envelope: await jsonOf(response), etag: response.headers.get('etag') };
    const refusal = await refusalOf(response);
    if (refusal.status === 404 && refusal.problem === 'policy.none') return { outcome: 'none' };
    throw refusal;
  }

  /** The draft that this machine is to watch in shadow, if there is one. A server that knows nothing of such says none. */
  async shadow(etag: string | null): Promise<FetchedBundle> {
    const headers = {
      accept: 'application/vnd.dsse.envelope.v1+json',
      ...(etag !== null && { 'if-none-match': etag }),
    };
    const response = await this.call({ method: 'GET', path: 'agent/v1/shadow', headers });
    if (response.status === 304) return { outcome: 'unchanged' };
    if (response.status === 204) return { outcome: 'none' };
    if (response.ok) return { outcome: 'new', envelope: await jsonOf(response), etag: response.headers.get('etag') };
    const refusal = await refusalOf(response);
    if (refusal.status === 404) return { outcome: 'none' };
    throw refusal;
  }

  async reportShadow(report: ShadowReport): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const path = 'agent/v1/shadow/reports';
    const response = await this.call({ method: 'POST', path, body: JSON.stringify(report), headers });
    if (!response.ok) throw await refusalOf(response);
  }

  /** An open stream of server-sent events; it ends by `signal` or by the server. */
  async events(signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const response = await this.call({
      method: 'GET',
      path: 'agent/v1/events',
      headers: { accept: 'text/event-stream' },
      signal,
    });
    if (!response.ok || !response.body) throw await refusalOf(response);
    return response.body;
  }

  async heartbeat(beat: Heartbeat): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const response = await this.call({
      method: 'POST',
      path: 'agent/v1/heartbeat',
      body: JSON.stringify(beat),
      headers,
    });
    if (!response.ok) throw await refusalOf(response);
  }

  /** @param gzipped an OTLP ExportLogsServiceRequest in JSON. @returns the export response */
  async logs(gzipped: Uint8Array<ArrayBuffer>): Promise<unknown> {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    const response = await this.call({ method: 'POST', path: 'otlp/v1/logs', body: gzipped, headers });
    if (!response.ok) throw await refusalOf(response);
    return jsonOf(response).catch(() => ({}));
  }

  private async call(call: Call): Promise<Response> {
    const token = await this.tokens.token();
    const response = await this.attempt(call, token);
    if (response.status !== 401) return response;
    await response.body?.cancel();
    return this.attempt(call, await this.tokens.token(token.accessToken));
  }

  private async attempt({ path, headers, ...call }: Call, { accessToken, key }: BoundToken): Promise<Response> {
    const url = new URL(path, this.server);
    const proof = await dpopProof(key, { method: call.method, url, now: this.clock.now(), accessToken });
    return send({ ...call, url, headers: { ...headers, authorization: `DPoP ${accessToken}`, dpop: proof } });
  }
}
