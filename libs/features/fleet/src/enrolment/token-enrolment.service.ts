import { Injectable } from '@nestjs/common';
import { MachineCredentials } from '#features/identity';
import { OrgService } from '#features/tenancy';
import type { RequestContext } from '#kernel';
import { OrgDatabase } from '#platform/database';
import type { MachineFacts } from '../machines/machine.js';
import { Admission } from './admission.js';
import type { Enrolled } from './enrolment.js';
import { type EnrolmentToken, orgClaimedBy } from './enrolment-token.js';
import { EnrolmentTokenService } from './enrolment-token.service.js';
import { EnrolmentTokenRefused } from './enrolment.errors.js';

/** What a machine shows that no person has approved: a token, and a key that it has proven to hold. */
export interface TokenShown {
  readonly text: string;
  readonly keyThumbprint: string;
}

/** Enrols a machine by an enrolment token, and gives it credentials bound to its key. */
@Injectable()
export class TokenEnrolmentService {
  // eslint-disable-next-line max-params -- a machine comes in where identity, tenancy and the fleet meet
  constructor(
    private readonly db: OrgDatabase,
    private readonly tokens: EnrolmentTokenService,
    private readonly credentials: MachineCredentials,
    private readonly admission: Admission,
    private readonly orgs: OrgService,
  ) {}

  /**
   * A new machine takes one use of the token; one that enrols again takes none, but the token must still stand.
   * @throws EnrolmentTokenRefused, MachineRevoked
   */
  async enrol(
    moment: Pick<RequestContext, 'requestId' | 'now'>,
    shown: TokenShown,
    facts: MachineFacts,
  ): Promise<Enrolled> {
    const { keyThumbprint } = shown;
    const orgId = orgClaimedBy(shown.text);
    if (orgId === null)
      throw new EnrolmentTokenRefused('This is no enrolment token. It begins with "cst_enrol_"; copy it whole.');
    const { ctx, token } = await this.db.within({ orgId }, async (tx) => {
      const found = await this.tokens.findIn(tx, { orgId }, shown.text);
      return { token: found, ctx: { ...moment, orgId, principal: principalOf(found) } };
    });
    const org = await this.orgs.get(ctx);
    const applicant = { facts, keyThumbprint, person: null, enrolmentTokenId: token.id };
    return this.db.within(ctx, async (tx) => {
      const admitted = await this.admission.admitIn(tx, ctx, applicant);
      const { machineId } = admitted;
      await this.tokens.useIn(tx, ctx, { token, isFirstUse: !admitted.isKnown });
      if (admitted.isKnown) await this.credentials.revokeAll(tx, ctx, machineId);
      const tokens = await this.credentials.issueFor(tx, ctx, { machineId, label: facts.hostname, keyThumbprint });
      const trust = await this.admission.completeIn(tx, ctx, admitted, applicant);
      return { machineId, org, trust, tokens };
    });
  }
}

const principalOf = ({ id, label }: EnrolmentToken) =>
  ({ kind: 'service', id: id, label: `enrolment token ${label}` }) as const;
