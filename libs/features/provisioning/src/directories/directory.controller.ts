import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Settings } from '#platform/config';
import { Ctx, Describe, parsed, Requires } from '#platform/http';
import { baseOf } from './base-of.js';
import {
  createdDirectoryView,
  type CreatedDirectoryView,
  createdTokenView,
  type CreatedTokenView,
  directoryBody,
  type DirectoryBody,
  directoryList,
  directoryParams,
  type DirectoryParams,
  directoryView,
  type DirectoryView,
  toDirectoryView,
  tokenBody,
  type TokenBody,
  tokenParams,
  type TokenParams,
} from './directory.schema.js';
import { DirectoryService } from './directory.service.js';

const tag = 'Directories';

@Controller('api/v1/directories')
export class DirectoryController {
  constructor(
    private readonly directories: DirectoryService,
    private readonly settings: Settings,
  ) {}

  @Get()
  @Requires('directory:read')
  @Describe({ summary: 'List the directories, by name, with their tokens', tag, response: directoryList })
  async list(@Ctx() ctx: RequestContext): Promise<{ items: DirectoryView[] }> {
    const items = await this.directories.list(ctx);
    return { items: items.map((one) => toDirectoryView(one, baseOf(this.settings, one.id))) };
  }

  @Get(':id')
  @Requires('directory:read')
  @Describe({ summary: 'Show a directory', tag, response: directoryView })
  async get(
    @Ctx() ctx: RequestContext,
    @Param(parsed(directoryParams)) { id }: DirectoryParams,
  ): Promise<DirectoryView> {
    return toDirectoryView(await this.directories.get(ctx, id), baseOf(this.settings, id));
  }

  @Post()
  @Requires('directory:manage', { fresh: 'always' })
  @Describe({ summary: 'Make a directory; its token is shown once', tag, response: createdDirectoryView, status: 201 })
  async create(
    @Ctx() ctx: RequestContext,
    @Body(parsed(directoryBody)) { name, expiresInDays }: DirectoryBody,
  ): Promise<CreatedDirectoryView> {
    const { id, token } = await this.directories.create(ctx, { name, days: expiresInDays });
    return { id, baseUrl: baseOf(this.settings, id), token };
  }

  @Delete(':id')
  @HttpCode(204)
  @Requires('directory:manage', { fresh: 'always' })
  @Describe({ summary: 'Remove a directory with its users and groups; members stay', tag, response: null })
  async remove(@Ctx() ctx: RequestContext, @Param(parsed(directoryParams)) { id }: DirectoryParams): Promise<void> {
    await this.directories.remove(ctx, id);
  }

  @Post(':id/tokens')
  @Requires('directory:manage', { fresh: 'always' })
  @Describe({
    summary: 'Make a further token, or rotate; it is shown once',
    tag,
    response: createdTokenView,
    status: 201,
  })
  async createToken(
    @Ctx() ctx: RequestContext,
    @Param(parsed(directoryParams)) { id }: DirectoryParams,
    @Body(parsed(tokenBody)) body: TokenBody,
  ): Promise<CreatedTokenView> {
    return this.directories.createToken(ctx, id, body);
  }

  @Post(':id/tokens/:tokenId/vouch')
  @HttpCode(204)
  @Requires('directory:manage', { fresh: 'always' })
  @Describe({
    summary: 'Answer for whoever holds a token: it can do to people and groups what you can',
    tag,
    response: null,
  })
  async vouch(@Ctx() ctx: RequestContext, @Param(parsed(tokenParams)) { id, tokenId }: TokenParams): Promise<void> {
    await this.directories.vouch(ctx, id, tokenId);
  }

  @Delete(':id/tokens/:tokenId')
  @HttpCode(204)
  @Requires('directory:manage', { fresh: 'always' })
  @Describe({ summary: 'Revoke a token', tag, response: null })
  async revokeToken(
    @Ctx() ctx: RequestContext,
    @Param(parsed(tokenParams)) { id, tokenId }: TokenParams,
  ): Promise<void> {
    await this.directories.revokeToken(ctx, id, tokenId);
  }
}
