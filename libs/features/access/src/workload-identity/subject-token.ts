import { createHash } from 'node:crypto';

/** A token whose signature, dates and audience were found good. */
export interface SubjectToken {
  readonly issuer: string;
  readonly subject: string;
  readonly jti: string | null;
  readonly claims: Readonly<Record<string, unknown>>;
  /** Until when it could come again: its expiry, and what its clock may be wrong by. */
  readonly goodUntil: Date;
}

export type FaultCode =
  | 'malformed'
  | 'algorithm'
  | 'unknown-key'
  | 'signature'
  | 'issuer'
  | 'issuer-unavailable'
  | 'audience'
  | 'dates'
  | 'subject'
  | 'condition'
  | 'scope'
  | 'replayed'
  | 'rule-disabled'
  | 'account-disabled';

/** Why a program is not let in. Both texts finish the sentence "The token was refused: …". */
export class ExchangeFault extends Error {
  /** For the ledger, where the org alone reads it; the message is for whoever asked. */
  readonly detail: string;
  readonly subject: SubjectToken | null;

  constructor(
    readonly code: FaultCode,
    message: string,
    {
      detail = message,
      subject = null,
      cause,
    }: { detail?: string; subject?: SubjectToken | null; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.name = 'ExchangeFault';
    this.detail = detail;
    this.subject = subject;
  }

  get oauthError(): 'invalid_request' | 'invalid_scope' | 'temporarily_unavailable' {
    if (this.code === 'scope') return 'invalid_scope';
    return this.code === 'issuer-unavailable' ? 'temporarily_unavailable' : 'invalid_request';
  }
}

/**
 * By what a token is known again. Its text will not do: base64url has several spellings for the same bytes. A token with an id is known by
 * that (RFC 7519 section 4.1.7), any other by all that it says.
 */
export function identityOf({ issuer, jti, claims }: SubjectToken): Uint8Array {
  const named = jti === null ? ['claims', JSON.stringify(claims)] : ['jti', jti];
  return createHash('sha256')
    .update(JSON.stringify([issuer, ...named]))
    .digest();
}
