import { z } from 'zod';
import type { Clock } from '#kernel';
import { ServerRefused } from '../machine/agent.errors.js';
import { type DpopKey, dpopProof } from './dpop.js';
import { jsonOf, refusalOf, send } from './http.js';

export const CLIENT_ID = 'castellan-cli';
export const SCOPES = 'openid offline_access machine';
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
const OK = 200;

const metadata = z.object({
  issuer: z.url(),
  token_endpoint: z.url(),
  device_authorization_endpoint: z.url(),
  revocation_endpoint: z.url().optional(),
});
export type Metadata = z.infer<typeof metadata>;

const deviceAnswer = z.object({
  device_code: z.string().min(1),
  user_code: z.string().min(1),
  verification_uri: z.url(),
  verification_uri_complete: z.url().optional(),
  expires_in: z.number().positive(),
  interval: z.number().positive().default(5),
});
export type DeviceAnswer = z.infer<typeof deviceAnswer>;

export const tokenAnswer = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.number().positive(),
  token_type: z.string().regex(/^dpop$/i, 'the token is not bound to this machine’s key'),
});
export type TokenAnswer = z.infer<typeof tokenAnswer>;

/** The machine's conversation with the server's OpenID provider: discovery, device flow (RFC 8628), refresh, revocation. */
export class OAuth {
  private constructor(
    private readonly at: Metadata,
    private readonly key: DpopKey,
    private readonly clock: Clock,
  ) {}

  /** @throws ServerUnreachable, ServerRefused when `server` is no Castellan server */
  static async discover(server: URL, key: DpopKey, clock: Clock): Promise<OAuth> {
    const response = await send({ method: 'GET', url: new URL('.well-known/openid-configuration', server) });
    if (response.status !== OK) throw await refusalOf(response);
    const found = metadata.safeParse(await jsonOf(response));
    // RFC 8414 section 3.3: metadata that speak for another issuer are not to be used.
    if (!found.success || new URL(found.data.issuer).origin !== server.origin) {
      throw new ServerRefused(
        `${server.origin} is no Castellan server, or calls itself by another address.`,
        response.status,
        undefined,
      );
    }
    return new OAuth(found.data, key, clock);
  }

  async startDeviceFlow(about: { hostname: string; os: string }): Promise<DeviceAnswer> {
    const form = new URLSearchParams({
      client_id: CLIENT_ID,
      scope: SCOPES,
      castellan_hostname: about.hostname,
      castellan_os: about.os,
    });
    const response = await this.post(this.at.device_authorization_endpoint, form);
    if (response.status !== OK) throw await refusalOf(response);
    return deviceAnswer.parse(await jsonOf(response));
  }

  /** @throws ServerRefused whose `problem` is RFC 8628 section 3.5's: authorization_pending, slow_down, access_denied, expired_token */
  redeemDeviceCode(deviceCode: string): Promise<TokenAnswer> {
    return this.token({ grant_type: DEVICE_GRANT, device_code: deviceCode });
  }

  /** The refresh token that is given is used up by this, whatever comes back. @throws ServerRefused `invalid_grant` when it is not good */
  refresh(refreshToken: string): Promise<TokenAnswer> {
    return this.token({ grant_type: 'refresh_token', refresh_token: refreshToken });
  }

  /** RFC 7009: ends the whole family of tokens. */
  async revoke(refreshToken: string): Promise<void> {
    if (this.at.revocation_endpoint === undefined) return;
    const form = new URLSearchParams({ client_id: CLIENT_ID, token: refreshToken, token_type_hint: 'refresh_token' });
    const response = await this.post(this.at.revocation_endpoint, form);
    if (response.status !== OK) throw await refusalOf(response);
  }

  private async token(fields: Readonly<Record<string, string>>): Promise<TokenAnswer> {
    const response = await this.post(this.at.token_endpoint, new URLSearchParams({ client_id: CLIENT_ID, ...fields }));
    if (response.status !== OK) throw await refusalOf(response);
    return tokenAnswer.parse(await jsonOf(response));
  }

  /** With a proof of the machine's key, once more with the server's nonce when it asks for one (RFC 9449 section 8). */
  private async post(endpoint: string, form: URLSearchParams): Promise<Response> {
    const url = new URL(endpoint);
    const attempt = async (nonce?: string): Promise<Response> => {
      const proof = await dpopProof(this.key, { method: 'POST', url, now: this.clock.now(), nonce });
      return send({ method: 'POST', url, body: form, headers: { dpop: proof, accept: 'application/json' } });
    };
    const response = await attempt();
    const nonce = response.headers.get('dpop-nonce');
    if (response.status !== 400 || nonce === null) return response;
    const refusal = await refusalOf(response.clone());
    return refusal.problem === 'use_dpop_nonce' ? attempt(nonce) : response;
  }
}
