import { Injectable } from '@nestjs/common';
import { DomainError } from '#kernel';
import { OrgSealer } from '#features/keys';
import type { OrgScope } from '#platform/database';
import { type LedgerReport, LedgerVerifier } from '#platform/trail';

/** The check of an org's ledger as it is stored, contents included as far as the org's key is available. */
@Injectable()
export class VerificationService {
  constructor(
    private readonly verifier: LedgerVerifier,
    private readonly sealer: OrgSealer,
  ) {}

  verify(scope: OrgScope): Promise<LedgerReport> {
    return this.verifier.verify(scope, (eventId, sealed) => this.opened(scope, eventId, sealed));
  }

  private async opened(scope: OrgScope, eventId: string, sealed: Uint8Array): Promise<Uint8Array | null> {
    try {
      return await this.sealer.open(scope, 'event-content', { subject: eventId, sealed });
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'unavailable') return null;
      throw error;
    }
  }
}
