import { Injectable } from '@nestjs/common';
import * as client from 'openid-client';
import { TokenVerifier } from '#platform/issuers';
import type { AnswerCheck, AssertedIdentity } from '../asserted-identity.js';
import type { Json, JsonObject } from '../connections/connection.js';
import type { AnswerRefusal } from '../sign-in/federated-sign-in.js';
import type { OidcClient } from './oidc-clients.js';
import { identityOf, lacksSomething, requiredChecks } from './oidc-identity.rules.js';
import { OidcRefusal, refusalBy } from './oidc-refusal.js';
import { refreshSecondsIn } from './refresh-watch.rules.js';

export interface ExpectedAnswer {
  readonly state: string;
  readonly nonce: string;
  /** RFC 7636. */
  readonly verifier: string;
  readonly now: Date;
}

export type OidcVerdict =
  | { readonly kind: 'accepted'; readonly identity: AssertedIdentity; readonly keep: JsonObject }
  | { readonly kind: 'refused'; readonly refusal: AnswerRefusal };

export interface JudgedAnswer {
  readonly verdict: OidcVerdict;
  readonly checks: readonly AnswerCheck[];
  /** What it said, without a token: written out for whoever keeps it, which most sign-ins do not. */
  readonly evidence: () => JsonObject;
}

type Claims = Readonly<Record<string, unknown>>;

/** Judges the answer of an OpenID provider: each step is a check that a test of the connection shows. */
@Injectable()
export class OidcAnswers {
  constructor(private readonly verifier: TokenVerifier) {}

  /** @param reach the provider as it is known now */
  async judge(reach: () => Promise<OidcClient>, answer: URL, expected: ExpectedAnswer): Promise<JudgedAnswer> {
    const checks: AnswerCheck[] = [];
    const told: { idToken?: object; userinfo?: object } = {};
    const evidence = (): JsonObject => shown(told);
    const passed = (name: string, detail: string): void => void checks.push({ name, passed: true, detail });
    try {
      const known = await reach();
      passed('provider_reached', `${known.settings.issuer} answered as an OpenID provider.`);
      const tokens = await exchange(known, answer, expected);
      passed('code_exchanged', 'The code was exchanged for tokens, with PKCE and our credentials.');
      passed('answer_bound', 'State, issuer, audience, nonce and dates are those of this sign-in.');
      const proven = await this.verifier.verify(tokens.idToken, known.settings.issuer);
      told.idToken = { header: proven.header, claims: proven.claims };
      passed('signature_valid', `The ID token is signed with ${String(proven.header['alg'])} by a published key.`);
      const claims = await this.completed(known, proven.claims, tokens, (userinfo) => (told.userinfo = userinfo));
      checks.push(...requiredChecks(claims, known.settings));
      const failed = checks.find((check) => !check.passed);
      if (failed !== undefined) throw new OidcRefusal(failed.name, failed.detail);
      const identity = identityOf(claims, known.settings);
      return { verdict: { kind: 'accepted', identity, keep: keptOf(tokens, expected.now) }, checks, evidence };
    } catch (error) {
      const refusal = refusalBy(error);
      if (refusal === null) throw error;
      if (checks.every((check) => check.passed))
        checks.push({ name: refusal.reason, passed: false, detail: refusal.detail });
      return { verdict: { kind: 'refused', refusal }, checks, evidence };
    }
  }

  /** With what the userinfo endpoint adds; what the ID token says itself is signed, and stays. */
  private async completed(
    { config, settings, server }: OidcClient,
    claims: Claims,
    { accessToken }: Tokens,
    note: (told: Claims) => void,
  ): Promise<Claims> {
    if (server.userinfo_endpoint === undefined || !lacksSomething(claims, settings)) return claims;
    const told = await client.fetchUserInfo(config, accessToken, String(claims['sub']));
    note(told);
    return { ...told, ...claims };
  }
}

interface Tokens {
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string | null;
  /** How long that can be used, where the provider says so. */
  readonly refreshSeconds: number | null;
}

/** RFC 9207, OpenID Connect Core sections 3.1.3.3 to 3.1.3.7: openid-client asks all of it but for the signature. */
async function exchange(
  { config }: OidcClient,
  answer: URL,
  { state, nonce, verifier }: ExpectedAnswer,
): Promise<Tokens> {
  const tokens = await client.authorizationCodeGrant(config, answer, {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
    idTokenExpected: true,
  });
  const { id_token: idToken, access_token: accessToken, refresh_token: refreshToken } = tokens;
  if (idToken === undefined) throw new OidcRefusal('id_token_missing', 'The provider gave no ID token.');
  return { idToken, accessToken, refreshToken: refreshToken ?? null, refreshSeconds: refreshSecondsIn(tokens) };
}

/** A proof asks for no watch: what an earlier refresh token was good for stays. */
const keptOf = ({ idToken, refreshToken, refreshSeconds }: Tokens, now: Date): JsonObject => ({
  idToken,
  ...(refreshToken !== null && { refreshToken, refreshSeconds, askedAt: now.toISOString() }),
});

const shown = (value: object): JsonObject => JSON.parse(JSON.stringify(value)) as Json as JsonObject;
