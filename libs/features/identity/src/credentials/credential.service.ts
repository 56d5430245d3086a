import { Injectable } from '@nestjs/common';
import type { PersonId } from '#kernel';
import type { SystemTx } from '#platform/database';
import { InstallationSealer } from '#platform/vault';
import type { Person } from '../people/person.js';
import { CodeUsed, CodeWrong, PasswordWeak, RecoveryCodeWrong } from './credential.errors.js';
import { CredentialRepository } from './credential.repository.js';
import { hashPassword, weaknessOf } from './password.js';
import { hashOfRecoveryCode, newRecoveryCodes } from './recovery-code.js';
import { stepOfCode } from './totp.js';

/** Passwords with their second factor, and recovery codes. Each method joins the transaction of a larger act. */
@Injectable()
export class CredentialService {
  constructor(
    private readonly credentials: CredentialRepository,
    private readonly sealer: InstallationSealer,
  ) {}

  /**
   * Gives the person a password and a TOTP secret, once she has shown that her app has it. The code that shows it is spent.
   * @throws PasswordWeak, CodeWrong
   */
  async enrolPasswordIn(
    tx: SystemTx,
    person: Person,
    given: { password: string; secret: string; code: string },
    now: Date,
  ): Promise<void> {
    const step = stepOfCode(given.secret, given.code, now);
    if (step === null)
      throw new CodeWrong(
        'The code does not fit. Type the one that the app shows now; check that the clock of the phone is right.',
      );
    const weakness = weaknessOf(given.password, [person.email, person.name, ...person.email.split('@')]);
    if (weakness !== null) throw new PasswordWeak(weakness);
    await this.credentials.putPassword(tx, person.id, await hashPassword(given.password), now);
    const sealed = this.sealer.seal(purposeOf(person.id), Buffer.from(given.secret));
    await this.credentials.putTotp(tx, person.id, { sealed, lastStep: step, now });
  }

  /** @throws CodeWrong, CodeUsed */
  async spendTotpIn(tx: SystemTx, personId: PersonId, code: string, now: Date): Promise<void> {
    const held = await this.credentials.totp(tx, personId);
    const secret =
      held === null ? null : Buffer.from(this.sealer.open(purposeOf(personId), held.sealed)).toString('utf8');
    const step = secret === null ? null : stepOfCode(secret, code, now);
    if (step === null) throw new CodeWrong('The code does not fit. Type the one that the app shows now.');
    if (await this.credentials.spendStep(tx, personId, step)) return;
    // RFC 6238 section 5.2: a code that was taken is not taken again.
    throw new CodeUsed('That code was used already. Wait for the next one, at most 30 s.');
  }

  /** Ten new recovery codes, to be shown once; those before are good for nothing. */
  async renewRecoveryCodesIn(tx: SystemTx, personId: PersonId): Promise<readonly string[]> {
    const codes = newRecoveryCodes();
    await this.credentials.putRecoveryCodes(
      tx,
      personId,
      codes.map((code) => hashOfRecoveryCode(personId, code)),
    );
    return codes;
  }

  /** Answers how many are left. @throws RecoveryCodeWrong */
  async spendRecoveryCodeIn(tx: SystemTx, personId: PersonId, code: string, now: Date): Promise<number> {
    const isSpent = await this.credentials.spendRecoveryCode(tx, personId, hashOfRecoveryCode(personId, code), now);
    if (!isSpent)
      throw new RecoveryCodeWrong('That recovery code is wrong, or was used already. Each is good once; try another.');
    return this.credentials.recoveryCodesLeft(tx, personId);
  }

  async hasTotpIn(tx: SystemTx, personId: PersonId): Promise<boolean> {
    return (await this.credentials.totp(tx, personId)) !== null;
  }

  passwordHashIn(tx: SystemTx, personId: PersonId): Promise<string | null> {
    return this.credentials.passwordHash(tx, personId);
  }
}

const purposeOf = (personId: PersonId): string => `totp/${personId}`;
