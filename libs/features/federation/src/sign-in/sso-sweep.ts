import { Injectable } from '@nestjs/common';
import { SystemDatabase } from '#platform/database';
import { ConnectionReservationRepository } from '../connections/connection-reservation.repository.js';
import { FederatedSessionRepository } from './federated-session.repository.js';
import { SsoRequestRepository } from './sso-request.repository.js';
import { UsedAssertionRepository } from './used-assertion.repository.js';

/** Removes what is past its time. */
@Injectable()
export class SsoSweep {
  // eslint-disable-next-line max-params -- each table that is swept
  constructor(
    private readonly system: SystemDatabase,
    private readonly requests: SsoRequestRepository,
    private readonly used: UsedAssertionRepository,
    private readonly federated: FederatedSessionRepository,
    private readonly reservations: ConnectionReservationRepository,
  ) {}

  async sweep(): Promise<void> {
    await this.system.across('sweep what single sign-on left', async (tx) => {
      await this.requests.sweep(tx);
      await this.used.sweep(tx);
      await this.federated.sweep(tx);
      await this.reservations.sweep(tx);
    });
  }
}
