import { Injectable } from '@nestjs/common';
import { FactSeals } from '../seals/fact-seals.js';
import { PolicyTampered } from '../versions/version.errors.js';
import type { ShadowRun } from './shadow.js';

type Sealed = Pick<ShadowRun, 'orgId' | 'id' | 'document' | 'digest' | 'startsAt' | 'endsAt'>;

/** Seals what is signed to machines, so that a row written into the table has nothing signed. */
@Injectable()
export class ShadowSeals {
  constructor(private readonly seals: FactSeals) {}

  of(run: Sealed): Uint8Array {
    return this.seals.of(purposeOf(run), factOf(run));
  }

  /** @throws PolicyTampered */
  check(run: Sealed, seal: Uint8Array): void {
    if (this.seals.hold(purposeOf(run), factOf(run), seal)) return;
    throw new PolicyTampered('A draft in shadow was changed outside Castellan. Stop it, and start it again.', {
      purpose: purposeOf(run),
    });
  }
}

const purposeOf = ({ orgId, id }: Sealed): string => `policy-shadow/${orgId}/${id}`;
const factOf = ({ document, digest, startsAt, endsAt }: Sealed): object => ({ document, digest, startsAt, endsAt });
