import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, parsed, Requires } from '#platform/http';
import {
  bundleKeyList,
  type BundleKeyView,
  rotateBody,
  type RotateBody,
  toBundleKeyView,
} from './bundle-key.schema.js';
import { BundleKeyService } from './bundle-key.service.js';

const tag = 'Policies';

@Controller('api/v1/policy/keys')
export class BundleKeyController {
  constructor(private readonly keys: BundleKeyService) {}

  @Get()
  @Requires('key:read')
  @Describe({ summary: 'List the keys that sign policy bundles', tag, response: bundleKeyList })
  async list(@Ctx() ctx: RequestContext): Promise<readonly BundleKeyView[]> {
    return (await this.keys.list(ctx)).map(toBundleKeyView);
  }

  @Post('rotate')
  @HttpCode(204)
  @Requires('key:rotate', { fresh: 'always' })
  @Describe({
    summary: 'Sign policy bundles with a new key; the old one signs beside it for 90 days',
    tag,
    response: null,
  })
  async rotate(@Ctx() ctx: RequestContext, @Body(parsed(rotateBody)) body: RotateBody): Promise<void> {
    await this.keys.rotate(ctx, body.reason);
  }
}
