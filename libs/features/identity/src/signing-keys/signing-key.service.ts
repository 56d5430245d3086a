import { Injectable } from '@nestjs/common';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { OrgService } from '#features/tenancy';
import type { RequestContext } from '#kernel';
import { ChangeSignal, OrgDatabase, SystemDatabase, type SystemTx } from '#platform/database';
import { Outbox } from '#platform/jobs';
import { Trail } from '#platform/trail';
import { SIGNING_KEYS_CHANGED } from '../identity.events.js';
import { announceSigningKey } from './signing-key.jobs.js';
import { SigningKeyRepository } from './signing-key.repository.js';
import { rotationOf } from './signing-key.rules.js';
import type { SigningKey } from './signing-key.js';

/** The keys that sign ID tokens: each signs for 30 days, and is published before it does and after. */
@Injectable()
export class SigningKeyService {
  // eslint-disable-next-line max-params -- one transaction joins the keys, the signal, the jobs that tell each org, and the ledger
  constructor(
    private readonly system: SystemDatabase,
    private readonly keys: SigningKeyRepository,
    private readonly signal: ChangeSignal,
    private readonly outbox: Outbox,
    private readonly orgs: OrgService,
    private readonly orgDatabase: OrgDatabase,
    private readonly trail: Trail,
  ) {}

  /** All published keys. Makes the first one where there is none. */
  list(now: Date): Promise<readonly SigningKey[]> {
    return this.system.across('read the signing keys', async (tx) => {
      const found = await this.keys.list(tx);
      if (found.length > 0) return found;
      await this.rotateIn(tx, now);
      return this.keys.list(tx);
    });
  }

  /** Does what is due. Safe to do twice, and in two processes at once. */
  async rotate(now: Date): Promise<void> {
    const orgs = await this.orgs.all();
    await this.system.across('rotate the signing keys', async (tx) => {
      const made = await this.rotateIn(tx, now);
      if (made === null) return;
      for (const { id } of orgs) {
        const payload = { orgId: id, kid: made.kid, activeFrom: made.activeFrom.toISOString() };
        await this.outbox.add(tx, announceSigningKey, payload, { key: made.kid });
      }
    });
  }

  announce(ctx: RequestContext, { kid, activeFrom }: { kid: string; activeFrom: string }): Promise<void> {
    return this.orgDatabase.within(ctx, async (tx) => {
      await this.trail.record(tx, ctx, {
        action: 'signing-key.rotated',
        target: { kind: 'signing-key', id: kid },
        facts: { activeFrom },
      });
    });
  }

  private async rotateIn(tx: SystemTx, now: Date): Promise<SigningKey | null> {
    await this.keys.lock(tx);
    const { makeActiveFrom, retire, remove } = rotationOf(await this.keys.list(tx), now);
    for (const { kid, at } of retire) await this.keys.retire(tx, kid, at);
    await this.keys.remove(tx, remove);
    const made = makeActiveFrom === null ? null : await newKey(makeActiveFrom);
    if (made !== null) await this.keys.insert(tx, made, now);
    if (made !== null || remove.length > 0) await this.signal.notify(tx, { topic: SIGNING_KEYS_CHANGED });
    return made;
  }
}

async function newKey(activeFrom: Date): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { kid, jwk: { ...jwk, kid, alg: 'ES256', use: 'sig' }, activeFrom, retiresAt: null };
}
