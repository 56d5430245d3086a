import { Injectable } from '@nestjs/common';
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { newId, type PersonId } from '#kernel';
import { Settings } from '#platform/config';
import type { SystemTx } from '#platform/database';
import { type CeremonyKey, CeremonyRepository } from '../ceremonies/ceremony.repository.js';
import type { Person } from '../people/person.js';
import { PasskeyRefused } from './credential.errors.js';
import type { PasskeyId } from './passkey.js';
import { PasskeyRepository } from './passkey.repository.js';

const CEREMONY_MS = 5 * 60_000;
const LONGEST_NAME = 120;

interface Challenge {
  readonly challenge: string;
  /** Whom a registration is for. */
  readonly personId?: PersonId;
}

/** Both ceremonies of WebAuthn level 3: registration (section 7.1) and authentication (section 7.2). A challenge is good once, for five minutes. */
@Injectable()
export class PasskeyCeremonies {
  private readonly rpID: string;
  private readonly origin: string;

  constructor(
    settings: Settings,
    private readonly ceremonies: CeremonyRepository,
    private readonly passkeys: PasskeyRepository,
  ) {
    this.rpID = settings.publicUrl.hostname;
    this.origin = settings.publicUrl.origin;
  }

  async beginRegistrationIn(
    tx: SystemTx,
    key: CeremonyKey,
    person: Person,
    now: Date,
  ): Promise<PublicKeyCredentialCreationOptionsJSON> {
    const known = await this.passkeys.credentialIdsOf(tx, person.id);
    const options = await generateRegistrationOptions({
      rpName: 'Castellan',
      rpID: this.rpID,
      userName: person.email,
      userDisplayName: person.name,
      userID: Uint8Array.from(Buffer.from(person.id.replaceAll('-', ''), 'hex')),
      attestationType: 'none',
      excludeCredentials: known.map((id) => ({ id })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    await this.ceremonies.put(
      tx,
      key,
      { challenge: options.challenge, personId: person.id } satisfies Challenge,
      after(now),
    );
    return options;
  }

  /**
   * Answers whose passkey it is: the person for whom the ceremony was begun.
   * @throws PasskeyRefused
   */
  async personOfRegistrationIn(tx: SystemTx, key: CeremonyKey, now: Date): Promise<PersonId> {
    const begun = await this.ceremonies.find<Challenge>(tx, key, now);
    if (begun?.personId === undefined) throw new PasskeyRefused('The ceremony has expired. Begin again.');
    return begun.personId;
  }

  /** @throws PasskeyRefused, PasskeyKnown */
  async finishRegistrationIn(
    tx: SystemTx,
    key: CeremonyKey,
    given: { name: string; response: unknown },
    now: Date,
  ): Promise<PasskeyId> {
    const begun = await this.ceremonies.take<Challenge>(tx, key, now);
    if (begun?.personId === undefined) throw new PasskeyRefused('The ceremony has expired. Begin again.');
    const verified = await refusing(() =>
      verifyRegistrationResponse({
        response: given.response as RegistrationResponseJSON,
        expectedChallenge: begun.challenge,
        expectedOrigin: this.origin,
        expectedRPID: this.rpID,
        requireUserVerification: true,
      }),
    );
    if (!verified.verified) throw new PasskeyRefused('The device’s answer does not verify. Try again.');
    const { credential } = verified.registrationInfo;
    const id = newId<'Passkey'>(now);
    await this.passkeys.insert(
      tx,
      { id, personId: begun.personId, name: given.name.slice(0, LONGEST_NAME), createdAt: now },
      {
        credentialId: credential.id,
        publicKey: credential.publicKey,
        counter: credential.counter,
        transports: credential.transports ?? [],
      },
    );
    return id;
  }

  /** For a discoverable passkey: no address is asked, none is told. */
  async beginAuthenticationIn(
    tx: SystemTx,
    key: CeremonyKey,
    now: Date,
  ): Promise<PublicKeyCredentialRequestOptionsJSON> {
    const options = await generateAuthenticationOptions({ rpID: this.rpID, userVerification: 'required' });
    await this.ceremonies.put(tx, key, { challenge: options.challenge } satisfies Challenge, after(now));
    return options;
  }

  /** Spends the challenge. In a transaction before that of the check, so that a wrong answer spends it too. @throws PasskeyRefused */
  async takeChallengeIn(tx: SystemTx, key: CeremonyKey, now: Date): Promise<string> {
    const begun = await this.ceremonies.take<Challenge>(tx, key, now);
    if (begun === null) throw new PasskeyRefused('The sign-in has taken too long, or was answered already. Try again.');
    return begun.challenge;
  }

  /** Answers who holds the passkey. @throws PasskeyRefused */
  async finishAuthenticationIn(tx: SystemTx, challenge: string, response: unknown, now: Date): Promise<PersonId> {
    const answer = response as AuthenticationResponseJSON;
    const passkey = await this.passkeys.findByCredential(tx, answer.id);
    if (passkey === null) throw new PasskeyRefused('This passkey is not known here. Use another, or your password.');
    const { credentialId, publicKey, counter } = passkey.verifier;
    const { verified, authenticationInfo } = await refusing(() =>
      verifyAuthenticationResponse({
        response: answer,
        expectedChallenge: challenge,
        expectedOrigin: this.origin,
        expectedRPID: this.rpID,
        credential: { id: credentialId, publicKey, counter },
        requireUserVerification: true,
      }),
    );
    if (!verified) throw new PasskeyRefused('The device’s answer does not verify. Try again.');
    await this.passkeys.noteUse(tx, passkey.id, authenticationInfo.newCounter, now);
    return passkey.personId;
  }
}

const after = (now: Date): Date => new Date(now.getTime() + CEREMONY_MS);

/** The library throws whatever it finds in a malformed answer: to the caller, all of it is a refusal. */
async function refusing<T>(verify: () => Promise<T>): Promise<T> {
  try {
    return await verify();
  } catch (error) {
    throw new PasskeyRefused(
      'The device’s answer does not verify. Try again, or use another way to sign in.',
      {},
      { cause: error },
    );
  }
}
