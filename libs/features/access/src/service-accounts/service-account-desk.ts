import { Injectable } from '@nestjs/common';
import {
  type ServiceAccount,
  type ServiceAccountId,
  ServiceAccountService,
  type ServiceAccountWithKeys,
  type ServiceKey,
  type ServiceKeyId,
} from '#features/identity';
import type { RequestContext } from '#kernel';
import { OrgDatabase, type OrgTx } from '#platform/database';
import { Trail } from '#platform/trail';
import { type LabelledHolder, RoleService } from '../roles/role.service.js';
import { mustBeLimits } from './key.rules.js';
import { ServiceAccountDisabled } from './service-account.errors.js';
import type { CreateAccountBody, CreateKeyBody } from './service-account.schema.js';

const DAY_MS = 24 * 3_600_000;
const HOUR_MS = 3_600_000;

export interface ServiceAccountWithRoles extends ServiceAccountWithKeys {
  readonly roles: readonly string[];
}

type Which = Pick<ServiceKey, 'id' | 'accountId'>;

/**
 * Where people manage service accounts. Who makes a key can act as its account, so it takes somebody who could give all of the account's roles.
 */
@Injectable()
export class ServiceAccountDesk {
  constructor(
    private readonly db: OrgDatabase,
    private readonly accounts: ServiceAccountService,
    private readonly roles: RoleService,
    private readonly trail: Trail,
  ) {}

  list(ctx: RequestContext): Promise<readonly ServiceAccountWithRoles[]> {
    return this.db.within(ctx, async (tx) => {
      const roles = await this.roles.rolesOfKindIn(tx, ctx, 'service');
      return (await this.accounts.listIn(tx, ctx)).map((account) => ({
        ...account,
        roles: roles.get(account.id) ?? [],
      }));
    });
  }

  /** @throws ServiceAccountNameTaken, RoleUnknown, RoleNotYours */
  create(ctx: RequestContext, { name, description, roles }: CreateAccountBody): Promise<ServiceAccountId> {
    return this.db.within(ctx, async (tx) => {
      await this.roles.mustBeAllowed(
        tx,
        ctx,
        roles.map((role) => ({ role, teamId: null })),
      );
      const id = await this.accounts.createIn(tx, ctx, { name, description });
      await this.record(tx, ctx, { id, name }, { action: 'service_account.created' });
      for (const role of new Set(roles)) await this.roles.giveIn(tx, ctx, { ...holderOf({ id, name }), role });
      return id;
    });
  }

  /** @throws ServiceAccountNotFound, RoleUnknown, RoleNotYours */
  async setRoles(ctx: RequestContext, id: ServiceAccountId, roles: readonly string[]): Promise<void> {
    const account = await this.db.within(ctx, (tx) => this.accounts.accountIn(tx, ctx, id));
    await this.roles.setRoles(ctx, holderOf(account), roles);
  }

  /** A disabled account's keys are good for nothing, and good again once it is taken back. @throws ServiceAccountNotFound, RoleNotYours */
  setStatus(ctx: RequestContext, id: ServiceAccountId, status: 'active' | 'disabled'): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      const account = await this.mineIn(tx, ctx, id);
      const isDisabled = status === 'disabled';
      if (isDisabled === (account.disabledAt !== null)) return;
      await this.accounts.setDisabledIn(tx, ctx, id, isDisabled);
      await this.record(tx, ctx, account, {
        action: isDisabled ? 'service_account.disabled' : 'service_account.enabled',
      });
    });
  }

  /** @throws ServiceAccountNotFound, ServiceAccountDisabled, RoleNotYours, KeyTooWide, TooManyKeys */
  createKey(
    ctx: RequestContext,
    id: ServiceAccountId,
    { name, expiresInDays, permissions, networks }: CreateKeyBody,
  ): Promise<{ id: ServiceKeyId; token: string }> {
    return this.db.within(ctx, async (tx) => {
      const account = await this.mineIn(tx, ctx, id);
      mustBeActive(account);
      const book = await this.roles.bookIn(tx, ctx);
      mustBeLimits(permissions, book.permissionsOf(await this.roles.rolesOfIn(tx, ctx, holderOf(account))));
      const expiresAt = new Date(ctx.now.getTime() + expiresInDays * DAY_MS);
      const key = await this.accounts.createKeyIn(tx, ctx, id, { name, permissions, networks, expiresAt });
      const limits = { permissions: permissions.join(' '), networks: networks.join(' ') };
      const facts = { key: key.id, name, expiresAt: expiresAt.toISOString(), ...limits };
      await this.record(tx, ctx, account, { action: 'service_account.key_created', facts });
      return key;
    });
  }

  /** A new key like the old one, good as long as that was; the old one ends after the overlap. @throws as createKey, and ServiceKeyNotFound */
  rotateKey(ctx: RequestContext, which: Which, overlapHours: number): Promise<{ id: ServiceKeyId; token: string }> {
    return this.db.within(ctx, async (tx) => {
      const account = await this.mineIn(tx, ctx, which.accountId);
      mustBeActive(account);
      const old = await this.accounts.keyIn(tx, ctx, which);
      const { name, permissions, networks } = old;
      const expiresAt = new Date(ctx.now.getTime() + (old.expiresAt.getTime() - old.createdAt.getTime()));
      const key = await this.accounts.createKeyIn(tx, ctx, account.id, { name, permissions, networks, expiresAt });
      await this.accounts.endKeyIn(tx, ctx, old, new Date(ctx.now.getTime() + overlapHours * HOUR_MS));
      const facts = { key: key.id, instead: old.id, overlapHours, expiresAt: expiresAt.toISOString() };
      await this.record(tx, ctx, account, { action: 'service_account.key_rotated', facts });
      return key;
    });
  }

  /** Revoking twice leaves the first moment. @throws ServiceAccountNotFound, ServiceKeyNotFound, RoleNotYours */
  revokeKey(ctx: RequestContext, which: Which): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      const account = await this.mineIn(tx, ctx, which.accountId);
      const key = await this.accounts.keyIn(tx, ctx, which);
      if (key.revokedAt !== null) return;
      await this.accounts.revokeKeyIn(tx, ctx, key.id);
      await this.record(tx, ctx, account, {
        action: 'service_account.key_revoked',
        facts: { key: key.id, name: key.name },
      });
    });
  }

  /** The account, if the caller could give all of its roles. */
  private async mineIn(tx: OrgTx, ctx: RequestContext, id: ServiceAccountId): Promise<ServiceAccount> {
    const account = await this.accounts.accountIn(tx, ctx, id);
    await this.roles.mustMatch(tx, ctx, holderOf(account));
    return account;
  }

  private async record(
    tx: OrgTx,
    ctx: RequestContext,
    { id, name }: Pick<ServiceAccount, 'id' | 'name'>,
    entry: { action: `service_account.${string}`; facts?: Readonly<Record<string, string | number>> },
  ): Promise<void> {
    await this.trail.record(tx, ctx, { ...entry, target: { kind: 'service', id, label: name } });
  }
}

function mustBeActive({ disabledAt, name }: ServiceAccount): void {
  if (disabledAt !== null) throw new ServiceAccountDisabled(`Enable the service account "${name}" first.`);
}

const holderOf = ({ id, name }: Pick<ServiceAccount, 'id' | 'name'>): LabelledHolder => ({
  kind: 'service',
  id: id,
  label: name,
});
