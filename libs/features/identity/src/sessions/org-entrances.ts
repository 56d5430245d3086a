import { Injectable } from '@nestjs/common';
import type { OrgId, PersonId } from '#kernel';
import { enterOrg, type SystemTx } from '#platform/database';
import { Trail } from '#platform/trail';
import type { Moment } from '../people/person-trail.js';
import { PersonRepository } from '../people/person.repository.js';
import { isOpen } from '../sign-in-policies/sign-in-policy.js';
import { SignInPolicyRepository } from '../sign-in-policies/sign-in-policy.repository.js';
import { NotAMember, SessionBound, SsoRequired } from './session.errors.js';
import type { Session, SessionBinding } from './session.js';

/** Who begins a session, where, and through what. */
export interface Opening {
  readonly personId: PersonId;
  readonly orgId?: OrgId;
  readonly binding?: SessionBinding | null;
  readonly endsAt?: Date | null;
  /** When she proved who she is, if not now; null where an identity provider does not say. */
  readonly provedAt?: Date | null | undefined;
  /** How she proved who she is. */
  readonly amr?: readonly string[];
}

/** In which of a person's orgs a session may act: each says how it wants people to come in. */
@Injectable()
export class OrgEntrances {
  constructor(
    private readonly policies: SignInPolicyRepository,
    private readonly people: PersonRepository,
    private readonly trail: Trail,
  ) {}

  /** Where a new session acts; null for a person who belongs to no org. @throws SsoRequired when no org of hers lets her in so */
  async firstIn(tx: SystemTx, { personId, orgId, binding }: Opening): Promise<OrgId | null> {
    if (binding != null) return binding.orgId;
    const entrances = await this.policies.entrancesAcrossTenants(tx, personId);
    const open = entrances.filter((entrance) => isOpen(entrance, null));
    if (open.length === 0 && entrances.length > 0) throw ssoRequired();
    return (open.find((entrance) => entrance.orgId === orgId) ?? open[0])?.orgId ?? null;
  }

  /** @throws NotAMember, SessionBound, SsoRequired */
  async mustLetIn(
    tx: SystemTx,
    { personId, binding }: Pick<Session, 'personId' | 'binding'>,
    orgId: OrgId,
  ): Promise<void> {
    const entrances = await this.policies.entrancesAcrossTenants(tx, personId);
    const entrance = entrances.find((each) => each.orgId === orgId);
    if (entrance === undefined) throw new NotAMember('You belong to no such organisation.');
    if (binding !== null && binding.orgId !== orgId)
      throw new SessionBound(
        'You came in through the identity provider of one organisation, and act there alone. Sign in anew to act in another.',
      );
    if (!isOpen(entrance, binding)) throw ssoRequired();
  }

  /** Writes loudly into the org's ledger when somebody acts there who broke the glass. Call it last. */
  async recordIn(
    tx: SystemTx,
    session: Pick<Session, 'id' | 'personId' | 'orgId' | 'binding' | 'ip'>,
    moment: Moment,
  ): Promise<void> {
    const { id, personId, orgId, binding, ip } = session;
    if (orgId === null || binding !== null) return;
    const entrances = await this.policies.entrancesAcrossTenants(tx, personId);
    const isBroken = entrances.some((each) => each.orgId === orgId && each.ssoRequired && each.isBreakGlass);
    const person = isBroken ? await this.people.find(tx, personId) : null;
    if (person === null) return;
    const principal = { kind: 'person', id: personId, label: person.email } as const;
    await this.trail.record(
      await enterOrg(tx, orgId),
      { orgId, principal, ...moment },
      {
        action: 'break-glass.used',
        target: { kind: 'session', id },
        reason: 'The organisation requires single sign-on, and a break-glass owner signed in without it.',
        facts: { severity: 'high', ip },
      },
    );
  }
}

const ssoRequired = (): SsoRequired =>
  new SsoRequired(
    'Your organisation lets people in through its identity provider only: sign in with your work address.',
  );
