import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type MachineId, newId, type OrgId, type PersonId, type RequestContext } from '#kernel';
import { Settings } from '#platform/config';
import { ChangeSignal, type OrgTx } from '#platform/database';
import { NotEnrolled, ProofRefused, TokenRefused } from '../authentication/authentication.errors.js';
import { ProofBook } from '../authentication/proof-book.js';
import { CREDENTIAL_ENDED } from '../identity.events.js';
import { OpenIdProvider } from '../provider/openid-provider.js';
import {
  ACCESS_TOKEN_SECONDS,
  audienceOf,
  CLI_CLIENT,
  GRANT_SECONDS,
  MACHINE_SCOPE,
} from '../provider/provider-configuration.js';
import type { GrantId } from './machine-grant.js';
import { MachineGrantRepository } from './machine-grant.repository.js';
import { MachineTokens } from './machine-token.js';

/** What a machine shows that asks to be enrolled: a person approved it, for this org. */
export interface PresentedGrant {
  readonly grantId: GrantId;
  readonly orgId: OrgId;
  readonly personId: PersonId | null;
  readonly keyThumbprint: string;
  /** The machine that it has become already, when it enrols a second time. */
  readonly machineId: MachineId | null;
}

/** As the token endpoint would answer (RFC 6749 section 5.1, RFC 9449 section 5). */
export interface IssuedTokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
  readonly token_type: 'DPoP';
}

/** The credentials of machines, for the feature that keeps machines. */
@Injectable()
export class MachineCredentials {
  // eslint-disable-next-line max-params -- this is the one face of several rooms towards the fleet
  constructor(
    private readonly settings: Settings,
    private readonly provider: OpenIdProvider,
    private readonly tokens: MachineTokens,
    private readonly grants: MachineGrantRepository,
    private readonly proofs: ProofBook,
    private readonly signal: ChangeSignal,
  ) {}

  /**
   * The grant behind a request with a DPoP access token of the device flow; its proof is taken.
   * @throws TokenRefused, ProofRefused
   */
  async presented(request: FastifyRequest): Promise<PresentedGrant> {
    const [, token] = /^DPoP +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (token === undefined)
      throw new TokenRefused('Send "Authorization: DPoP" with the access token of this machine’s sign-in.');
    const { grant, keyThumbprint } = await this.tokens.read(token);
    const proof = await this.proofs.proofWith(request, token);
    if (proof.keyThumbprint !== keyThumbprint)
      throw new ProofRefused('The token belongs to another key than the proof’s.');
    await this.proofs.take(request, grant.orgId, proof);
    return {
      grantId: grant.id,
      orgId: grant.orgId,
      personId: grant.personId,
      keyThumbprint,
      machineId: grant.machineId,
    };
  }

  /** The key that a request without a token proves to have; its proof is taken. @throws ProofRefused */
  async provenKey(request: FastifyRequest): Promise<string> {
    return (await this.proofs.proofAlone(request)).keyThumbprint;
  }

  /** From the commit on, tokens of the grant act as the machine. @throws NotEnrolled when the grant was taken or revoked meanwhile */
  async bind(
    tx: OrgTx,
    ctx: Pick<RequestContext, 'orgId'>,
    grantId: GrantId,
    machine: { machineId: MachineId; label: string },
  ): Promise<void> {
    if (!(await this.grants.bind(tx, ctx, grantId, machine)))
      throw new NotEnrolled('This sign-in was used already. Run "castellan login" again.');
    await this.signal.notify(tx, { topic: CREDENTIAL_ENDED, id: grantId });
  }

  /**
   * Tokens for a machine that no person approved, bound to its key. They are good from the commit of `tx` on: without it there is no grant
   * that they could stand under.
   */
  async issueFor(
    tx: OrgTx,
    ctx: Pick<RequestContext, 'orgId' | 'now'>,
    machine: { machineId: MachineId; label: string; keyThumbprint: string },
  ): Promise<IssuedTokens> {
    const { machineId, label, keyThumbprint } = machine;
    const id = newId<'Grant'>(ctx.now);
    const tokens = await this.issue(id, machineId, keyThumbprint);
    await this.grants.insert(tx, { id, orgId: ctx.orgId, personId: null, machineId, label }, ctx.now);
    return tokens;
  }

  /** Ends everything that the machine could act by: from the commit on, in every process. Answers how many grants it had. */
  async revokeAll(tx: OrgTx, ctx: RequestContext, machineId: MachineId): Promise<number> {
    const ended = await this.grants.revokeOfMachine(tx, ctx, machineId, `revoked by ${ctx.principal.label}`);
    await this.signal.notify(tx, { topic: CREDENTIAL_ENDED, orgId: ctx.orgId, id: machineId });
    return ended.length;
  }

  /** As `revokeAll`, of every machine that the person approved in the org. Answers how many grants she had. */
  async revokeOfPerson(tx: OrgTx, ctx: RequestContext, personId: PersonId): Promise<number> {
    const ended = await this.grants.revokeOfPerson(tx, ctx, personId, `ended by ${ctx.principal.label}`);
    for (const { id, machineId } of ended)
      await this.signal.notify(tx, { topic: CREDENTIAL_ENDED, orgId: ctx.orgId, id: machineId ?? id });
    return ended.length;
  }

  private async issue(grantId: GrantId, machineId: MachineId, keyThumbprint: string): Promise<IssuedTokens> {
    const provider = await this.provider.current();
    const client = await provider.Client.find(CLI_CLIENT);
    if (client === undefined) throw new Error(`The provider does not know its own client ${CLI_CLIENT}.`);
    const audience = audienceOf(this.settings.publicUrl);
    const grant = new provider.Grant({ accountId: machineId, clientId: CLI_CLIENT });
    Object.assign(grant, { jti: grantId, expiresIn: GRANT_SECONDS });
    grant.addResourceScope(audience, MACHINE_SCOPE);
    await grant.save();
    const shared = { accountId: machineId, client, grantId, gty: 'device_code', scope: MACHINE_SCOPE };
    const access = new provider.AccessToken({ ...shared, expiresIn: ACCESS_TOKEN_SECONDS });
    access.setThumbprint('jkt', keyThumbprint);
    Object.assign(access, { aud: audience });
    const refresh = new provider.RefreshToken({ ...shared, resource: audience, rotations: 0 });
    Object.assign(refresh, { jkt: keyThumbprint });
    return {
      access_token: await access.save(),
      refresh_token: await refresh.save(),
      expires_in: ACCESS_TOKEN_SECONDS,
      token_type: 'DPoP',
    };
  }
}
