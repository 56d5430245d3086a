import { Injectable } from '@nestjs/common';
import type { PersonId } from '#kernel';
import { isUniqueViolation, type SystemTx } from '#platform/database';
import { rows } from '#platform/database/rows';
import { PasskeyKnown } from './credential.errors.js';
import type { Passkey, PasskeyId, PasskeyVerifier } from './passkey.js';

const columns = { id: true, personId: true, name: true, createdAt: true, lastUsedAt: true } as const;
const verifierColumns = { credentialId: true, publicKey: true, counter: true, transports: true } as const;

/** Rows of the table `passkeys`. */
@Injectable()
export class PasskeyRepository {
  async listOf(tx: SystemTx, personId: PersonId): Promise<readonly Passkey[]> {
    return (
      await rows(tx).passkey.findMany({ where: { personId }, select: columns, orderBy: { createdAt: 'asc' } })
    ).map(toPasskey);
  }

  async credentialIdsOf(tx: SystemTx, personId: PersonId): Promise<readonly string[]> {
    const held = await rows(tx).passkey.findMany({ where: { personId }, select: { credentialId: true } });
    return held.map(({ credentialId }) => credentialId);
  }

  async findByCredential(
    tx: SystemTx,
    credentialId: string,
  ): Promise<(Passkey & { readonly verifier: PasskeyVerifier }) | null> {
    const row = await rows(tx).passkey.findUnique({
      where: { credentialId },
      select: { ...columns, ...verifierColumns },
    });
    if (row === null) return null;
    const { publicKey, counter, transports } = row;
    const verifier = { credentialId, publicKey: Uint8Array.from(publicKey), counter: Number(counter), transports };
    return { ...toPasskey(row), verifier };
  }

  /** @throws PasskeyKnown */
  async insert(tx: SystemTx, passkey: Omit<Passkey, 'lastUsedAt'>, verifier: PasskeyVerifier): Promise<void> {
    const { credentialId, publicKey, counter, transports } = verifier;
    try {
      await rows(tx).passkey.create({
        data: {
          ...passkey,
          credentialId,
          publicKey: Uint8Array.from(publicKey),
          counter: BigInt(counter),
          transports: [...transports],
        },
        select: { id: true },
      });
    } catch (error) {
      if (isUniqueViolation(error))
        throw new PasskeyKnown('That passkey is registered already; use another device.', {}, { cause: error });
      throw error;
    }
  }

  async noteUse(tx: SystemTx, id: PasskeyId, counter: number, now: Date): Promise<void> {
    await rows(tx).passkey.update({
      where: { id },
      data: { counter: BigInt(counter), lastUsedAt: now },
      select: { id: true },
    });
  }

  async remove(tx: SystemTx, personId: PersonId, id: PasskeyId): Promise<boolean> {
    return (await rows(tx).passkey.deleteMany({ where: { id, personId } })).count === 1;
  }
}

function toPasskey(row: {
  id: string;
  personId: string;
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}): Passkey {
  const { name, createdAt, lastUsedAt } = row;
  return { id: row.id as PasskeyId, personId: row.personId as PersonId, name, createdAt, lastUsedAt };
}
