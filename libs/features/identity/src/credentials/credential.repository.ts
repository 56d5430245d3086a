import { Injectable } from '@nestjs/common';
import type { PersonId } from '#kernel';
import type { SystemTx } from '#platform/database';
import { rows } from '#platform/database/rows';

/** Rows of the tables `passwords`, `totp_secrets` and `recovery_codes`. */
@Injectable()
export class CredentialRepository {
  async passwordHash(tx: SystemTx, personId: PersonId): Promise<string | null> {
    const row = await rows(tx).password.findUnique({ where: { personId }, select: { hash: true } });
    return row?.hash ?? null;
  }

  async putPassword(tx: SystemTx, personId: PersonId, hash: string, now: Date): Promise<void> {
    const written = { hash, changedAt: now };
    await rows(tx).password.upsert({
      where: { personId },
      create: { personId, ...written },
      update: written,
      select: { personId: true },
    });
  }

  async totp(tx: SystemTx, personId: PersonId): Promise<{ sealed: Uint8Array; lastStep: bigint } | null> {
    return rows(tx).totpSecret.findUnique({ where: { personId }, select: { sealed: true, lastStep: true } });
  }

  async putTotp(
    tx: SystemTx,
    personId: PersonId,
    { sealed, lastStep, now }: { sealed: Uint8Array; lastStep: bigint; now: Date },
  ): Promise<void> {
    const written = { sealed: Uint8Array.from(sealed), lastStep, createdAt: now };
    await rows(tx).totpSecret.upsert({
      where: { personId },
      create: { personId, ...written },
      update: written,
      select: { personId: true },
    });
  }

  /** Spends the step, if it is later than every step spent so far; of several at once, one is answered yes. */
  async spendStep(tx: SystemTx, personId: PersonId, step: bigint): Promise<boolean> {
    const { count } = await rows(tx).totpSecret.updateMany({
      where: { personId, lastStep: { lt: step } },
      data: { lastStep: step },
    });
    return count === 1;
  }

  /** Replaces all codes of the person: those before are good for nothing. */
  async putRecoveryCodes(tx: SystemTx, personId: PersonId, hashes: readonly Uint8Array<ArrayBuffer>[]): Promise<void> {
    await rows(tx).recoveryCode.deleteMany({ where: { personId } });
    await rows(tx).recoveryCode.createMany({ data: hashes.map((hash) => ({ personId, hash })) });
  }

  /** Spends the code; of several at once, one is answered yes. */
  async spendRecoveryCode(
    tx: SystemTx,
    personId: PersonId,
    hash: Uint8Array<ArrayBuffer>,
    now: Date,
  ): Promise<boolean> {
    const { count } = await rows(tx).recoveryCode.updateMany({
      where: { personId, hash, usedAt: null },
      data: { usedAt: now },
    });
    return count === 1;
  }

  async recoveryCodesLeft(tx: SystemTx, personId: PersonId): Promise<number> {
    return rows(tx).recoveryCode.count({ where: { personId, usedAt: null } });
  }
}
