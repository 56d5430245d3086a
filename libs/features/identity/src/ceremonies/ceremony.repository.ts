import { Injectable } from '@nestjs/common';
import type { SystemTx } from '#platform/database';
import { rows } from '#platform/database/rows';
import { InstallationSealer } from '#platform/vault';
import { hexOf, secretHash } from '../secret-hash.js';

export type CeremonyKind =
  | 'sign-in'
  | 'setup-totp'
  | 'setup-passkey'
  | 'add-passkey'
  | 'sign-in-passkey'
  | 'proof-passkey'
  | 'sso-intent'
  | 'saml-logout';

/** Names one ceremony: what it is, and the secret that its holder presents at each step. */
export interface CeremonyKey {
  readonly kind: CeremonyKind;
  readonly secret: string;
}

/** What a ceremony in several steps remembers between them; sealed, and bound to its key. */
@Injectable()
export class CeremonyRepository {
  constructor(private readonly sealer: InstallationSealer) {}

  /** Begins it anew: what it remembered before is forgotten. */
  async put(tx: SystemTx, key: CeremonyKey, state: object, expiresAt: Date): Promise<void> {
    const { kind, keyHash, purpose } = placeOf(key);
    const sealed = Uint8Array.from(this.sealer.seal(purpose, Buffer.from(JSON.stringify(state))));
    await rows(tx).ceremony.upsert({
      where: { kind_keyHash: { kind, keyHash } },
      create: { kind, keyHash, sealed, expiresAt },
      update: { sealed, expiresAt },
      select: { kind: true },
    });
  }

  async find<State extends object>(tx: SystemTx, key: CeremonyKey, now: Date): Promise<State | null> {
    const { kind, keyHash, purpose } = placeOf(key);
    const row = await rows(tx).ceremony.findFirst({
      where: { kind, keyHash, expiresAt: { gt: now } },
      select: { sealed: true },
    });
    return row && (JSON.parse(Buffer.from(this.sealer.open(purpose, row.sealed)).toString('utf8')) as State);
  }

  /** As `find`, and ends it: of several that ask at once, one is answered. */
  async take<State extends object>(tx: SystemTx, key: CeremonyKey, now: Date): Promise<State | null> {
    const state = await this.find<State>(tx, key, now);
    const { kind, keyHash } = placeOf(key);
    const { count } = await rows(tx).ceremony.deleteMany({ where: { kind, keyHash } });
    return count === 1 ? state : null;
  }

  async sweep(tx: SystemTx, now: Date): Promise<number> {
    return (await rows(tx).ceremony.deleteMany({ where: { expiresAt: { lte: now } } })).count;
  }
}

function placeOf({ kind, secret }: CeremonyKey): {
  kind: CeremonyKind;
  keyHash: Uint8Array<ArrayBuffer>;
  purpose: string;
} {
  const keyHash = secretHash(secret);
  return { kind, keyHash, purpose: `ceremony/${kind}/${hexOf(keyHash)}` };
}
