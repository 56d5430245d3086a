import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { canonicalJson, type Json } from '#engines/ledger';
import { InstallationSealer } from '#platform/vault';

/**
 * Seals facts that stand in tables under the installation's key, each bound to a purpose that names its org and row: whoever can write to the
 * database, but does not hold that key, can neither make one up nor put another in its place.
 */
@Injectable()
export class FactSeals {
  constructor(private readonly sealer: InstallationSealer) {}

  /** @param fact is taken as its JSON is written: moments as their texts, members without a value not at all */
  of(purpose: string, fact: object): Uint8Array {
    return this.sealer.seal(purpose, hashOf(fact));
  }

  /** Whether `seal` is that of this fact for this purpose. */
  hold(purpose: string, fact: object, seal: Uint8Array): boolean {
    const sealed = this.opened(purpose, seal);
    return sealed !== null && hashOf(fact).equals(sealed);
  }

  private opened(purpose: string, seal: Uint8Array): Uint8Array | null {
    try {
      return this.sealer.open(purpose, seal);
    } catch {
      return null;
    }
  }
}

const hashOf = (fact: object): Buffer =>
  createHash('sha256')
    .update(canonicalJson(JSON.parse(JSON.stringify(fact)) as Json))
    .digest();
