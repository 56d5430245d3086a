import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put } from '@nestjs/common';
import type { ServiceAccountId } from '#features/identity';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, parsed, Requires } from '#platform/http';
import {
  accountListView,
  accountParams,
  type AccountParams,
  accountRolesBody,
  type AccountRolesBody,
  accountStatusBody,
  type AccountStatusBody,
  type AccountView,
  createAccountBody,
  type CreateAccountBody,
  createdAccountView,
  createdKeyView,
  type CreatedKeyView,
  createKeyBody,
  type CreateKeyBody,
  keyParams,
  type KeyParams,
  rotateKeyBody,
  type RotateKeyBody,
  toAccountView,
} from './service-account.schema.js';
import { ServiceAccountDesk } from './service-account-desk.js';

const tag = 'Access';

@Controller('api/v1/service-accounts')
export class ServiceAccountController {
  constructor(private readonly desk: ServiceAccountDesk) {}

  @Get()
  @Requires('service_account:read')
  @Describe({ summary: 'List the service accounts and their keys', tag, response: accountListView })
  async list(@Ctx() ctx: RequestContext): Promise<{ items: AccountView[] }> {
    return { items: (await this.desk.list(ctx)).map((account) => toAccountView(account, ctx.now)) };
  }

  @Post()
  @Requires('service_account:manage', { fresh: 'always' })
  @Describe({ summary: 'Make a service account', tag, response: createdAccountView, status: 201 })
  async create(
    @Ctx() ctx: RequestContext,
    @Body(parsed(createAccountBody)) body: CreateAccountBody,
  ): Promise<{ id: ServiceAccountId }> {
    return { id: await this.desk.create(ctx, body) };
  }

  @Put(':id/roles')
  @HttpCode(204)
  @Requires('service_account:manage', { fresh: 'always' })
  @Describe({ summary: 'Set the roles of a service account', tag, response: null })
  async setRoles(
    @Ctx() ctx: RequestContext,
    @Param(parsed(accountParams)) { id }: AccountParams,
    @Body(parsed(accountRolesBody)) { roles }: AccountRolesBody,
  ): Promise<void> {
    await this.desk.setRoles(ctx, id, roles);
  }

  @Patch(':id')
  @HttpCode(204)
  @Requires('service_account:manage', { fresh: 'always' })
  @Describe({ summary: 'Disable or enable a service account', tag, response: null })
  async setStatus(
    @Ctx() ctx: RequestContext,
    @Param(parsed(accountParams)) { id }: AccountParams,
    @Body(parsed(accountStatusBody)) { status }: AccountStatusBody,
  ): Promise<void> {
    await this.desk.setStatus(ctx, id, status);
  }

  @Post(':id/keys')
  @Requires('service_account:manage', { fresh: 'always' })
  @Describe({ summary: 'Make a key of a service account', tag, response: createdKeyView, status: 201 })
  createKey(
    @Ctx() ctx: RequestContext,
    @Param(parsed(accountParams)) { id }: AccountParams,
    @Body(parsed(createKeyBody)) body: CreateKeyBody,
  ): Promise<CreatedKeyView> {
    return this.desk.createKey(ctx, id, body);
  }

  @Post(':id/keys/:keyId/rotate')
  @Requires('service_account:manage', { fresh: 'always' })
  @Describe({
    summary: 'Change a key for a new one; both are good during the overlap',
    tag,
    response: createdKeyView,
    status: 201,
  })
  rotateKey(
    @Ctx() ctx: RequestContext,
    @Param(parsed(keyParams)) { id, keyId }: KeyParams,
    @Body(parsed(rotateKeyBody)) { overlapHours }: RotateKeyBody,
  ): Promise<CreatedKeyView> {
    return this.desk.rotateKey(ctx, { accountId: id, id: keyId }, overlapHours);
  }

  @Delete(':id/keys/:keyId')
  @HttpCode(204)
  @Requires('service_account:manage', { fresh: 'always' })
  @Describe({ summary: 'Revoke a key of a service account', tag, response: null })
  async revokeKey(@Ctx() ctx: RequestContext, @Param(parsed(keyParams)) { id, keyId }: KeyParams): Promise<void> {
    await this.desk.revokeKey(ctx, { accountId: id, id: keyId });
  }
}
