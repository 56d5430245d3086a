import { Injectable } from '@nestjs/common';
import { FactSeals } from '../seals/fact-seals.js';
import { policyWaiverOf, type Waiver } from './waiver.js';

/** Seals what was approved, bound to org and row: writing into the table approves nothing. */
@Injectable()
export class WaiverSeals {
  constructor(private readonly seals: FactSeals) {}

  of(waiver: Waiver): Uint8Array {
    return this.seals.of(purposeOf(waiver), policyWaiverOf(waiver));
  }

  holds(waiver: Waiver, seal: Uint8Array | null): boolean {
    return seal !== null && this.seals.hold(purposeOf(waiver), policyWaiverOf(waiver), seal);
  }
}

const purposeOf = ({ orgId, id }: Waiver): string => `policy-waiver/${orgId}/${id}`;
