import { Injectable } from '@nestjs/common';
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import { SystemDatabase } from '#platform/database';
import { PasskeyCeremonies } from '../credentials/passkey-ceremonies.js';
import { AttemptLimits } from '../limits/attempt-limits.js';
import { Interactions } from './interactions.js';
import type { SignInStep } from './sign-in.js';

/** Sign-in by a passkey, which is both factors in one: the device, and what unlocks it. */
@Injectable()
export class PasskeySignInService {
  constructor(
    private readonly system: SystemDatabase,
    private readonly ceremonies: PasskeyCeremonies,
    private readonly limits: AttemptLimits,
    private readonly interactions: Interactions,
  ) {}

  /** @throws SignInExpired */
  async begin({ interaction, moment }: SignInStep): Promise<PublicKeyCredentialRequestOptionsJSON> {
    await this.interactions.clientOf(interaction);
    return this.system.across('begin a sign-in by passkey', (tx) =>
      this.ceremonies.beginAuthenticationIn(tx, keyOf(interaction), moment.now),
    );
  }

  /** @returns where the browser goes on. @throws SignInExpired, PasskeyRefused, TooManyAttempts */
  async finish({ interaction, ip, moment }: SignInStep, response: unknown): Promise<string> {
    await this.limits.count(moment.now, [['address', ip]]);
    const challenge = await this.system.across('take a challenge', (tx) =>
      this.ceremonies.takeChallengeIn(tx, keyOf(interaction), moment.now),
    );
    const personId = await this.system.across('sign in by passkey', (tx) =>
      this.ceremonies.finishAuthenticationIn(tx, challenge, response, moment.now),
    );
    await this.limits.forgive(['address', ip]);
    return this.interactions.answer(interaction, { personId, amr: ['hwk', 'user', 'mfa'] });
  }
}

const keyOf = (interaction: string) => ({ kind: 'sign-in-passkey', secret: interaction }) as const;
