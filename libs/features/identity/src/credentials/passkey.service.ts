import { Injectable } from '@nestjs/common';
import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server';
import type { PersonId } from '#kernel';
import { SystemDatabase, type SystemTx } from '#platform/database';
import type { Person } from '../people/person.js';
import { AccountManaged } from '../people/person.errors.js';
import { PersonRepository } from '../people/person.repository.js';
import { type Moment, PersonTrail } from '../people/person-trail.js';
import { CredentialService } from './credential.service.js';
import { LastCredential, PasskeyNotFound } from './credential.errors.js';
import { PasskeyCeremonies } from './passkey-ceremonies.js';
import type { Passkey, PasskeyId } from './passkey.js';
import { PasskeyRepository } from './passkey.repository.js';

/** A person's own passkeys. */
@Injectable()
export class PasskeyService {
  // eslint-disable-next-line max-params -- the person, her credentials and the record change together
  constructor(
    private readonly system: SystemDatabase,
    private readonly people: PersonRepository,
    private readonly passkeys: PasskeyRepository,
    private readonly ceremonies: PasskeyCeremonies,
    private readonly credentials: CredentialService,
    private readonly trail: PersonTrail,
  ) {}

  list(personId: PersonId): Promise<readonly Passkey[]> {
    return this.system.across('show a person her passkeys', (tx) => this.passkeys.listOf(tx, personId));
  }

  /** @param sessionId the ceremony belongs to this session alone. @throws AccountManaged */
  begin(personId: PersonId, sessionId: string, now: Date): Promise<PublicKeyCredentialCreationOptionsJSON> {
    return this.system.across('begin to add a passkey', async (tx) =>
      this.ceremonies.beginRegistrationIn(tx, keyOf(sessionId), ownAccount(await this.personIn(tx, personId)), now),
    );
  }

  /** @throws PasskeyRefused, PasskeyKnown, AccountManaged */
  add(
    personId: PersonId,
    sessionId: string,
    given: { name: string; response: unknown },
    moment: Moment,
  ): Promise<Passkey> {
    return this.system.across('add a passkey', async (tx) => {
      const person = ownAccount(await this.personIn(tx, personId));
      const id = await this.ceremonies.finishRegistrationIn(tx, keyOf(sessionId), given, moment.now);
      const target = { kind: 'passkey', id, label: given.name };
      await this.trail.recordIn(tx, person, moment, { action: 'passkey.added', target });
      return { id, personId, name: given.name, createdAt: moment.now, lastUsedAt: null };
    });
  }

  /** @throws PasskeyNotFound; LastCredential when she could not sign in any more */
  remove(personId: PersonId, id: PasskeyId, moment: Moment): Promise<void> {
    return this.system.across('remove a passkey', async (tx) => {
      const person = await this.personIn(tx, personId);
      const held = await this.passkeys.listOf(tx, personId);
      const passkey = held.find((each) => each.id === id);
      if (passkey === undefined) throw new PasskeyNotFound('You have no such passkey.');
      if (held.length === 1 && (await this.credentials.passwordHashIn(tx, personId)) === null) {
        throw new LastCredential('It is your only way to sign in: add another passkey first.');
      }
      await this.passkeys.remove(tx, personId, id);
      await this.trail.recordIn(tx, person, moment, {
        action: 'passkey.removed',
        target: { kind: 'passkey', id, label: passkey.name },
      });
    });
  }

  private async personIn(tx: SystemTx, id: PersonId): Promise<Person> {
    const person = await this.people.find(tx, id);
    if (person === null) throw new PasskeyNotFound('This account does not exist any more.');
    return person;
  }
}

/** A managed account has no credential of its own: who leaves the org must not keep a way in. */
function ownAccount(person: Person): Person {
  if (person.homeOrgId !== null)
    throw new AccountManaged('Your organisation manages this account: you sign in through its identity provider.');
  return person;
}

const keyOf = (sessionId: string) => ({ kind: 'add-passkey', secret: sessionId }) as const;
