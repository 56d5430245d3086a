import { Injectable } from '@nestjs/common';
import { compactVerify, errors } from 'jose';
import { IssuerDirectory } from './issuer-directory.js';
import { plainlyProven } from './plain-rs256.js';

const LONGEST_TOKEN = 16_384;
const SHAPE = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Public keys only: with `none` nobody has signed, with an HMAC whoever reads the issuer's public key could (RFC 8725 sections 2.1, 3.1). */
export const SIGNATURE_ALGORITHMS: readonly string[] = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

export interface ProvenToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** The token is not the issuer's. Its message finishes the sentence "The token was refused: …". */
export class TokenUnproven extends Error {
  constructor(
    readonly fault: 'malformed' | 'algorithm' | 'unknown-key' | 'signature',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'TokenUnproven';
  }
}

/** Checks that a token was signed by an issuer. What it says, and whether that is enough, is for the caller to judge. */
@Injectable()
export class TokenVerifier {
  constructor(private readonly directory: IssuerDirectory) {}

  /** @throws TokenUnproven; IssuerUnavailable, IssuerAddressInvalid, AddressRefused when the issuer cannot be asked */
  async verify(token: string, issuer: string): Promise<ProvenToken> {
    if (token.length > LONGEST_TOKEN || !SHAPE.test(token))
      throw new TokenUnproven('malformed', 'it is no signed JWT, or a very long one');
    try {
      const keys = this.directory.keysOf(issuer);
      const algorithms = [...SIGNATURE_ALGORITHMS];
      const { payload, protectedHeader } =
        (await plainlyProven(token, keys)) ?? (await compactVerify(token, keys, { algorithms }));
      const claims: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
      if (typeof claims !== 'object' || claims === null || Array.isArray(claims))
        throw new TokenUnproven('malformed', 'its payload is no set of claims');
      return { header: { ...protectedHeader }, claims: claims as ProvenToken['claims'] };
    } catch (error) {
      throw unprovenBy(error) ?? error;
    }
  }
}

function unprovenBy(error: unknown): TokenUnproven | null {
  const unproven = (fault: TokenUnproven['fault'], message: string): TokenUnproven =>
    new TokenUnproven(fault, message, { cause: error });
  if (error instanceof errors.JOSEAlgNotAllowed)
    return unproven('algorithm', `it is not signed with one of ${SIGNATURE_ALGORITHMS.join(', ')}`);
  if (error instanceof errors.JWKSNoMatchingKey)
    return unproven('unknown-key', 'it names a key that the issuer does not publish');
  if (error instanceof errors.JWKSMultipleMatchingKeys)
    return unproven('unknown-key', 'it does not say which of the issuer’s keys signed it (kid)');
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return unproven('signature', 'its signature is not the issuer’s');
  if (error instanceof errors.JOSEError || error instanceof SyntaxError || error instanceof TypeError)
    return unproven('malformed', 'it cannot be read as a signed JWT');
  return null;
}
