import { createHash, randomUUID } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { newId } from '#kernel';
import { EVENT_ATTRIBUTES, type MachineEvent } from '#contracts';

/** A machine as the network sees it: a key of its own, and a token that is good only with a proof by that key (RFC 9449). */
export class Machine {
  readonly id: string;
  readonly orgId: string;
  readonly token: string;

  private constructor(
    readonly url: string,
    private readonly key: Key,
    enrolled: { machineId: string; orgId: string; accessToken: string },
  ) {
    this.id = enrolled.machineId;
    this.orgId = enrolled.orgId;
    this.token = enrolled.accessToken;
  }

  /** Enrols with an enrolment token, as a fleet manager's script does. */
  static async enrol(url: string, enrolmentToken: string, hostname = 'build-7'): Promise<Machine> {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const key = { privateKey, jwk: await exportJWK(publicKey) };
    const at = `${url}/agent/v1/enroll`;
    const response = await fetch(at, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${enrolmentToken}`,
        dpop: await proof(key, 'POST', at, {}),
        'content-type': 'application/json',
      },
      body: JSON.stringify({ hostname, os: 'linux', arch: 'x64', programVersion: '0.1.0' }),
    });
    const body = (await response.json()) as { machineId: string; orgId: string; tokens?: { access_token: string } };
    if (response.status !== 201 || body.tokens === undefined)
      throw new Error(`Enrolment answered ${response.status}: ${JSON.stringify(body)}`);
    return new Machine(url, key, { ...body, accessToken: body.tokens.access_token });
  }

  /** A proof by this machine's key for one request. */
  proofFor(method: string, path: string, over: ProofClaims = {}): Promise<string> {
    const [at = ''] = `${this.url}${path}`.split('?');
    return proof(this.key, method, at, { token: this.token, ...over });
  }

  /** Asks with the token and a fresh proof, or with those given. */
  async ask(method: string, path: string, options: AskOptions = {}): Promise<Response> {
    const { body, signal, headers, dpop = await this.proofFor(method, path), token = this.token } = options;
    return fetch(`${this.url}${path}`, {
      method,
      ...(body !== undefined && { body }),
      ...(signal !== undefined && { signal }),
      headers: { authorization: `DPoP ${token}`, dpop, ...headers },
    });
  }

  /** Sends events as one OTLP request, to another process behind the same address if need be; answers the HTTP status. */
  async send(events: readonly MachineEvent[], at = this.url): Promise<number> {
    const path = '/otlp/v1/logs';
    const response = await fetch(`${at}${path}`, {
      method: 'POST',
      body: JSON.stringify(logsOf(events)),
      headers: {
        authorization: `DPoP ${this.token}`,
        dpop: await this.proofFor('POST', path),
        'content-type': 'application/json',
      },
    });
    await response.arrayBuffer();
    return response.status;
  }
}

/** What an attacker may want to say otherwise in a proof. */
interface ProofClaims {
  readonly token?: string;
  readonly jti?: string;
  /** Seconds since the epoch. */
  readonly iat?: number;
}

interface AskOptions {
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
  readonly dpop?: string;
  readonly token?: string;
}

type Key = { privateKey: CryptoKey; jwk: JWK };

/** RFC 9449 section 4.2. */
function proof(
  key: Key,
  method: string,
  url: string,
  { token, jti = randomUUID(), iat }: ProofClaims,
): Promise<string> {
  const ath = token === undefined ? {} : { ath: createHash('sha256').update(token).digest('base64url') };
  return new SignJWT({ htm: method, htu: url, jti, ...ath })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: key.jwk })
    .setIssuedAt(iat)
    .sign(key.privateKey);
}

/** A decision about a shell command, as a hook would report it. */
export function decisionEvent(over: Partial<MachineEvent> & { command?: string } = {}): MachineEvent {
  const { command = 'git status', ...rest } = over;
  const now = new Date();
  return {
    id: newId(now),
    kind: 'tool.decision',
    at: now.toISOString(),
    session: 'session-1',
    agent: 'gemini-cli',
    toolKind: 'shell',
    tool: 'run_shell_command',
    decision: {
      effect: 'allow',
      wouldBe: 'allow',
      mode: 'enforce',
      risk: 'low',
      rules: ['default'],
      reason: 'Allowed by default.',
    },
    policyVersion: 1,
    content: { command, cwd: '/home/dev/project' },
    ...rest,
  };
}

const text = (key: string, stringValue: string | undefined) =>
  stringValue === undefined ? [] : [{ key, value: { stringValue } }];

/** Events as an OTLP/HTTP JSON request. */
export function logsOf(events: readonly MachineEvent[]): unknown {
  const logRecords = events.map((event) => ({
    timeUnixNano: `${Date.parse(event.at)}000000`,
    eventName: event.kind,
    severityNumber: 9,
    attributes: [
      ...text(EVENT_ATTRIBUTES.id, event.id),
      ...text(EVENT_ATTRIBUTES.session, event.session),
      ...text(EVENT_ATTRIBUTES.agent, event.agent),
      ...text(EVENT_ATTRIBUTES.agentVersion, event.agentVersion),
      ...text(EVENT_ATTRIBUTES.toolKind, event.toolKind),
      ...text(EVENT_ATTRIBUTES.tool, event.tool),
      ...text(EVENT_ATTRIBUTES.effect, event.decision?.effect),
      ...text(EVENT_ATTRIBUTES.wouldBe, event.decision?.wouldBe),
      ...text(EVENT_ATTRIBUTES.mode, event.decision?.mode),
      ...text(EVENT_ATTRIBUTES.risk, event.decision?.risk),
      ...text(EVENT_ATTRIBUTES.reason, event.decision?.reason),
      ...(event.decision === undefined
        ? []
        : [
            {
              key: EVENT_ATTRIBUTES.rules,
              value: { arrayValue: { values: event.decision.rules.map((stringValue) => ({ stringValue })) } },
            },
          ]),
      ...(event.policyVersion === undefined
        ? []
        : [{ key: EVENT_ATTRIBUTES.policyVersion, value: { intValue: `${event.policyVersion}` } }]),
    ],
    ...(event.content !== undefined && { body: { stringValue: JSON.stringify(event.content) } }),
  }));
  const resource = { attributes: [...text('service.name', 'castellan-agent'), ...text('host.name', 'build-7')] };
  return { resourceLogs: [{ resource, scopeLogs: [{ scope: { name: 'castellan' }, logRecords }] }] };
}
