import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { canonicalJson, type Json } from '#engines/ledger';
import { InstallationSealer } from '#platform/vault';
import { policyWaiverOf, type Waiver } from './waiver.js';

/** Seals what was approved under the installation's key, bound to org and row: writing into the table approves nothing. */
@Injectable()
export class WaiverSeals {
  constructor(private readonly sealer: InstallationSealer) {}

  of(waiver: Waiver): Uint8Array {
    return this.sealer.seal(purposeOf(waiver), hashOf(waiver));
  }

  holds(waiver: Waiver, seal: Uint8Array | null): boolean {
    if (seal === null) return false;
    try {
      return Buffer.from(this.sealer.open(purposeOf(waiver), seal)).equals(hashOf(waiver));
    } catch {
      return false;
    }
  }
}

const purposeOf = ({ orgId, id }: Waiver): string => `policy-waiver/${orgId}/${id}`;
const hashOf = (waiver: Waiver): Buffer =>
  createHash('sha256')
    .update(canonicalJson(JSON.parse(JSON.stringify(policyWaiverOf(waiver))) as Json))
    .digest();
