import { Injectable } from '@nestjs/common';
import { faultOfAudience, faultOfTimes, judgeClaims, type JudgedCondition, SKEW_SECONDS } from '#engines/claims';
import { DomainError } from '#kernel';
import { type ProvenToken, TokenUnproven, TokenVerifier } from '#platform/issuers';
import { ExchangeFault, type SubjectToken } from './subject-token.js';
import type { TrustRule } from './trust-rule.js';

const LONGEST_SUBJECT = 1_000;
const LONGEST_ID = 500;

/** Judges the tokens that programs bring: whose they are, for whom and when, and what they say. */
@Injectable()
export class SubjectTokens {
  constructor(private readonly verifier: TokenVerifier) {}

  /** @throws ExchangeFault */
  async judge(token: string, rule: TrustRule, now: Date): Promise<SubjectToken> {
    const { claims } = await this.proven(token, rule);
    if (claims['iss'] !== rule.issuer) throw new ExchangeFault('issuer', 'it names another issuer (iss)');
    const subject = toSubject(claims, rule.issuer);
    const audience = faultOfAudience(claims, rule.audience);
    if (audience !== null) throw new ExchangeFault('audience', audience, { subject });
    const dates = faultOfTimes(claims, now);
    if (dates !== null) throw new ExchangeFault('dates', dates, { subject });
    const unmet = judgeClaims(rule.conditions, claims).find(({ verdict }) => verdict !== 'met');
    if (unmet !== undefined) throw faultOf(unmet, subject);
    return subject;
  }

  private async proven(token: string, { issuer }: TrustRule): Promise<ProvenToken> {
    try {
      return await this.verifier.verify(token, issuer);
    } catch (error) {
      if (error instanceof TokenUnproven) throw new ExchangeFault(error.fault, error.message, { cause: error });
      if (error instanceof DomainError)
        throw new ExchangeFault('issuer-unavailable', 'its issuer could not be asked for its keys; try again later', {
          detail: `its issuer could not be asked for its keys: ${error.message}`,
          cause: error,
        });
      throw error;
    }
  }
}

function toSubject(claims: ProvenToken['claims'], issuer: string): SubjectToken {
  const { sub, jti, exp } = claims;
  if (typeof sub !== 'string' || sub === '' || sub.length > LONGEST_SUBJECT)
    throw new ExchangeFault('subject', 'it does not say whose it is (sub)');
  return {
    issuer,
    subject: sub,
    jti: typeof jti === 'string' && jti !== '' && jti.length <= LONGEST_ID ? jti : null,
    claims,
    goodUntil: new Date(((typeof exp === 'number' ? exp : 0) + SKEW_SECONDS) * 1_000),
  };
}

/** Whoever asks learns which claim; what it should be, and what it was, stands in the org's ledger. */
function faultOf({ claim, verdict, found }: JudgedCondition, subject: SubjectToken): ExchangeFault {
  const why = {
    missing: 'it has no such claim',
    'not-comparable': 'its value is no text, number or list of these',
    different: `it is ${found.slice(0, 5).join(', ').slice(0, 300)}`,
    met: '',
  }[verdict];
  return new ExchangeFault('condition', `it does not meet the condition on "${claim}"`, {
    detail: `it does not meet the condition on "${claim}": ${why}`,
    subject,
  });
}
