import { Injectable } from '@nestjs/common';
import type { VerificationKey } from '#contracts';
import { type SigningKey, verificationKeyFrom } from '#engines/bundle';
import type { RequestContext } from '#kernel';
import { OrgDatabase, type OrgScope, type OrgTx } from '#platform/database';
import { type BundleKey, MOST_SIGNING_KEYS, OVERLAP_MS, ROTATE_AFTER_MS } from './bundle-key.js';
import { BundleKeysTooMany } from './bundle-key.errors.js';
import { BundleKeyRepository } from './bundle-key.repository.js';
import { BundleKeyRecord } from './bundle-key-record.js';
import { BundleKeySafe } from './bundle-key-safe.js';

const REGULAR = 'regular rotation';

/** The keys by which an org's machines know its word. One signs; those that it replaced sign beside it for a while. */
@Injectable()
export class BundleKeyService {
  constructor(
    private readonly db: OrgDatabase,
    private readonly keys: BundleKeyRepository,
    private readonly safe: BundleKeySafe,
    private readonly events: BundleKeyRecord,
  ) {}

  list(ctx: RequestContext): Promise<readonly BundleKey[]> {
    return this.db.within(ctx, (tx) => this.keys.list(tx, ctx));
  }

  /** Gives the org its first key, if it has none. */
  async ensureIn(tx: OrgTx, ctx: RequestContext): Promise<void> {
    if ((await this.keys.signing(tx, ctx)).length > 0) return;
    const key = { ...this.safe.fresh(ctx.orgId), createdAt: ctx.now };
    if (!(await this.keys.insertActive(tx, ctx, key))) return;
    await this.events.tellIn(tx, ctx, { action: 'bundle_key.created', keyid: key.keyid });
  }

  /** What a machine must trust: the public halves of all keys that sign. Makes the first one, so it is never empty. */
  async trustIn(tx: OrgTx, ctx: RequestContext): Promise<readonly VerificationKey[]> {
    await this.ensureIn(tx, ctx);
    return (await this.keys.signing(tx, ctx)).map(({ publicKey }) => verificationKeyFrom(publicKey));
  }

  /**
   * The keys that sign now, opened, the active one first. To be held in memory only.
   * @throws BundleKeyUnreadable
   */
  async openIn(tx: OrgTx, scope: OrgScope): Promise<readonly SigningKey[]> {
    return (await this.keys.signing(tx, scope)).map((key) => this.safe.open(scope.orgId, key));
  }

  /**
   * Puts a new key in the place of the active one, which signs beside it until the overlap is over.
   * @throws BundleKeysTooMany
   */
  rotate(ctx: RequestContext, reason: string): Promise<void> {
    return this.db.within(ctx, (tx) => this.rotateIn(tx, ctx, reason));
  }

  /** The daily visit to one org: rotates a key that is old, destroys those whose overlap is over. Twice a day does no harm. */
  tend(ctx: RequestContext): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      for (const keyid of await this.keys.destroyDue(tx, ctx)) {
        await this.events.tellIn(tx, ctx, { action: 'bundle_key.retired', keyid, reason: REGULAR });
      }
      const [active] = await this.keys.signing(tx, ctx);
      if (active && ctx.now.getTime() - active.createdAt.getTime() >= ROTATE_AFTER_MS)
        await this.rotateIn(tx, ctx, REGULAR);
    });
  }

  private async rotateIn(tx: OrgTx, ctx: RequestContext, reason: string): Promise<void> {
    if ((await this.keys.signing(tx, ctx)).length >= MOST_SIGNING_KEYS) {
      throw new BundleKeysTooMany(`${MOST_SIGNING_KEYS} keys sign already; the oldest must retire first.`);
    }
    await this.keys.retireActive(tx, ctx, new Date(ctx.now.getTime() + OVERLAP_MS));
    const key = { ...this.safe.fresh(ctx.orgId), createdAt: ctx.now };
    if (!(await this.keys.insertActive(tx, ctx, key))) return;
    await this.events.tellIn(tx, ctx, { action: 'bundle_key.rotated', keyid: key.keyid, reason });
  }
}
