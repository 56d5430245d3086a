import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { SystemDatabase } from '#platform/database';
import { TokenRefused } from '../authentication/authentication.errors.js';
import { PayloadRepository } from '../provider/payload.repository.js';
import type { MachineGrant } from './machine-grant.js';
import { MachineGrantRepository } from './machine-grant.repository.js';

/** What a machine's access token says, once it was found good. */
export interface MachineToken {
  readonly grant: MachineGrant;
  /** The key that it is bound to. */
  readonly keyThumbprint: string;
  readonly expiresAt: Date;
}

/** Reads the access tokens of machines: those that the provider issued, bound to a key, under a grant that stands. */
@Injectable()
export class MachineTokens {
  constructor(
    private readonly system: SystemDatabase,
    private readonly payloads: PayloadRepository,
    private readonly grants: MachineGrantRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws TokenRefused */
  read(token: string): Promise<MachineToken> {
    return this.system.across('know a machine by its token', async (tx) => {
      const payload = await this.payloads.find(tx, { kind: 'AccessToken', id: token });
      const { grantId, exp } = payload ?? {};
      const keyThumbprint = (payload as { jkt?: unknown } | null)?.jkt;
      // A token that is bound to no key is none of a machine's: it opens nothing here.
      if (typeof keyThumbprint !== 'string' || grantId === undefined || exp === undefined) throw refused();
      const expiresAt = new Date(exp * 1_000);
      const grant = await this.grants.findAcrossTenants(tx, grantId);
      if (grant === null || expiresAt <= this.clock.now() || !(await this.grants.isStanding(tx, grant)))
        throw refused();
      return { grant, keyThumbprint, expiresAt };
    });
  }
}

const refused = (): TokenRefused =>
  new TokenRefused('Refresh the access token; if that is refused too, run "castellan login".');
