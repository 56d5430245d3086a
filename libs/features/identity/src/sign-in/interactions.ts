import { Injectable } from '@nestjs/common';
import type { PersonId } from '#kernel';
import type { SessionBinding } from '../sessions/session.js';
import { acrOf } from './binding-claim.js';
import { OpenIdProvider } from '../provider/openid-provider.js';
import { SignInExpired } from './sign-in.errors.js';

/** Who was found to sign in, and how. */
export interface SignedIn {
  readonly personId: PersonId;
  readonly amr: readonly string[];
  readonly binding?: SessionBinding | null;
  readonly endsAt?: Date | null;
  readonly provedAt?: Date | null;
}

/** The OpenID provider's question "who is it?", which the console's sign-in page answers. */
@Injectable()
export class Interactions {
  constructor(private readonly provider: OpenIdProvider) {}

  /** Which client asks. @throws SignInExpired when nobody asks, or no longer */
  async clientOf(id: string): Promise<string> {
    const { provider, interaction } = await this.underway(id);
    const client = await provider.Client.find(String(interaction.params['client_id']));
    return client?.clientName ?? 'Castellan';
  }

  /**
   * Answers it.
   * @param who `binding` where a connection vouches for her: it goes into the ID token, so that no session can come of this without it
   * @returns where the browser goes on. @throws SignInExpired
   */
  async answer(id: string, who: SignedIn): Promise<string> {
    const { interaction } = await this.underway(id);
    // Not remembered: the console has a session of its own, and the next sign-in asks again.
    const { binding = null, endsAt = null, provedAt = null } = who;
    const acr = binding === null ? {} : { acr: acrOf({ binding, endsAt, provedAt }) };
    interaction.result = { login: { accountId: who.personId, amr: [...who.amr], remember: false, ...acr } };
    await interaction.persist();
    return interaction.returnTo;
  }

  private async underway(id: string) {
    const provider = await this.provider.current();
    const interaction = await provider.Interaction.find(id);
    if (interaction === undefined) throw new SignInExpired('This sign-in has ended or took too long. Begin a new one.');
    return { provider, interaction };
  }
}
