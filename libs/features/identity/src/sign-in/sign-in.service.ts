import { Injectable } from '@nestjs/common';
import { DomainError, type PersonId } from '#kernel';
import { SystemDatabase, type SystemTx } from '#platform/database';
import { CeremonyRepository } from '../ceremonies/ceremony.repository.js';
import { CredentialService } from '../credentials/credential.service.js';
import { isPassword } from '../credentials/password.js';
import { AttemptLimits } from '../limits/attempt-limits.js';
import { canonicalEmail } from '../people/person.js';
import { PersonRepository } from '../people/person.repository.js';
import { Interactions } from './interactions.js';
import type { HalfSignedIn, SignInStep } from './sign-in.js';
import { SignInExpired, SignInRefused } from './sign-in.errors.js';
import { SignInRecord } from './sign-in-record.js';

const HALF_SIGNED_IN_MS = 10 * 60_000;

/** Sign-in by password and a second factor. What it answers, and how long that takes, does not tell whether an account exists. */
@Injectable()
export class SignInService {
  // eslint-disable-next-line max-params -- a sign-in joins the credentials, the limits, the provider's interaction and the record
  constructor(
    private readonly system: SystemDatabase,
    private readonly people: PersonRepository,
    private readonly credentials: CredentialService,
    private readonly ceremonies: CeremonyRepository,
    private readonly limits: AttemptLimits,
    private readonly interactions: Interactions,
    private readonly record: SignInRecord,
  ) {}

  /** How far it has come. @throws SignInExpired */
  async stepOf({ interaction, moment }: SignInStep): Promise<{ client: string; step: 'identify' | 'totp' }> {
    const client = await this.interactions.clientOf(interaction);
    const half = await this.system.across('go on with a sign-in', (tx) => this.halfOf(tx, interaction, moment.now));
    return { client, step: half === null ? 'identify' : 'totp' };
  }

  /** @throws SignInExpired, SignInRefused, TooManyAttempts */
  async password(step: SignInStep, given: { email: string; password: string }): Promise<void> {
    const { interaction, ip, moment } = step;
    await this.interactions.clientOf(interaction);
    const email = canonicalEmail(given.email);
    const guesses = [
      ['account', email],
      ['accountFromAddress', `${email}\u0000${ip}`],
    ] as const;
    await this.limits.count(moment.now, [['address', ip], ...guesses]);
    const { person, hash } = await this.system.across('sign in by e-mail address', async (tx) => {
      const found = await this.people.findByEmail(tx, email);
      return { person: found, hash: found === null ? null : await this.credentials.passwordHashIn(tx, found.id) };
    });
    if (!(await isPassword(hash, given.password)) || person === null) {
      if (person !== null) this.record.refusedInBackground(person.id, step, 'password');
      throw new SignInRefused('The e-mail address or the password is wrong. Check both and try again.');
    }
    await this.limits.forget(guesses);
    await this.limits.forgive(['address', ip]);
    const until = new Date(moment.now.getTime() + HALF_SIGNED_IN_MS);
    await this.system.across('remember that a password was right', (tx) =>
      this.ceremonies.put(tx, keyOf(interaction), { personId: person.id } satisfies HalfSignedIn, until),
    );
  }

  /** @returns where the browser goes on. @throws SignInExpired, CodeWrong, CodeUsed, TooManyAttempts */
  async totp(step: SignInStep, code: string): Promise<string> {
    const { personId } = await this.mustBeHalf(step);
    await this.secondFactor(step, personId, 'totp', (tx) =>
      this.credentials.spendTotpIn(tx, personId, code, step.moment.now),
    );
    return this.finish(step, personId, ['pwd', 'otp']);
  }

  /** Instead of a code of the app. @returns where the browser goes on. @throws SignInExpired, RecoveryCodeWrong, TooManyAttempts */
  async recovery(step: SignInStep, code: string): Promise<string> {
    const { personId } = await this.mustBeHalf(step);
    await this.secondFactor(step, personId, 'recovery-code', async (tx) => {
      const left = await this.credentials.spendRecoveryCodeIn(tx, personId, code, step.moment.now);
      await this.record.recoveryCodeUsedIn(tx, personId, step, left);
    });
    return this.finish(step, personId, ['pwd', 'recovery']);
  }

  private async secondFactor(
    step: SignInStep,
    personId: PersonId,
    factor: string,
    spend: (tx: SystemTx) => Promise<void>,
  ): Promise<void> {
    await this.limits.count(step.moment.now, [['secondFactor', personId]]);
    try {
      await this.system.across('check a second factor', spend);
    } catch (error) {
      if (error instanceof DomainError) await this.record.refused(personId, step, factor);
      throw error;
    }
    await this.limits.forget([['secondFactor', personId]]);
  }

  private async finish(
    { interaction, moment }: SignInStep,
    personId: PersonId,
    amr: readonly string[],
  ): Promise<string> {
    const half = await this.system.across('finish a sign-in', (tx) =>
      this.ceremonies.take<HalfSignedIn>(tx, keyOf(interaction), moment.now),
    );
    if (half?.personId !== personId) throw new SignInExpired('This sign-in has ended. Begin a new one.');
    return this.interactions.answer(interaction, { personId, amr });
  }

  private async mustBeHalf({ interaction, moment }: SignInStep): Promise<HalfSignedIn> {
    const half = await this.system.across('go on with a sign-in', (tx) => this.halfOf(tx, interaction, moment.now));
    if (half === null) throw new SignInExpired('Type your e-mail address and password first.');
    return half;
  }

  private halfOf(tx: SystemTx, interaction: string, now: Date): Promise<HalfSignedIn | null> {
    return this.ceremonies.find<HalfSignedIn>(tx, keyOf(interaction), now);
  }
}

const keyOf = (interaction: string) => ({ kind: 'sign-in', secret: interaction }) as const;
