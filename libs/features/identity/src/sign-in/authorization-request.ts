import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Settings } from '#platform/config';
import { InstallationSealer } from '#platform/vault';
import { callbackOf, CONSOLE_CLIENT, SIGN_IN_SECONDS } from '../provider/provider-configuration.js';
import { newToken } from '../secret-hash.js';

const PURPOSE = 'console-sign-in';

/** What the browser keeps, sealed, between leaving for the provider and coming back. */
export interface AuthorizationRequest {
  readonly state: string;
  readonly nonce: string;
  /** RFC 7636. */
  readonly verifier: string;
  /** A path of the console. */
  readonly returnTo: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Makes the console's requests to the provider, and knows them again. */
@Injectable()
export class AuthorizationRequests {
  constructor(
    private readonly settings: Settings,
    private readonly sealer: InstallationSealer,
  ) {}

  begin(returnTo: string | undefined, now: Date): { address: string; sealed: string } {
    const expiresAt = now.getTime() + SIGN_IN_SECONDS * 1_000;
    const begun: AuthorizationRequest = {
      state: newToken(),
      nonce: newToken(),
      verifier: newToken(),
      returnTo: pathOf(returnTo),
      expiresAt,
    };
    const address = new URL('/oauth/auth', this.settings.publicUrl);
    address.search = new URLSearchParams({
      client_id: CONSOLE_CLIENT,
      response_type: 'code',
      scope: 'openid',
      redirect_uri: callbackOf(this.settings.publicUrl),
      state: begun.state,
      nonce: begun.nonce,
      code_challenge: createHash('sha256').update(begun.verifier).digest('base64url'),
      code_challenge_method: 'S256',
    }).toString();
    return {
      address: address.href,
      sealed: Buffer.from(this.sealer.seal(PURPOSE, Buffer.from(JSON.stringify(begun)))).toString('base64url'),
    };
  }

  /** The request that a browser brings back; null when it is none of ours, another one than `state` names, or too old. */
  known(sealed: string | undefined, state: string, now: Date): AuthorizationRequest | null {
    if (sealed === undefined || sealed.length > 4_096) return null;
    try {
      const begun = JSON.parse(
        Buffer.from(this.sealer.open(PURPOSE, Buffer.from(sealed, 'base64url'))).toString('utf8'),
      ) as AuthorizationRequest;
      return begun.state === state && now.getTime() < begun.expiresAt ? begun : null;
    } catch {
      return null;
    }
  }
}

/** Only ever a place of this console: a path, and neither `//host` nor anything that a browser would read as such. */
function pathOf(returnTo: string | undefined): string {
  const nowhere = 'https://console.invalid';
  if (returnTo === undefined || !/^\/(?![/\\])[\x21-\x7e]*$/.test(returnTo)) return '/';
  const target = URL.parse(returnTo, nowhere);
  return target?.origin === nowhere ? `${target.pathname}${target.search}${target.hash}` : '/';
}
