import { Injectable } from '@nestjs/common';
import { Clock, newId, type PrincipalId } from '#kernel';
import { ChangeSignal, enterOrg, SystemDatabase } from '#platform/database';
import { Trail } from '#platform/trail';
import type { GrantId } from '../devices/machine-grant.js';
import { MachineGrantRepository } from '../devices/machine-grant.repository.js';
import { CREDENTIAL_ENDED } from '../identity.events.js';
import { PayloadRepository } from './payload.repository.js';

/** Why a family of tokens ends. */
export type GrantEnding = 'reused' | 'signed-out' | 'ended-by-person';

const SENTENCES: Readonly<Record<GrantEnding, string>> = {
  reused:
    'A code or refresh token of this machine was used a second time: somebody has a copy. Every token of the family was ended.',
  'signed-out': 'The machine signed out.',
  'ended-by-person': 'The person who connected the machine signed it out.',
};

/** Ends a grant of the provider with every token that came of it: in one transaction, in every process, and in the ledger. */
@Injectable()
export class GrantEnd {
  // eslint-disable-next-line max-params -- the provider's rows, the org's, the signal and the ledger change together
  constructor(
    private readonly system: SystemDatabase,
    private readonly payloads: PayloadRepository,
    private readonly grants: MachineGrantRepository,
    private readonly signal: ChangeSignal,
    private readonly trail: Trail,
    private readonly clock: Clock,
  ) {}

  async end(grantId: string, why: GrantEnding): Promise<void> {
    const now = this.clock.now();
    await this.system.across('end a family of tokens', async (tx) => {
      await this.payloads.removeGrant(tx, grantId);
      await this.signal.notify(tx, { topic: CREDENTIAL_ENDED, id: grantId });
      const grant = await this.grants.findAcrossTenants(tx, grantId);
      if (grant === null) return;
      const orgTx = await enterOrg(tx, grant.orgId);
      if (!(await this.grants.revoke(orgTx, grant.orgId, grant.id, { reason: SENTENCES[why], now }))) return;
      const id = grant.machineId ?? (grantId as GrantId);
      if (grant.machineId !== null) await this.signal.notify(tx, { topic: CREDENTIAL_ENDED, orgId: grant.orgId, id });
      await this.trail.record(
        orgTx,
        {
          orgId: grant.orgId,
          principal: { kind: 'machine', id: id as string as PrincipalId, label: grant.label },
          requestId: newId(now),
          now,
        },
        {
          action: why === 'reused' ? 'credential.reused' : 'credential.signed_out',
          target: { kind: 'machine', id, label: grant.label },
          reason: SENTENCES[why],
        },
      );
    });
  }
}
