import { Injectable } from '@nestjs/common';
import { SystemDatabase } from '#platform/database';
import { Log } from '#platform/observability';
import { DpopProofRepository } from '../authentication/dpop-proof.repository.js';
import { CeremonyRepository } from '../ceremonies/ceremony.repository.js';
import { AttemptRepository } from '../limits/attempt.repository.js';
import { PayloadRepository } from '../provider/payload.repository.js';
import { ServiceTokenRepository } from '../service-accounts/service-token.repository.js';
import { SessionRepository } from '../sessions/session.repository.js';
import { ABSOLUTE_MS } from '../sessions/session.rules.js';

/** Removes what is past its time, so that nothing grows for ever. Nothing relies on it: whatever has expired is refused anyway. */
@Injectable()
export class SweepService {
  // eslint-disable-next-line max-params -- one broom for every table that expires
  constructor(
    private readonly system: SystemDatabase,
    private readonly payloads: PayloadRepository,
    private readonly proofs: DpopProofRepository,
    private readonly ceremonies: CeremonyRepository,
    private readonly attempts: AttemptRepository,
    private readonly sessions: SessionRepository,
    private readonly serviceTokens: ServiceTokenRepository,
    private readonly log: Log,
  ) {}

  async sweep(now: Date): Promise<void> {
    const swept = await this.system.across('sweep what has expired', async (tx) => ({
      payloads: await this.payloads.sweep(tx, now),
      revoked: await this.proofs.sweepRevoked(tx),
      proofs: await this.proofs.sweep(tx),
      ceremonies: await this.ceremonies.sweep(tx, now),
      attempts: await this.attempts.sweep(tx, now),
      serviceTokens: await this.serviceTokens.sweep(tx),
      sessions: await this.sessions.sweep(tx, new Date(now.getTime() - ABSOLUTE_MS)),
    }));
    this.log.info('credentials.swept', swept);
  }
}
