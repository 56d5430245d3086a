import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client';
import { DomainError } from '#kernel';
import { TokenUnproven } from '#platform/issuers';

/** Why an answer of an OpenID provider is not believed. */
export class OidcRefusal extends Error {
  constructor(
    /** One word for a program. */
    readonly reason: string,
    /** One sentence for an admin: what was found, and what to do. */
    readonly detail: string,
    options?: ErrorOptions,
  ) {
    super(detail, options);
    this.name = 'OidcRefusal';
  }
}

/** What stands in an identity provider's error is its own text: bounded, and without what no text has. */
const quoted = (text: string | undefined): string =>
  (text ?? '')
    .replaceAll(/[^\x20-\x7e]/g, ' ')
    .slice(0, 300)
    .trim();

/** What openid-client and the outside threw, as a refusal; null for a fault of our own. */
export function refusalBy(error: unknown): OidcRefusal | null {
  const refusal = (reason: string, detail: string): OidcRefusal => new OidcRefusal(reason, detail, { cause: error });
  if (error instanceof OidcRefusal) return error;
  if (error instanceof AuthorizationResponseError) return refusal(...ofAuthorization(error));
  if (error instanceof ResponseBodyError)
    return refusal(
      'token_endpoint_refused',
      ofClient(error.status, `${quoted(error.error)} (${quoted(error.error_description) || 'it gave no reason'})`),
    );
  // As it says that it does not know a client that proves itself by HTTP Basic (RFC 6749 section 5.2).
  if (error instanceof WWWAuthenticateChallengeError)
    return refusal('token_endpoint_refused', ofClient(error.status, 'it wants other credentials'));
  if (error instanceof TokenUnproven)
    return refusal(`token_${error.fault.replace('-', '_')}`, `The ID token was refused: ${error.message}.`);
  if (error instanceof ClientError)
    return refusal('answer_invalid', `The answer of the provider was refused: ${deepest(error)}.`);
  if (error instanceof DomainError) return refusal('provider_unreachable', error.message);
  return null;
}

const ofClient = (status: number, why: string): string =>
  `The provider refused Castellan itself, not the person: it answered ${status}, ${why}. Check the client id, the secret and the redirect address that are registered there.`;

function ofAuthorization({ error, error_description: told }: AuthorizationResponseError): [string, string] {
  if (error === 'access_denied')
    return [
      'access_denied',
      `The provider did not let her in: ${quoted(told) || 'access denied'}. Assign the person to the application there.`,
    ];
  return ['provider_refused', `The provider answered ${quoted(error)}: ${quoted(told) || 'it gave no reason'}.`];
}

function deepest(error: Error): string {
  let sentence = error.message;
  for (let cause: unknown = error.cause; cause instanceof Error; cause = cause.cause) sentence = cause.message;
  return quoted(sentence);
}
