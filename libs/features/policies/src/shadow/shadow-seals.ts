import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { canonicalJson } from '#engines/ledger';
import { InstallationSealer } from '#platform/vault';
import { PolicyTampered } from '../versions/version.errors.js';
import type { ShadowRun } from './shadow.js';

type Sealed = Pick<ShadowRun, 'orgId' | 'id' | 'document' | 'digest' | 'startsAt' | 'endsAt'>;

/** Seals what is signed to machines, so that whoever can write to the database, but does not hold the installation's key, has nothing signed. */
@Injectable()
export class ShadowSeals {
  constructor(private readonly sealer: InstallationSealer) {}

  of(run: Sealed): Uint8Array {
    return this.sealer.seal(purposeOf(run), hashOf(run));
  }

  /** @throws PolicyTampered */
  check(run: Sealed, seal: Uint8Array): void {
    try {
      if (Buffer.from(this.sealer.open(purposeOf(run), seal)).equals(hashOf(run))) return;
    } catch {
      // Falls through: sealed for something else, or by another key.
    }
    throw new PolicyTampered('A draft in shadow was changed outside Castellan. Stop it, and start it again.', {
      purpose: purposeOf(run),
    });
  }
}

const purposeOf = ({ orgId, id }: Sealed): string => `policy-shadow/${orgId}/${id}`;
const hashOf = ({ document, digest, startsAt, endsAt }: Sealed): Buffer =>
  createHash('sha256')
    .update(canonicalJson({ document, digest, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() }))
    .digest();
