import { Injectable } from '@nestjs/common';
import { newId, type RequestContext } from '#kernel';
import { ChangeSignal, OrgDatabase, type OrgTx, SystemDatabase } from '#platform/database';
import { CREDENTIAL_ENDED } from '../identity.events.js';
import { isWithin } from './networks.js';
import { KeyElsewhere, ServiceAccountNotFound, ServiceKeyNotFound, TooManyKeys } from './service-account.errors.js';
import {
  newServiceToken,
  type PresentedKey,
  type ServiceAccount,
  type ServiceAccountId,
  type ServiceKey,
  type ServiceKeyId,
} from './service-account.js';
import { ServiceAccountRepository } from './service-account.repository.js';
import { type FoundKey, ServiceKeyRepository } from './service-key.repository.js';
import { SHORT_TOKEN_PREFIX } from './service-token.js';
import { ServiceTokenRepository } from './service-token.repository.js';

const NOTED_EVERY_MS = 60_000;
const MOST_LISTED = 1_000;
/** Enough for a change of keys in several places at once; few enough to be looked through. */
const MOST_GOOD_KEYS = 20;

export interface ServiceAccountWithKeys extends ServiceAccount {
  readonly keys: readonly ServiceKey[];
}

/** What the maker of a key decides. */
export type KeyOrder = Pick<ServiceKey, 'name' | 'permissions' | 'networks' | 'expiresAt'>;

/**
 * Service accounts and their keys. What is changed here is part of a larger act, which decides whether the caller may, and records it.
 */
@Injectable()
export class ServiceAccountService {
  // eslint-disable-next-line max-params -- an account belongs to an org, and its token is found across all of them
  constructor(
    private readonly db: OrgDatabase,
    private readonly system: SystemDatabase,
    private readonly accounts: ServiceAccountRepository,
    private readonly keys: ServiceKeyRepository,
    private readonly tokens: ServiceTokenRepository,
    private readonly signal: ChangeSignal,
  ) {}

  /** @throws ServiceAccountNameTaken */
  async createIn(
    tx: OrgTx,
    ctx: RequestContext,
    { name, description }: Pick<ServiceAccount, 'name' | 'description'>,
  ): Promise<ServiceAccountId> {
    const id = newId<'ServiceAccount'>(ctx.now);
    const made = { createdAt: ctx.now, creatorLabel: ctx.principal.label, disabledAt: null };
    await this.accounts.insert(tx, ctx, { id, name, description, ...made });
    return id;
  }

  /** Makes a key. Its token is given out here and never again. @throws TooManyKeys */
  async createKeyIn(
    tx: OrgTx,
    ctx: RequestContext,
    accountId: ServiceAccountId,
    order: KeyOrder,
  ): Promise<{ id: ServiceKeyId; token: string }> {
    if ((await this.keys.countGood(tx, ctx, accountId, ctx.now)) >= MOST_GOOD_KEYS)
      throw new TooManyKeys(`Revoke a key that is no longer needed: an account has ${MOST_GOOD_KEYS} at most.`);
    const id = newId<'ServiceKey'>(ctx.now);
    const token = newServiceToken();
    const made = { createdAt: ctx.now, creatorLabel: ctx.principal.label };
    await this.keys.insert(tx, ctx, { id, accountId, ...order, ...made }, token);
    return { id, token };
  }

  async listIn(tx: OrgTx, ctx: RequestContext): Promise<readonly ServiceAccountWithKeys[]> {
    const keys = Map.groupBy(await this.keys.list(tx, ctx), ({ accountId }) => accountId);
    const accounts = await this.accounts.list(tx, ctx, MOST_LISTED);
    return accounts.map((account) => ({ ...account, keys: keys.get(account.id) ?? [] }));
  }

  /** @throws ServiceAccountNotFound */
  async accountIn(tx: OrgTx, ctx: RequestContext, id: ServiceAccountId): Promise<ServiceAccount> {
    const account = await this.accounts.find(tx, ctx, id);
    if (account === null) throw new ServiceAccountNotFound(`There is no service account ${id} in this organisation.`);
    return account;
  }

  /** @throws ServiceKeyNotFound */
  async keyIn(tx: OrgTx, ctx: RequestContext, which: Pick<ServiceKey, 'accountId' | 'id'>): Promise<ServiceKey> {
    const key = await this.keys.find(tx, ctx, which);
    if (key === null) throw new ServiceKeyNotFound(`The service account has no key ${which.id}.`);
    return key;
  }

  /** Disables the account, or takes it back. Every process knows within a second. */
  async setDisabledIn(tx: OrgTx, ctx: RequestContext, id: ServiceAccountId, isDisabled: boolean): Promise<void> {
    await this.accounts.setDisabled(tx, ctx, id, isDisabled ? ctx.now : null);
    await this.signal.notify(tx, { topic: CREDENTIAL_ENDED, orgId: ctx.orgId, id });
  }

  async revokeKeyIn(tx: OrgTx, ctx: RequestContext, id: ServiceKeyId): Promise<void> {
    await this.keys.revoke(tx, ctx, id, ctx.now);
    await this.signal.notify(tx, { topic: CREDENTIAL_ENDED, orgId: ctx.orgId, id });
  }

  /** Lets a key end at `at`, if it does not end before. */
  async endKeyIn(tx: OrgTx, ctx: RequestContext, { id, expiresAt }: ServiceKey, at: Date): Promise<void> {
    if (expiresAt <= at) return;
    await this.keys.setExpiry(tx, ctx, id, at);
    await this.signal.notify(tx, { topic: CREDENTIAL_ENDED, orgId: ctx.orgId, id });
  }

  /**
   * The key, or the short-lived token, that a token is, the key's use noted; null for one that was revoked, whose account is disabled, or that
   * never was. That it has not expired and is good from where the request comes (`mustBeFrom`) is for the caller to ask at each request.
   */
  async keyOf(token: string, { now, address }: { now: Date; address: string }): Promise<PresentedKey | null> {
    if (token.startsWith(SHORT_TOKEN_PREFIX))
      return this.system.across('know a service account by its access token', (tx) =>
        this.tokens.findByTokenAcrossTenants(tx, token),
      );
    const key = await this.system.across('know a service account by its key', (tx) =>
      this.keys.findByTokenAcrossTenants(tx, token),
    );
    if (key !== null && isGood(key, now, address) && isWorthNoting(key, now, address))
      await this.db.within(key, (tx) => this.keys.noteUse(tx, key, now, address));
    return key;
  }
}

/** Whether the key opens its account now, from `address`. */
export const isGood = (key: PresentedKey, now: Date, address: string): boolean =>
  now < key.expiresAt && (key.networks.length === 0 || isWithin(key.networks, address));

const isWorthNoting = ({ lastUsedAt, lastUsedFrom }: FoundKey, now: Date, address: string): boolean =>
  lastUsedAt === null || lastUsedFrom !== address || now.getTime() - lastUsedAt.getTime() > NOTED_EVERY_MS;

/** @throws KeyElsewhere when the key is limited to networks and `address` is in none of them */
export function mustBeFrom({ networks }: Pick<ServiceKey, 'networks'>, address: string): void {
  if (networks.length > 0 && !isWithin(networks, address))
    throw new KeyElsewhere(
      `This key is limited to certain networks, and ${address} is in none of them. Use it from there, or ask for another.`,
    );
}
