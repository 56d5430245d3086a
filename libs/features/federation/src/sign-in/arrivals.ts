import { Injectable } from '@nestjs/common';
import {
  canonicalEmail,
  type Moment,
  type NewManagedPerson,
  type Person,
  PersonRepository,
  SignInPolicyRepository,
} from '#features/identity';
import { Joining } from '#features/access';
import { GroupService } from '#features/tenancy';
import { newId, type PersonId, type RequestContext } from '#kernel';
import { enterOrg, type OrgTx, type SystemTx, together } from '#platform/database';
import { Trail } from '#platform/trail';
import type { AssertedIdentity } from '../asserted-identity.js';
import type { Connection } from '../connections/connection.js';
import { ArrivalReader } from '../identities/arrival-facts.js';
import { Directories } from '../identities/directory.js';
import type { LinkedBy } from '../identities/federated-identity.js';
import { FederatedIdentityRepository } from '../identities/federated-identity.repository.js';
import { admit, type ArrivalFacts, type LinkRefusal } from '../identities/linking.rules.js';

export interface Admitted {
  readonly personId: PersonId;
  /** In its canonical spelling. */
  readonly email: string | null;
  /** Whether she came with this subject before. */
  readonly isKnown: boolean;
}

export type ArrivalVerdict =
  ({ readonly kind: 'admitted' } & Admitted) | { readonly kind: 'refused'; readonly reason: LinkRefusal };

/** Lets in whom an identity provider vouches for: as who she is, with the account that is hers, or with a new one. */
@Injectable()
export class Arrivals {
  // eslint-disable-next-line max-params -- the account, the membership, the identity and the record are made in one transaction
  constructor(
    private readonly reader: ArrivalReader,
    private readonly identities: FederatedIdentityRepository,
    private readonly people: PersonRepository,
    private readonly policies: SignInPolicyRepository,
    private readonly joining: Joining,
    private readonly directories: Directories,
    private readonly groups: GroupService,
    private readonly trail: Trail,
  ) {}

  /** What is to be known of somebody who came before; null of whoever did not. */
  async knownIn(
    tx: SystemTx,
    connection: Pick<Connection, 'orgId' | 'id'>,
    asserted: AssertedIdentity,
  ): Promise<ArrivalFacts | null> {
    await enterOrg(tx, connection.orgId);
    return this.reader.knownIn(tx, connection, spelled(asserted));
  }

  /**
   * Decides who it is, and makes the account where there was none; afterwards `settleIn`.
   * @param known what `knownIn` answered
   */
  async admitIn(
    tx: SystemTx,
    connection: Connection,
    { asserted, known }: { readonly asserted: AssertedIdentity; readonly known: ArrivalFacts | null },
    moment: Moment,
  ): Promise<ArrivalVerdict> {
    const identity = spelled(asserted);
    const { email } = identity;
    const admission = admit(known ?? (await this.factsIn(tx, connection, { identity, now: moment.now })));
    if (admission.kind === 'refuse') return { kind: 'refused', reason: admission.reason };
    const personId =
      admission.kind === 'create' ? (await this.createIn(tx, connection, identity, moment)).id : admission.personId;
    if (admission.kind !== 'enter') {
      const orgTx = await enterOrg(tx, connection.orgId);
      await this.linkIn(orgTx, connection, { personId, identity, by: admission.by }, moment);
    }
    return { kind: 'admitted', personId, email, isKnown: admission.kind === 'enter' };
  }

  /** Notes what the identity provider says of her who was admitted. */
  async settleIn(
    tx: SystemTx,
    connection: Connection,
    { personId, email, isKnown }: Admitted,
    { identity, now }: { readonly identity: AssertedIdentity; readonly now: Date },
  ): Promise<void> {
    const { orgId, id: connectionId } = connection;
    const orgTx = await enterOrg(tx, orgId);
    const key = { orgId, connectionId, subject: identity.subject };
    // Names that the settings map; none where they map none, so that she leaves what an earlier sign-in put her in.
    const asserted = { personId, sourceId: connection.id, names: identity.groups };
    await together(
      tx,
      async () => isKnown && this.identities.noteUse(orgTx, key, { email, now }),
      () => this.directories.arrivedIn(orgTx, { orgId, personId, identity, now }),
      () => this.groups.assertIn(orgTx, { orgId, now }, asserted),
    );
  }

  /** Makes a subject somebody's from now on. */
  async linkIn(
    tx: OrgTx,
    connection: Connection,
    { personId, identity, by }: { personId: PersonId; identity: AssertedIdentity; by: LinkedBy },
    moment: Moment,
  ): Promise<void> {
    const { subject, email } = identity;
    const { orgId, id: connectionId, name } = connection;
    const dates = { linkedAt: moment.now, lastUsedAt: moment.now };
    await this.identities.insert(tx, { orgId }, { connectionId, subject, personId, email, linkedBy: by, ...dates });
    await this.trail.record(tx, contextOf(connection, moment), {
      action: 'identity.linked',
      target: { kind: 'person', id: personId, ...(email !== null && { label: email }) },
      facts: { connection: connectionId, connectionName: name, by, subject },
    });
  }

  /** Of two that come for the first time at once, the second finds what the first made. */
  private async factsIn(
    tx: SystemTx,
    connection: Connection,
    arrival: { readonly identity: AssertedIdentity; readonly now: Date },
  ): Promise<ArrivalFacts> {
    const { identity } = arrival;
    const { orgId, id: connectionId } = connection;
    const orgTx = await enterOrg(tx, orgId);
    await this.identities.lock(orgTx, { orgId, connectionId, subject: identity.subject }, identity.email);
    return this.reader.factsIn(tx, orgTx, connection, arrival);
  }

  private async createIn(
    tx: SystemTx,
    connection: Connection,
    identity: AssertedIdentity,
    moment: Moment,
  ): Promise<Person> {
    const orgTx = await enterOrg(tx, connection.orgId);
    const role = connection.defaultRole ?? (await this.policies.find(orgTx, connection)).defaultRole;
    const person = await this.people.insertManaged(tx, newPersonOf(connection, identity, moment.now), moment.now);
    await this.joining.joinIn(tx, person, { orgId: connection.orgId, role }, moment);
    return person;
  }
}

/** With the address in its canonical spelling. */
const spelled = (identity: AssertedIdentity): AssertedIdentity => ({
  ...identity,
  email: identity.email === null ? null : canonicalEmail(identity.email),
});

function newPersonOf({ orgId }: Connection, { email, name }: AssertedIdentity, now: Date): NewManagedPerson {
  if (email === null) throw new Error('Nobody is given an account without an address.');
  const called = name?.trim().slice(0, 120) ?? '';
  return { id: newId<'Person'>(now), email, name: called === '' ? email.slice(0, 120) : called, homeOrgId: orgId };
}

/** The connection acts here: it vouches. */
const contextOf = ({ orgId, id, name }: Connection, moment: Moment): RequestContext => ({
  orgId,
  principal: { kind: 'service', id: id, label: name },
  ...moment,
});
