import { Body, Controller, Delete, HttpCode, Param, Post } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, parsed, Requires } from '#platform/http';
import { ConnectionShowing } from './connection-showing.js';
import {
  connectionParams,
  type ConnectionParams,
  connectionView,
  type ConnectionView,
  promotionBody,
  type PromotionBody,
  toConnectionView,
} from './connection.schema.js';
import { PendingSettingsService } from './pending-settings.service.js';

const tag = 'Connections';

@Controller('api/v1/connections/:id/pending')
export class PendingSettingsController {
  constructor(
    private readonly pending: PendingSettingsService,
    private readonly showing: ConnectionShowing,
  ) {}

  @Post('promote')
  @HttpCode(200)
  @Requires('connection:manage', { fresh: 'always' })
  @Describe({ summary: 'Let pending settings count, whose test has passed', tag, response: connectionView })
  async promote(
    @Ctx() ctx: RequestContext,
    @Param(parsed(connectionParams)) { id }: ConnectionParams,
    @Body(parsed(promotionBody)) { proposedAt }: PromotionBody,
  ): Promise<ConnectionView> {
    return toConnectionView(await this.showing.of(await this.pending.promote(ctx, id, proposedAt)));
  }

  @Delete()
  @HttpCode(200)
  @Requires('connection:manage')
  @Describe({ summary: 'Forget pending settings', tag, response: connectionView })
  async discard(
    @Ctx() ctx: RequestContext,
    @Param(parsed(connectionParams)) { id }: ConnectionParams,
  ): Promise<ConnectionView> {
    return toConnectionView(await this.showing.of(await this.pending.discard(ctx, id)));
  }
}
