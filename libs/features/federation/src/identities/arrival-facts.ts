import { Injectable } from '@nestjs/common';
import { OWNER, RoleService, standsAbove } from '#features/access';
import { DomainRuleRepository, type Person, PersonRepository } from '#features/identity';
import { MembershipRepository } from '#features/tenancy';
import type { PersonId } from '#kernel';
import type { OrgTx, SystemTx } from '#platform/database';
import type { AssertedIdentity } from '../asserted-identity.js';
import type { Connection } from '../connections/connection.js';
import { ConnectionVoucherRepository } from '../connections/connection-voucher.repository.js';
import { DomainRepository } from '../domains/domain.repository.js';
import { Directories } from './directory.js';
import { domainOf } from './federated-identity.js';
import { FederatedIdentityRepository } from './federated-identity.repository.js';
import type { AccountAtAddress, ArrivalFacts } from './linking.rules.js';

const UNASKED = {
  isDomainVerified: false,
  isDomainElsewhere: false,
  isTakingOver: false,
  managed: null,
  standalone: null,
  directory: 'unknown',
  jit: false,
} as const;

/** Finds out all that the rules of linking ask for. */
@Injectable()
export class ArrivalReader {
  // eslint-disable-next-line max-params -- people, memberships, roles, domains and the directory each know a part
  constructor(
    private readonly identities: FederatedIdentityRepository,
    private readonly people: PersonRepository,
    private readonly memberships: MembershipRepository,
    private readonly roles: RoleService,
    private readonly domains: DomainRepository,
    private readonly rules: DomainRuleRepository,
    private readonly directories: Directories,
    private readonly vouchers: ConnectionVoucherRepository,
  ) {}

  /** Of somebody who came before: she is who she was, and nothing else is asked of her. Null of whoever did not. */
  async knownIn(
    tx: SystemTx,
    { orgId, id: connectionId }: Pick<Connection, 'orgId' | 'id'>,
    { subject, email, emailVerified }: AssertedIdentity,
  ): Promise<ArrivalFacts | null> {
    const known = await this.identities.standingOf(tx, { orgId, connectionId, subject });
    return known && { ...UNASKED, known, email, isEmailVerified: emailVerified };
  }

  /** @param identity with the address in its canonical spelling */
  async factsIn(
    tx: SystemTx,
    orgTx: OrgTx,
    connection: Connection,
    { identity, now }: { readonly identity: AssertedIdentity; readonly now: Date },
  ): Promise<ArrivalFacts> {
    const known = await this.knownIn(tx, connection, identity);
    if (known !== null) return known;
    const { email } = identity;
    const domain = email === null ? null : domainOf(email);
    const [managed, standalone] =
      email === null
        ? [null, null]
        : [await this.people.findManaged(tx, connection.orgId, email), await this.people.findByEmail(tx, email)];
    return {
      known: null,
      email,
      isEmailVerified: identity.emailVerified,
      isDomainVerified: domain !== null && (await this.domains.isVerified(orgTx, connection, domain)),
      ...(await this.rulingIn(orgTx, connection, { domain, now })),
      managed: await this.accountIn(orgTx, connection, managed),
      standalone: await this.accountIn(orgTx, connection, standalone),
      directory: await this.directories.standingOf(orgTx, connection, identity),
      jit: connection.jit,
    };
  }

  /** What the rule of the domain says of the connection. */
  private async rulingIn(
    tx: OrgTx,
    connection: Connection,
    { domain, now }: { readonly domain: string | null; readonly now: Date },
  ): Promise<Pick<ArrivalFacts, 'isDomainElsewhere' | 'isTakingOver'>> {
    if (domain === null) return { isDomainElsewhere: false, isTakingOver: false };
    const { connectionId, takesOverUntil } = await this.rules.find(tx, connection, domain);
    const isHere = connectionId === connection.id;
    return {
      isDomainElsewhere: connectionId !== null && !isHere,
      isTakingOver: isHere && takesOverUntil !== null && now < takesOverUntil,
    };
  }

  /** Null for somebody who does not belong to the org: her account is none of its business. */
  private async accountIn(tx: OrgTx, connection: Connection, person: Person | null): Promise<AccountAtAddress | null> {
    const membership = person && (await this.memberships.find(tx, connection, person.id));
    if (person === null || membership === null) return null;
    const identities = await this.identities.ofPerson(tx, connection, person.id);
    return {
      personId: person.id,
      isActive: membership.status === 'active',
      isOwner: await this.isOwner(tx, connection, person.id),
      isStronger: await this.isStronger(tx, connection, person.id),
      hasSubjectHere: identities.some(({ connectionId }) => connectionId === connection.id),
      hasSubjectElsewhere: identities.some(({ connectionId }) => connectionId !== connection.id),
    };
  }

  private async isOwner(tx: OrgTx, connection: Connection, personId: PersonId): Promise<boolean> {
    const holder = { kind: 'person', id: personId } as const;
    return (await this.roles.heldIn(tx, connection, holder)).some(({ role }) => role === OWNER);
  }

  private async isStronger(tx: OrgTx, connection: Connection, personId: PersonId): Promise<boolean> {
    const held = await this.roles.givenByIn(tx, connection, { kind: 'person', id: personId });
    return standsAbove(held, (await this.vouchers.find(tx, connection)).power) !== null;
  }
}
