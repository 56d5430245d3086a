import { Injectable } from '@nestjs/common';
import type { AdapterPayload } from 'oidc-provider';
import { MembershipRepository } from '#features/tenancy';
import { newId, type OrgId, type PersonId, type RequestContext } from '#kernel';
import { Settings } from '#platform/config';
import { enterOrg, SystemDatabase, type SystemTx } from '#platform/database';
import { Trail } from '#platform/trail';
import { AttemptLimits } from '../limits/attempt-limits.js';
import { type Place, PayloadRepository } from '../provider/payload.repository.js';
import { audienceOf, GRANT_SECONDS, MACHINE_SCOPE } from '../provider/provider-configuration.js';
import { NotAMember } from '../sessions/session.errors.js';
import { canonicalUserCode, type DeviceRequest, shownClaim } from './device-request.js';
import { DeviceCodeExpired, DeviceCodeUnknown, DeviceCodeUsed } from './device.errors.js';
import { MachineGrantRepository } from './machine-grant.repository.js';

/** The person who answers, and from where. */
export interface Answerer {
  readonly personId: PersonId;
  readonly label: string;
  readonly ip: string;
  readonly now: Date;
  readonly requestId: string;
}

interface Pending {
  readonly payload: AdapterPayload;
  readonly place: Place;
}

/** The person's side of the device flow (RFC 8628 section 3.3): see what asks for what, then approve it for an org, or deny. */
@Injectable()
export class DeviceService {
  // eslint-disable-next-line max-params -- an approval joins the provider's rows, the org's and the record in one transaction
  constructor(
    private readonly settings: Settings,
    private readonly system: SystemDatabase,
    private readonly payloads: PayloadRepository,
    private readonly grants: MachineGrantRepository,
    private readonly memberships: MembershipRepository,
    private readonly limits: AttemptLimits,
    private readonly trail: Trail,
  ) {}

  /** @throws DeviceCodeUnknown, DeviceCodeExpired, DeviceCodeUsed, TooManyAttempts */
  async inspect(who: Answerer, userCode: string): Promise<DeviceRequest> {
    // RFC 8628 section 5.1: a code is short, so guessing it is limited.
    await this.limits.count(who.now, [
      ['userCode', who.personId],
      ['userCodeAddress', who.ip],
    ]);
    const { payload } = await this.system.across('show a device request', (tx) =>
      this.pendingIn(tx, userCode, who.now),
    );
    await this.limits.forget([['userCode', who.personId]]);
    const { params = {}, deviceInfo = {} } = payload;
    return {
      client: 'Castellan for coding agents',
      scopes: scopesOf(params['scope']),
      machine: {
        hostname: hostnameOf(payload),
        os: shownClaim(params['castellan_os']),
        ip: shownClaim(deviceInfo['ip']),
      },
      requestedAt: new Date((payload.iat ?? 0) * 1_000),
      expiresAt: new Date((payload.exp ?? 0) * 1_000),
    };
  }

  /** From the commit on the machine's next question is answered with tokens, for `orgId` alone. @throws NotAMember, and as `inspect` */
  async approve(who: Answerer, userCode: string, orgId: OrgId): Promise<void> {
    await this.limits.count(who.now, [
      ['userCode', who.personId],
      ['userCodeAddress', who.ip],
    ]);
    await this.system.across('approve a device', async (tx) => {
      const orgs = await this.memberships.orgsOfPersonAcrossTenants(tx, who.personId);
      if (!orgs.some(({ id }) => id === orgId)) throw new NotAMember('You belong to no such organisation.');
      const pending = await this.pendingIn(tx, userCode, who.now);
      const label = hostnameOf(pending.payload) ?? 'unnamed machine';
      const id = newId<'Grant'>(who.now);
      await this.answerIn(tx, pending, await this.grantIn(tx, pending.payload, id, who));
      const ctx = contextOf(who, orgId);
      const orgTx = await enterOrg(tx, orgId);
      await this.grants.insert(orgTx, { id, orgId, personId: who.personId, machineId: null, label }, who.now);
      await this.trail.record(orgTx, ctx, {
        action: 'device.approved',
        target: { kind: 'machine', id, label },
        facts: { ip: shownClaim(pending.payload.deviceInfo?.['ip']) },
      });
    });
    await this.limits.forget([['userCode', who.personId]]);
  }

  /** The machine's next question is answered with access_denied. @throws as `inspect` */
  async deny(who: Answerer, userCode: string): Promise<void> {
    await this.limits.count(who.now, [
      ['userCode', who.personId],
      ['userCodeAddress', who.ip],
    ]);
    await this.system.across('deny a device', async (tx) => {
      const pending = await this.pendingIn(tx, userCode, who.now);
      const refusal = { error: 'access_denied', errorDescription: 'The person at the console denied the request.' };
      await this.answerIn(tx, pending, { ...pending.payload, ...refusal });
    });
  }

  /** The provider's grant, and the device code as the provider expects it once somebody has approved. */
  private async grantIn(
    tx: SystemTx,
    asked: AdapterPayload,
    grantId: string,
    { personId, now }: Answerer,
  ): Promise<AdapterPayload> {
    const audience = audienceOf(this.settings.publicUrl);
    const iat = Math.floor(now.getTime() / 1_000);
    const exp = iat + GRANT_SECONDS;
    const { clientId } = asked;
    const grant = {
      kind: 'Grant',
      iat,
      exp,
      accountId: personId,
      clientId,
      openid: { scope: 'openid offline_access' },
      resources: { [audience]: MACHINE_SCOPE },
    };
    await this.payloads.put(tx, { kind: 'Grant', id: grantId }, grant, new Date(exp * 1_000));
    const scope = `openid offline_access ${MACHINE_SCOPE}`;
    return { ...asked, accountId: personId, grantId, authTime: iat, scope, resource: audience };
  }

  private async pendingIn(tx: SystemTx, typed: string, now: Date): Promise<Pending> {
    const found = await this.payloads.findByUserCode(tx, 'DeviceCode', canonicalUserCode(typed));
    if (found === null)
      throw new DeviceCodeUnknown('No machine shows that code. Check it, or start again on the machine.');
    const { accountId, error, exp = 0 } = found.payload;
    const isConsumed = 'consumed' in found.payload;
    if (exp * 1_000 <= now.getTime())
      throw new DeviceCodeExpired('The code has expired. Start again on the machine: it will show a new one.');
    if (accountId !== undefined || error !== undefined || isConsumed) throw alreadyAnswered();
    return found;
  }

  private async answerIn(tx: SystemTx, { place }: Pending, answered: AdapterPayload): Promise<void> {
    if (!(await this.payloads.rewrite(tx, 'DeviceCode', place, answered))) throw alreadyAnswered();
  }
}

const scopesOf = (scope: unknown): string[] =>
  typeof scope === 'string' ? scope.split(' ').filter((name) => name !== '') : [];

const alreadyAnswered = (): DeviceCodeUsed =>
  new DeviceCodeUsed('The code was approved or denied already. Start again on the machine if that was not you.');

const hostnameOf = ({ params }: AdapterPayload): string | null => shownClaim(params?.['castellan_hostname']);

const contextOf = ({ personId, label, requestId, now }: Answerer, orgId: OrgId): RequestContext => ({
  orgId,
  principal: { kind: 'person', id: personId, label },
  requestId,
  now,
});
