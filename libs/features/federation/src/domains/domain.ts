import type { Id, OrgId } from '#kernel';

export type DomainId = Id<'Domain'>;

/** A domain of an org's addresses. */
export interface Domain {
  readonly orgId: OrgId;
  readonly id: DomainId;
  /** In lower case, international names as the DNS has them (RFC 5891). */
  readonly name: string;
  readonly challenge: string;
  readonly createdAt: Date;
  readonly checkedAt: Date | null;
  readonly verifiedAt: Date | null;
  /** A TXT record, or the operator of this installation, who vouches where there is no public DNS. */
  readonly verifiedBy: 'dns' | 'operator' | null;
  /** Since when the record of a verified domain was not found. */
  readonly missingSince: Date | null;
}

/** Where the record stands. A name of its own, so that it neither crowds nor is crowded by what stands at the domain itself. */
export const recordNameOf = ({ name }: Pick<Domain, 'name'>): string => `_castellan-challenge.${name}`;

export const recordValueOf = ({ challenge }: Pick<Domain, 'challenge'>): string => `castellan-domain=${challenge}`;
