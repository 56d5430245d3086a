import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { VerificationKey } from '#contracts';
import { SEED_BYTES, type SigningKey, signingKeyFrom, verificationKeyFrom } from '#engines/bundle';
import type { OrgId, RequestContext } from '#kernel';
import { ChangeSignal, OrgDatabase, type OrgTx } from '#platform/database';
import { Trail } from '#platform/trail';
import { InstallationSealer } from '#platform/vault';
import { BUNDLE_KEYS_CHANGED } from '../policies.events.js';
import { type BundleKey, MOST_SIGNING_KEYS, OVERLAP_MS, ROTATE_AFTER_MS, type SealedBundleKey } from './bundle-key.js';
import { BundleKeysTooMany, BundleKeyUnreadable } from './bundle-key.errors.js';
import { BundleKeyRepository } from './bundle-key.repository.js';

type Scope = Pick<RequestContext, 'orgId'>;

const REGULAR = 'regular rotation';

/** The keys by which an org's machines know its word. One signs; those that it replaced sign beside it for a while. */
@Injectable()
export class BundleKeyService {
  constructor(
    private readonly db: OrgDatabase,
    private readonly keys: BundleKeyRepository,
    private readonly sealer: InstallationSealer,
    private readonly signal: ChangeSignal,
    private readonly trail: Trail,
  ) {}

  list(ctx: RequestContext): Promise<readonly BundleKey[]> {
    return this.db.within(ctx, (tx) => this.keys.list(tx, ctx));
  }

  /** Gives the org its first key, if it has none. */
  async ensureIn(tx: OrgTx, ctx: RequestContext): Promise<void> {
    if ((await this.keys.signing(tx, ctx)).length > 0) return;
    const key = this.freshKey(ctx);
    if (await this.keys.insertActive(tx, ctx, key)) await this.recordIn(tx, ctx, 'bundle_key.created', key.keyid);
  }

  /** What a machine must trust: the public halves of all keys that sign. Makes the first one, so never empty. */
  async trustIn(tx: OrgTx, ctx: RequestContext): Promise<readonly VerificationKey[]> {
    await this.ensureIn(tx, ctx);
    return (await this.keys.signing(tx, ctx)).map(({ publicKey }) => verificationKeyFrom(publicKey));
  }

  /** The keys that sign now, opened, the active one first. Hold them in memory only. */
  async openIn(tx: OrgTx, scope: Scope): Promise<readonly SigningKey[]> {
    const sealed = await this.keys.signing(tx, scope);
    return sealed.map((key) => this.opened(scope.orgId, key));
  }

  /** Puts a new key in the place of the active one, which signs beside it until the overlap is over. */
  rotate(ctx: RequestContext, reason: string): Promise<void> {
    return this.db.within(ctx, (tx) => this.rotateIn(tx, ctx, reason));
  }

  /** The daily visit to one org: rotates a key that is old, destroys those whose overlap is over. */
  tend(ctx: RequestContext): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      const [active] = await this.keys.signing(tx, ctx);
      if (active && ctx.now.getTime() - active.createdAt.getTime() >= ROTATE_AFTER_MS)
        await this.rotateIn(tx, ctx, REGULAR);
      for (const keyid of await this.keys.destroyDue(tx, ctx))
        await this.recordIn(tx, ctx, 'bundle_key.retired', keyid, REGULAR);
    });
  }

  private async rotateIn(tx: OrgTx, ctx: RequestContext, reason: string): Promise<void> {
    const signing = await this.keys.signing(tx, ctx);
    if (signing.length >= MOST_SIGNING_KEYS) {
      throw new BundleKeysTooMany(`${MOST_SIGNING_KEYS} keys sign already; the oldest must retire first.`);
    }
    await this.keys.retireActive(tx, ctx, new Date(ctx.now.getTime() + OVERLAP_MS));
    const key = this.freshKey(ctx);
    if (await this.keys.insertActive(tx, ctx, key))
      await this.recordIn(tx, ctx, 'bundle_key.rotated', key.keyid, reason);
  }

  private opened(orgId: OrgId, { keyid, sealedSeed }: SealedBundleKey): SigningKey {
    try {
      return signingKeyFrom(this.sealer.open(purposeOf(orgId, keyid), sealedSeed));
    } catch (error) {
      throw new BundleKeyUnreadable(
        'A key that signs bundles cannot be opened: it was changed in the database, or the master key is another. Restore either from a backup.',
        { keyid },
        { cause: error },
      );
    }
  }

  private freshKey({ orgId, now }: RequestContext): Parameters<BundleKeyRepository['insertActive']>[2] {
    const seed = randomBytes(SEED_BYTES);
    const { keyid, publicKey } = signingKeyFrom(seed);
    const sealedSeed = this.sealer.seal(purposeOf(orgId, keyid), seed);
    return { keyid, publicKey: Buffer.from(publicKey, 'base64'), sealedSeed, createdAt: now };
  }

  private async recordIn(
    tx: OrgTx,
    ctx: RequestContext,
    action: `bundle_key.${string}`,
    keyid: string,
    reason?: string,
  ): Promise<void> {
    await this.signal.notify(tx, { topic: BUNDLE_KEYS_CHANGED, orgId: ctx.orgId, id: keyid });
    await this.trail.record(tx, ctx, {
      action,
      target: { kind: 'bundle-key', id: keyid },
      ...(reason !== undefined && { reason }),
    });
  }
}

const purposeOf = (orgId: OrgId, keyid: string): string => `bundle-key/${orgId}/${keyid}`;
