import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { calculateJwkThumbprint, EmbeddedJWK, type JWTPayload, jwtVerify } from 'jose';
import type { ShadowReport } from '#contracts';
import { freePort } from '../peers/peer.js';
import type { EnrolledMachine } from './enrolled-machine.js';

interface Grant {
  readonly family: string;
  readonly thumbprint: string;
}

const PROOF_AGE_MS = 60_000;

/**
 * As much of the server as a machine speaks to, over real HTTP, and as strict: proofs of the bound key that are checked and single use,
 * refresh tokens that are good once and whose reuse ends the family, events that are kept once by their id.
 */
export class FakeControlPlane {
  /** What the token endpoint answers to a device code, one after the other; then tokens. */
  devicePatience: string[] = [];
  envelope: unknown = null;
  etag = '"1"';
  /** What /otlp/v1/logs answers instead of success, one after the other; `cut` closes the connection after taking the events. */
  logAnswers: (number | 'cut' | { retryAfter: number })[] = [];
  /** Event ids that the server calls malformed, as it would a record it cannot parse. */
  readonly poison = new Set<string>();
  readonly ledger = new Map<string, Record<string, unknown>>();
  readonly heartbeats: unknown[] = [];
  /** The draft that the machine is to watch. */
  shadow: object | null = null;
  /** What /agent/v1/shadow/reports answers instead of success; `cut` closes the connection after taking the report. */
  reportAnswers: (number | 'cut')[] = [];
  readonly shadowReports: ShadowReport[] = [];
  /** What was asked for by enrolment tokens that a service account made. */
  readonly tokensMade: unknown[] = [];
  readonly requests: string[] = [];
  refreshes = 0;
  lifetimeSeconds = 600;
  deliveries = 0;

  private readonly accessTokens = new Map<string, Grant>();
  private readonly refreshTokens = new Map<string, Grant & { used: boolean }>();
  private readonly endedFamilies = new Set<string>();
  private readonly seenProofs = new Set<string>();
  private readonly streams = new Set<ServerResponse>();
  private server: Server | undefined;

  private constructor(
    private readonly machine: EnrolledMachine,
    private readonly now: () => Date,
  ) {}

