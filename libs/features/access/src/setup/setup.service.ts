import { Injectable } from '@nestjs/common';
import {
  canonicalEmail,
  CeremonyRepository,
  CredentialService,
  type Moment,
  newTotpSecret,
  PasskeyCeremonies,
  type Person,
  PersonRepository,
  SessionService,
  totpUri,
} from '#features/identity';
import { newId, type OrgId, type PersonId } from '#kernel';
import { SystemDatabase, type SystemTx } from '#platform/database';
import { Joining } from './joining.js';
import { AlreadySetUp, LinkForAnother, SetupIncomplete } from './setup.errors.js';
import { SetupLinkRepository } from './setup-link.repository.js';
import type { FoundLink } from './setup-link.js';
import { SetupLinks } from './setup-links.js';
import type { SetupDone, SetupDraft } from './setup.js';

const CEREMONY_MS = 60 * 60_000;

/** What a one-time link opens: an account with its credential and, for the first run, the first org. All of it or nothing. */
@Injectable()
export class SetupService {
  // eslint-disable-next-line max-params -- set-up is one transaction over the account, its credentials, the org and the session
  constructor(
    private readonly system: SystemDatabase,
    private readonly links: SetupLinks,
    private readonly repository: SetupLinkRepository,
    private readonly people: PersonRepository,
    private readonly credentials: CredentialService,
    private readonly passkeys: PasskeyCeremonies,
    private readonly ceremonies: CeremonyRepository,
    private readonly joining: Joining,
    private readonly sessions: SessionService,
  ) {}

  /** @throws LinkUnknown, LinkUsed, LinkExpired; so do all methods below */
  inspect(token: string, now: Date): Promise<FoundLink> {
    return this.system.across('show a set-up link', (tx) => this.links.findIn(tx, token, now));
  }

  /** The secret for the authenticator app; the same one as long as the wizard stays open. */
  beginTotp(token: string, email: string, now: Date): Promise<{ secret: string; uri: string }> {
    return this.system.across('begin to set up a code app', async (tx) => {
      await this.links.findIn(tx, token, now);
      const key = { kind: 'setup-totp', secret: token } as const;
      const begun = await this.ceremonies.find<{ secret: string }>(tx, key, now);
      const secret = begun?.secret ?? newTotpSecret();
      await this.ceremonies.put(tx, key, { secret }, new Date(now.getTime() + CEREMONY_MS));
      return { secret, uri: totpUri(secret, canonicalEmail(email)) };
    });
  }

  beginPasskey(token: string, owner: { email: string; name: string }, now: Date): Promise<object> {
    return this.system.across('begin to set up a passkey', async (tx) => {
      await this.links.findIn(tx, token, now);
      const person = {
        id: newId<'Person'>(now),
        name: owner.name,
        email: canonicalEmail(owner.email),
        homeOrgId: null,
      };
      return this.passkeys.beginRegistrationIn(tx, passkeyKey(token), person, now);
    });
  }

  /** @throws EmailTaken, OrgSlugTaken, LinkForAnother, SetupIncomplete, PasswordWeak, CodeWrong, PasskeyRefused */
  complete(draft: SetupDraft, visitor: { ip: string; userAgent: string | null }, moment: Moment): Promise<SetupDone> {
    const { now } = moment;
    return this.system.across('set up an account', async (tx) => {
      const link = await this.links.takeIn(tx, draft.token, now);
      const person = await this.accountIn(tx, link, draft, now);
      await this.credentialIn(tx, person, draft, now);
      const recoveryCodes = await this.credentials.renewRecoveryCodesIn(tx, person.id);
      const orgId = await this.orgIn(tx, { link, person, draft }, moment);
      const { token } = await this.sessions.beginIn(tx, { personId: person.id, orgId }, visitor, now);
      return { recoveryCodes, sessionToken: token };
    });
  }

  /** Lets a person who has an account already join by the link: she proves who she is by being signed in. @throws LinkForAnother */
  accept(token: string, personId: PersonId, moment: Moment): Promise<OrgId> {
    return this.system.across('accept an invitation', async (tx) => {
      const link = await this.links.takeIn(tx, token, moment.now);
      const person = await this.people.find(tx, personId);
      if (link.kind !== 'owner' || person?.email !== link.email)
        throw new LinkForAnother('This link is for another account. Sign in with the one that it was sent to.');
      await this.joining.joinIn(tx, person, link, moment);
      return link.orgId;
    });
  }

  private async accountIn(
    tx: SystemTx,
    link: FoundLink,
    { owner, credential, token }: SetupDraft,
    now: Date,
  ): Promise<Person> {
    const email = canonicalEmail(owner.email);
    if (link.kind === 'owner' && email !== link.email) throw new LinkForAnother(`This link is for ${link.email}.`);
    const id =
      credential.kind === 'passkey'
        ? await this.passkeys.personOfRegistrationIn(tx, passkeyKey(token), now)
        : newId<'Person'>(now);
    return this.people.insert(tx, { id, email, name: owner.name }, now);
  }

  private async credentialIn(
    tx: SystemTx,
    person: Person,
    { credential, token }: SetupDraft,
    now: Date,
  ): Promise<void> {
    if (credential.kind === 'passkey') {
      await this.passkeys.finishRegistrationIn(
        tx,
        passkeyKey(token),
        { name: 'First passkey', response: credential.response },
        now,
      );
      return;
    }
    const begun = await this.ceremonies.take<{ secret: string }>(tx, { kind: 'setup-totp', secret: token }, now);
    if (begun === null) throw new SetupIncomplete('Scan the QR code with your authenticator app first.');
    await this.credentials.enrolPasswordIn(
      tx,
      person,
      { password: credential.password, secret: begun.secret, code: credential.totpCode },
      now,
    );
  }

  private async orgIn(
    tx: SystemTx,
    { link, person, draft }: { link: FoundLink; person: Person; draft: SetupDraft },
    moment: Moment,
  ): Promise<OrgId> {
    if (link.kind === 'owner') {
      await this.joining.joinIn(tx, person, link, moment);
      return link.orgId;
    }
    if (draft.org === undefined) throw new SetupIncomplete('Name the organisation.');
    await this.repository.lockFirstRun(tx);
    if (await this.repository.isAnyOrgFounded(tx))
      throw new AlreadySetUp('Somebody else was faster: this installation has an owner. Ask her for an invitation.');
    return this.joining.foundIn(tx, person, draft.org, moment);
  }
}

const passkeyKey = (token: string) => ({ kind: 'setup-passkey', secret: token }) as const;
