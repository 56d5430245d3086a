import type { ServiceAccountId, TrustRuleId } from '#features/identity';
import type { ClaimCondition, IssuerKind } from '#engines/claims';
import type { OrgId } from '#kernel';

export type { TrustRuleId };

/** Which programs elsewhere act as a service account: those that hold a token of `issuer`, made for `audience`, whose claims meet every condition. */
export interface TrustRule {
  readonly id: TrustRuleId;
  readonly name: string;
  readonly kind: IssuerKind;
  /** As the tokens spell it (`iss`). */
  readonly issuer: string;
  /** For whom the token must have been made (`aud`), and for nobody else. */
  readonly audience: string;
  readonly accountId: ServiceAccountId;
  readonly conditions: readonly ClaimCondition[];
  /** Names of permissions, or `*`: what the access token may do, never more than the account's roles allow. */
  readonly permissions: readonly string[];
  /** For how long the access token is good. */
  readonly tokenMinutes: number;
  /** Whether a token of the issuer is taken one time only. */
  readonly takesOnce: boolean;
  readonly createdAt: Date;
  readonly creatorLabel: string;
  readonly disabledAt: Date | null;
  readonly lastUsedAt: Date | null;
  /** Who used it last, as the token called itself (`sub`). */
  readonly lastSubject: string | null;
}

/** What its maker decides. */
export type TrustRuleDraft = Pick<
  TrustRule,
  'name' | 'kind' | 'issuer' | 'audience' | 'accountId' | 'conditions' | 'permissions' | 'tokenMinutes' | 'takesOnce'
>;

/** A rule as the token endpoint finds it: by its id, in whichever org. */
export interface PlacedTrustRule extends TrustRule {
  readonly orgId: OrgId;
}
