import { Injectable } from '@nestjs/common';
import type { Moment, SessionBearer } from '#features/identity';
import { enterOrg, type SystemTx } from '#platform/database';
import type { AssertedIdentity } from '../asserted-identity.js';
import type { Connection } from '../connections/connection.js';
import { FederatedIdentityRepository } from '../identities/federated-identity.repository.js';
import { selfLinkObstacle } from '../identities/linking.rules.js';
import { Arrivals } from './arrivals.js';

/** A person who is signed in adds a connection's identity to her own account: she has proved both. */
@Injectable()
export class SelfLinking {
  constructor(
    private readonly identities: FederatedIdentityRepository,
    private readonly arrivals: Arrivals,
  ) {}

  /** Answers what stands in the way, or null when it is done. */
  async linkIn(
    tx: SystemTx,
    connection: Connection,
    { person, identity }: { person: SessionBearer; identity: AssertedIdentity },
    moment: Moment,
  ): Promise<string | null> {
    const orgTx = await enterOrg(tx, connection.orgId);
    const key = { orgId: connection.orgId, connectionId: connection.id, subject: identity.subject };
    await this.identities.lock(orgTx, key, null);
    const taken = await this.identities.find(orgTx, key);
    const own = await this.identities.ofPerson(orgTx, connection, person.personId);
    const obstacle = selfLinkObstacle({
      personId: person.personId,
      ownerOfSubject: taken?.personId ?? null,
      hasSubjectHere: own.some(({ connectionId }) => connectionId === connection.id),
    });
    if (obstacle === null)
      await this.arrivals.linkIn(orgTx, connection, { personId: person.personId, identity, by: 'self' }, moment);
    return obstacle;
  }
}
