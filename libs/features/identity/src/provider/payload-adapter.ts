import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import type { Clock } from '#kernel';
import type { SystemDatabase } from '#platform/database';
import type { MachineGrantRepository } from '../devices/machine-grant.repository.js';
import type { GrantEnd } from './grant-end.js';
import type { PayloadRepository } from './payload.repository.js';

export interface PayloadGround {
  readonly system: SystemDatabase;
  readonly payloads: PayloadRepository;
  readonly grants: MachineGrantRepository;
  readonly grantEnd: GrantEnd;
  readonly clock: Clock;
  /** Whether the request under way is one that presents a code or token a second time. */
  readonly endingOf: () => 'reused' | 'signed-out';
}

/** The provider's way to PostgreSQL, one for each kind of its models. */
export class PayloadAdapter implements Adapter {
  constructor(
    private readonly kind: string,
    private readonly ground: PayloadGround,
  ) {}

  async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    const { system, payloads, clock } = this.ground;
    const expiresAt = new Date(clock.now().getTime() + expiresIn * 1_000);
    const key = { kind: this.kind, id };
    if (this.kind !== 'ReplayDetection') {
      await system.across('store for the OpenID provider', (tx) => payloads.put(tx, key, payload, expiresAt));
      return;
    }
    // The provider looks first and stores then; of two that looked at once, the table takes one.
    const isFirst = await system.across('take a proof once', (tx) => payloads.putOnce(tx, key, payload, expiresAt));
    if (!isFirst) throw new errors.InvalidGrant('DPoP proof JWT Replay detected');
  }

  find(id: string): Promise<AdapterPayload | undefined> {
    const { system, payloads, grants } = this.ground;
    return system.across('read for the OpenID provider', async (tx) => {
      const found = await payloads.find(tx, { kind: this.kind, id });
      if (found === null || this.kind !== 'Grant') return found ?? undefined;
      const machineGrant = await grants.findAcrossTenants(tx, id);
      return machineGrant === null || (await grants.isStanding(tx, machineGrant)) ? found : undefined;
    });
  }

  findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const { system, payloads } = this.ground;
    return system.across(
      'read for the OpenID provider',
      async (tx) => (await payloads.findByUid(tx, this.kind, uid)) ?? undefined,
    );
  }

  findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    const { system, payloads } = this.ground;
    return system.across(
      'read for the OpenID provider',
      async (tx) => (await payloads.findByUserCode(tx, this.kind, userCode))?.payload,
    );
  }

  /** The provider looks whether it was used, and marks it then; of two that looked at once, one goes on and the other is a reuse. */
  async consume(id: string): Promise<void> {
    const { system, payloads, clock, grantEnd } = this.ground;
    const key = { kind: this.kind, id };
    const isFirst = await system.across('use a code or token', (tx) => payloads.consume(tx, key, clock.now()));
    if (isFirst) return;
    const grantId = (await this.find(id))?.grantId;
    if (grantId !== undefined) await grantEnd.end(grantId, 'reused');
    throw new errors.InvalidGrant('already used');
  }

  async destroy(id: string): Promise<void> {
    const { system, payloads, grantEnd, endingOf } = this.ground;
    if (this.kind === 'Grant') await grantEnd.end(id, endingOf());
    else await system.across('remove for the OpenID provider', (tx) => payloads.remove(tx, { kind: this.kind, id }));
  }

  /** The provider asks this for each kind of token and then destroys the grant, which ends all of them in one transaction. */
  revokeByGrantId(): Promise<void> {
    return Promise.resolve();
  }
}
