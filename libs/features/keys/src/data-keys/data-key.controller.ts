import { Body, Controller, Get, Post } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, parsed, Requires } from '#platform/http';
import {
  type DataKeyView,
  dataKeyView,
  dataKeyViews,
  rotateKeyBody,
  type RotateKeyBody,
  toView,
} from './data-key.schema.js';
import { DataKeyService } from './data-key.service.js';

@Controller('api/v1/keys')
export class DataKeyController {
  constructor(private readonly keys: DataKeyService) {}

  @Get()
  @Requires('key:read')
  @Describe({ summary: 'List the data keys under which content is sealed', tag: 'Keys', response: dataKeyViews })
  async list(@Ctx() ctx: RequestContext): Promise<DataKeyView[]> {
    return (await this.keys.list(ctx)).map(toView);
  }

  @Post('rotate')
  @Requires('key:rotate', { fresh: 'always' })
  @Describe({ summary: 'Seal from now on under a new data key', tag: 'Keys', response: dataKeyView, status: 201 })
  async rotate(@Ctx() ctx: RequestContext, @Body(parsed(rotateKeyBody)) body: RotateKeyBody): Promise<DataKeyView> {
    return toView(await this.keys.rotate(ctx, body.purpose));
  }
}
