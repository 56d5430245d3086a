import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { JWK } from 'jose';
import { type AccountClaims, type Adapter, type FindAccount, Provider } from 'oidc-provider';
import { Clock, isUuid, type PersonId } from '#kernel';
import { Settings } from '#platform/config';
import { ChangeSignal, SystemDatabase } from '#platform/database';
import { Log } from '#platform/observability';
import { MachineGrantRepository } from '../devices/machine-grant.repository.js';
import { SIGNING_KEYS_CHANGED } from '../identity.events.js';
import { PersonRepository } from '../people/person.repository.js';
import { nextChangeOf, signingOrder } from '../signing-keys/signing-key.rules.js';
import { SigningKeyService } from '../signing-keys/signing-key.service.js';
import { GrantEnd } from './grant-end.js';
import { PayloadAdapter, type PayloadGround } from './payload-adapter.js';
import { PayloadRepository } from './payload.repository.js';
import { configurationOf, issuerOf } from './provider-configuration.js';
import { ServiceClients } from './service-clients.js';
import { ServiceGrants } from './service-grants.js';

interface Standing {
  readonly provider: Provider;
  readonly keys: readonly JWK[];
  readonly goodUntil: Date | null;
}

/** The certified OpenID provider, over our rows, people and keys. It is made anew when the keys change; nothing of it lives in memory. */
@Injectable()
export class OpenIdProvider implements OnModuleDestroy {
  private standing: Promise<Standing> | null = null;
  private readonly stopHearing: () => void;
  private readonly ground: PayloadGround;

  // eslint-disable-next-line max-params -- here the provider is joined to everything that it stands on
  constructor(
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly system: SystemDatabase,
    private readonly people: PersonRepository,
    private readonly keys: SigningKeyService,
    payloads: PayloadRepository,
    private readonly grants: MachineGrantRepository,
    grantEnd: GrantEnd,
    signal: ChangeSignal,
    private readonly log: Log,
    private readonly clients: ServiceClients,
    private readonly serviceGrants: ServiceGrants,
  ) {
    this.stopHearing = signal.on(SIGNING_KEYS_CHANGED, () => (this.standing = null));
    const endingOf = (): 'reused' | 'signed-out' =>
      Provider.ctx?.oidc.route === 'revocation' ? 'signed-out' : 'reused';
    this.ground = { system, payloads, grants, grantEnd, clock, endingOf };
  }

  onModuleDestroy(): void {
    this.stopHearing();
  }

  /** With the keys of this moment. */
  async current(): Promise<Provider> {
    return (await this.stand()).provider;
  }

  /** The public keys by which our own ID tokens verify. */
  async publicKeys(): Promise<readonly JWK[]> {
    return (await this.stand()).keys.map(({ d: _private, ...key }) => key);
  }

  /** Answers a request to /oauth/ or to the discovery document. */
  async handle(request: IncomingMessage, response: ServerResponse, ip: string): Promise<void> {
    const { publicUrl } = this.settings;
    // What the provider says of its own address is our setting, never what a client wrote into Host or X-Forwarded-*.
    request.headers.host = publicUrl.host;
    request.headers['x-forwarded-host'] = publicUrl.host;
    request.headers['x-forwarded-proto'] = publicUrl.protocol.slice(0, -1);
    request.headers['x-forwarded-for'] = ip;
    const provider = await this.current();
    await provider.callback()(request, response);
  }

  private async stand(): Promise<Standing> {
    const standing = await (this.standing ??= this.build());
    if (standing.goodUntil === null || this.clock.now() < standing.goodUntil) return standing;
    this.standing = null;
    return this.stand();
  }

  private async build(): Promise<Standing> {
    try {
      const now = this.clock.now();
      const held = await this.keys.list(now);
      const keys = signingOrder(held, now).map(({ jwk }) => jwk);
      const { publicUrl } = this.settings;
      const adapter = (kind: string): Adapter => this.clients.adapterOf(kind) ?? new PayloadAdapter(kind, this.ground);
      const provider = new Provider(
        issuerOf(publicUrl),
        configurationOf({ publicUrl, adapter, findAccount: this.findAccount, keys }),
      );
      this.serviceGrants.register(provider);
      provider.proxy = true;
      provider.on('server_error', (_ctx: unknown, error: unknown) => this.log.error('provider.failed', { error }));
      return { provider, keys, goodUntil: nextChangeOf(held, now) };
    } catch (error) {
      this.standing = null;
      throw error;
    }
  }

  /** A person; or, for a machine that enrolled by a token, the machine itself. */
  private readonly findAccount: FindAccount = async (_ctx, sub, token) => {
    if (!isUuid(sub)) return undefined;
    return this.system.across('find the account of a token', async (tx) => {
      const person = await this.people.find(tx, sub as PersonId);
      if (person !== null) {
        const { email, name } = person;
        return { accountId: sub, claims: (): AccountClaims => ({ sub, email, name }) };
      }
      const grantId = (token as { grantId?: string } | undefined)?.grantId;
      const grant = grantId === undefined ? null : await this.grants.findAcrossTenants(tx, grantId);
      return grant?.machineId === sub ? { accountId: sub, claims: (): AccountClaims => ({ sub }) } : undefined;
    });
  };
}