  static async start(machine: EnrolledMachine, now: () => Date): Promise<FakeControlPlane> {
    const plane = new FakeControlPlane(machine, now);
    await plane.listen(await freePort());
    return plane;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server?.address() as AddressInfo).port}/`;
  }

  async listen(port: number): Promise<void> {
    this.server = createServer((request, response) => {
      this.requests.push(`${request.method} ${request.url}`);
      this.serve(request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    });
    await new Promise<void>((done) => this.server?.listen(port, '127.0.0.1', done));
  }

  async stop(): Promise<void> {
    const closed = new Promise((done) => this.server?.close(done));
    for (const stream of this.streams) stream.destroy();
    this.server?.closeAllConnections();
    await closed;
  }

  get listeners(): number {
    return this.streams.size;
  }

  push(event: string, data: unknown): void {
    for (const stream of this.streams) stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** Tokens for `thumbprint` that nobody has asked for: what an earlier login left. */
  issue(thumbprint: string, family = randomBytes(8).toString('hex')): Record<string, unknown> {
    const access = randomBytes(16).toString('hex');
    const refresh = randomBytes(16).toString('hex');
    this.accessTokens.set(access, { family, thumbprint });
    this.refreshTokens.set(refresh, { family, thumbprint, used: false });
    return { access_token: access, refresh_token: refresh, expires_in: this.lifetimeSeconds, token_type: 'DPoP' };
  }

  forgetAccessTokens(): void {
    this.accessTokens.clear();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<Answered> {
    const body = await bodyOf(request);
    const path = new URL(request.url ?? '/', this.url).pathname;
    if (path === '/api/v1/enrolment-tokens') return this.makeToken(request, body, response);
    const open = this.openTo(path);
    if (open !== null) return json(response, 200, open);
    const thumbprint = await this.proven(request, path);
    if (thumbprint === null) return problem(response, 401, 'dpop.invalid', 'The proof does not hold.');
    if (path === '/oauth/token') return this.token(new URLSearchParams(body.toString()), thumbprint, response);
    if (path === '/oauth/revoke') return this.revoke(new URLSearchParams(body.toString()), response);
    if (path === '/agent/v1/enroll') return this.enrol(request, thumbprint, response);
    const grant = this.grantOf(request);
    if (grant?.thumbprint !== thumbprint) return problem(response, 401, 'token.invalid', 'The token is not good.');
    return this.machineApi(path, request, response, body);
  }

  private metadata(): object {
    const at = (path: string): string => new URL(path, this.url).href;
    return {
      issuer: this.url.replace(/\/$/, ''),
      token_endpoint: at('oauth/token'),
      device_authorization_endpoint: at('oauth/device/auth'),
      revocation_endpoint: at('oauth/revoke'),
    };
  }

  private deviceAnswer(): object {
    return {
      device_code: 'device-code',
      user_code: 'WDJB-MJHT',
      verification_uri: new URL('device', this.url).href,
      verification_uri_complete: new URL('device?user_code=WDJB-MJHT', this.url).href,
      expires_in: 60,
      interval: 0.01,
    };
  }

  /** RFC 9449 section 4.3. @returns the thumbprint of the key that the proof proves, or null */
  private async proven(request: IncomingMessage, path: string): Promise<string | null> {
    try {
      const options = { typ: 'dpop+jwt', currentDate: this.now() };
      const { payload, protectedHeader } = await jwtVerify(String(request.headers['dpop']), EmbeddedJWK, options);
      if (!this.isFor(request, path, payload) || !protectedHeader.jwk) return null;
      this.seenProofs.add(payload.jti ?? '');
      return await calculateJwkThumbprint(protectedHeader.jwk);
    } catch {
      return null;
    }
  }

  private isFor(request: IncomingMessage, path: string, claims: JWTPayload): boolean {
    const token = tokenOf(request);
    const isFresh = Math.abs((claims.iat ?? 0) * 1_000 - this.now().getTime()) < PROOF_AGE_MS;
    const isNew = claims.jti !== undefined && !this.seenProofs.has(claims.jti);
    const isHere = claims['htm'] === request.method && claims['htu'] === `${this.url.replace(/\/$/, '')}${path}`;
    const ath = token === undefined ? undefined : createHash('sha256').update(token).digest('base64url');
    return isFresh && isNew && isHere && claims['ath'] === ath;
  }

  private grantOf(request: IncomingMessage): Grant | undefined {
    const grant = this.accessTokens.get(tokenOf(request) ?? '');
    return grant && !this.endedFamilies.has(grant.family) ? grant : undefined;
  }

  private token(form: URLSearchParams, thumbprint: string, response: ServerResponse): Answered {
    if (form.get('grant_type') !== 'refresh_token') {
      const refusal = this.devicePatience.shift();
      if (refusal !== undefined) return json(response, 400, { error: refusal });
      return json(response, 200, this.issue(thumbprint));
    }
    this.refreshes += 1;
    const held = this.refreshTokens.get(form.get('refresh_token') ?? '');
    if (held?.used) this.endedFamilies.add(held.family);
    if (!held || held.used || held.thumbprint !== thumbprint || this.endedFamilies.has(held.family)) {
      return json(response, 400, { error: 'invalid_grant' });
    }
    held.used = true;
    return json(response, 200, this.issue(thumbprint, held.family));
  }

  private revoke(form: URLSearchParams, response: ServerResponse): Answered {
    const held = this.refreshTokens.get(form.get('token') ?? '');
    if (held) this.endedFamilies.add(held.family);
    return json(response, 200, {});
  }

  /** What it says to everybody. */
  private openTo(path: string): object | null {
    if (path === '/.well-known/openid-configuration') return this.metadata();
    return path === '/oauth/device/auth' ? this.deviceAnswer() : null;
  }

  private makeToken(request: IncomingMessage, body: Buffer, response: ServerResponse): Answered {
    if (request.headers.authorization !== 'Bearer cst_sa_good')
      return problem(response, 403, 'request.forbidden', 'This account may not make enrolment tokens.');
    this.tokensMade.push(JSON.parse(body.toString()));
    return json(response, 201, { token: 'cst_enrol_good' });
  }

  private enrol(request: IncomingMessage, thumbprint: string, response: ServerResponse): Answered {
    const zeroTouch = request.headers.authorization === 'Bearer cst_enrol_good';
    if (!zeroTouch && this.grantOf(request)?.thumbprint !== thumbprint) {
      return problem(response, 401, 'enrolment.token_invalid', 'The enrolment token is used up or expired.');
    }
    const { keyid, publicKey } = this.machine.key;
    return json(response, 201, {
      machineId: this.machine.machineId,
      orgId: this.machine.orgId,
      org: { slug: 'acme', name: 'Acme' },
      trust: { keys: [{ keyid, publicKey }], ledgerKey: null },
      ...(zeroTouch && { tokens: this.issue(thumbprint) }),
    });
  }

  private machineApi(path: string, request: IncomingMessage, response: ServerResponse, body: Buffer): Answered {
    switch (path) {
      case '/agent/v1/bundle':
        if (this.envelope === null) return problem(response, 404, 'policy.none', 'No policy is published.');
        if (request.headers['if-none-match'] === this.etag) return empty(response, 304);
        return json(response, 200, this.envelope as object, { etag: this.etag });
      case '/agent/v1/events':
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n');
        this.streams.add(response);
        response.once('close', () => this.streams.delete(response));
        return 'answered';
      case '/agent/v1/heartbeat':
        this.heartbeats.push(JSON.parse(body.toString()));
        return empty(response, 204);
      case '/agent/v1/shadow':
        if (this.shadow === null) return empty(response, 204);
        return json(response, 200, this.shadow, { etag: '"shadow"' });
      case '/agent/v1/shadow/reports':
        return this.countReport(JSON.parse(body.toString()) as ShadowReport, response);
      case '/otlp/v1/logs':
        return this.logs(gunzipSync(body).toString(), response);
      default:
        return problem(response, 404, 'route.unknown', 'There is nothing here.');
    }
  }

  private countReport(report: ShadowReport, response: ServerResponse): Answered {
    const answer = this.reportAnswers.shift();
    if (typeof answer === 'number') return problem(response, answer, 'test.told', 'As the test wants it.');
    this.shadowReports.push(report);
    if (answer !== 'cut') return empty(response, 204);
    response.destroy();
    return 'answered';
  }

  private logs(text: string, response: ServerResponse): Answered {
    const answer = this.logAnswers.shift();
    if (typeof answer === 'number') return problem(response, answer, 'test.told', 'As the test wants it.');
    if (typeof answer === 'object') return empty(response, 503, { 'retry-after': String(answer.retryAfter) });
    const records = recordsIn(text);
    if (records.some(({ id }) => this.poison.has(id)))
      return problem(response, 400, 'otlp.malformed', 'A record is malformed.');
    this.deliveries += records.length;
    for (const { id, record } of records) if (!this.ledger.has(id)) this.ledger.set(id, record);
    if (answer === 'cut') {
      response.destroy();
      return 'answered';
    }
    return json(response, 200, {});
  }
}

interface SentRecord {
  readonly id: string;
  readonly record: Record<string, unknown>;
}

interface LogsRequest {
  resourceLogs: {
    scopeLogs: {
      logRecords: (Record<string, unknown> & { attributes: { key: string; value: { stringValue?: string } }[] })[];
    }[];
  }[];
}

const recordsIn = (text: string): SentRecord[] =>
  (JSON.parse(text) as LogsRequest).resourceLogs
    .flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords))
    .map((record) => ({
      id: record.attributes.find(({ key }) => key === 'castellan.event.id')?.value.stringValue ?? '',
      record,
    }));

const tokenOf = (request: IncomingMessage): string | undefined =>
  /^DPoP (.+)$/.exec(request.headers.authorization ?? '')?.[1];

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A handler returns what these return, so that none forgets to answer. */
type Answered = 'answered';

function json(response: ServerResponse, status: number, value: object, headers: Record<string, string> = {}): Answered {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
  return 'answered';
}

function empty(response: ServerResponse, status: number, headers: Record<string, string> = {}): Answered {
  response.writeHead(status, headers).end();
  return 'answered';
}

function problem(response: ServerResponse, status: number, code: string, detail: string): Answered {
  response
    .writeHead(status, { 'content-type': 'application/problem+json' })
    .end(JSON.stringify({ type: `urn:problem:${code}`, status, code, detail }));
  return 'answered';
}
