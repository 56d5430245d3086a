import type { KeyObject } from 'node:crypto';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Clock, type OrgId } from '#kernel';
import { keyVersionOf, openSealed, Seal } from '#engines/envelope';
import { ChangeSignal, type OrgScope, SIGNAL_GAP } from '#platform/database';
import type { KeyPurpose } from './data-key.js';
import { KEY_ROTATED } from './data-key.repository.js';
import { DataKeySource } from './data-key-source.js';
import { Held } from './held.js';

/** After this long without the vault, what an org sealed can no longer be read here, and nothing more be sealed. */
const HOLD_MS = 5 * 60_000;
const FAILURE_MS = 5_000;
const MOST_ORGS = 20_000;
const LIMITS = { most: MOST_ORGS, ms: HOLD_MS, failureMs: FAILURE_MS };

/**
 * Seals and opens what belongs to an org, under its data keys. The vault is asked once for each key and process in five minutes, however
 * many ask; taking the vault's key away works within that time.
 */
@Injectable()
export class OrgSealer implements OnModuleDestroy {
  private readonly seals: Held<Seal>;
  private readonly keys: Held<KeyObject>;
  private readonly stops: readonly (() => void)[];

  constructor(
    private readonly source: DataKeySource,
    clock: Clock,
    signal: ChangeSignal,
  ) {
    this.seals = new Held(LIMITS, clock);
    this.keys = new Held(LIMITS, clock);
    this.stops = [
      signal.on(KEY_ROTATED, ({ orgId = '' }) => this.seals.drop(orgId)),
      signal.on(SIGNAL_GAP, () => this.seals.drop()),
    ];
  }

  onModuleDestroy(): void {
    for (const stop of this.stops) stop();
  }

  /**
   * The org's seal for a purpose; made when the org has no key yet. Ask anew for each piece of work and do not keep it. Opens
   * transactions of its own, so call it before, not inside, one.
   * @throws KeyUnavailable
   */
  sealFor({ orgId }: OrgScope, purpose: KeyPurpose): Promise<Seal> {
    return this.seals.get(`${orgId}/${purpose}`, async () => {
      const taken = await this.source.take(orgId, purpose);
      const key = await this.key(orgId, purpose, taken);
      return new Seal(key, { keyVersion: taken.version, invocation: taken.invocation }, { org: orgId, purpose });
    });
  }

  /**
   * @throws KeyUnavailable when the vault does not give the key
   * @throws SealBroken when it was altered, or sealed for another org, purpose or subject
   */
  async open(
    { orgId }: OrgScope,
    purpose: KeyPurpose,
    { subject, sealed }: { subject: string; sealed: Uint8Array },
  ): Promise<Buffer> {
    const version = keyVersionOf(sealed);
    const key = await this.key(orgId, purpose, { version });
    return openSealed(key, { org: orgId, purpose }, subject, sealed);
  }

  private key(orgId: OrgId, purpose: KeyPurpose, which: { version: number; wrapped?: Uint8Array }): Promise<KeyObject> {
    return this.keys.get(`${orgId}/${purpose}/${which.version}`, () => this.source.open(orgId, purpose, which));
  }
}
