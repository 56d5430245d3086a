import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, parsed, Requires } from '#platform/http';
import { ConnectionShowing } from '../connections/connection-showing.js';
import {
  connectionParams,
  type ConnectionParams,
  connectionView,
  type ConnectionView,
  toConnectionView,
} from '../connections/connection.schema.js';
import { USUAL_OVERLAP_DAYS } from './key-rotation.rules.js';
import { SamlRotationService } from './saml-rotation.service.js';

const tag = 'Connections';
const LONGEST_OVERLAP = 90;

/** For how long the next keys are published before they count: 0 lets them count at once, as after a theft. */
const rotationBody = z.strictObject({
  overlapDays: z.int().min(0).max(LONGEST_OVERLAP).default(USUAL_OVERLAP_DAYS),
});
type RotationBody = z.infer<typeof rotationBody>;

@Controller('api/v1/connections/:id/keys')
export class SamlRotationController {
  constructor(
    private readonly rotation: SamlRotationService,
    private readonly showing: ConnectionShowing,
  ) {}

  @Post('rotate')
  @HttpCode(200)
  @Requires('connection:manage', { fresh: 'always' })
  @Describe({ summary: 'Publish the next keys of a SAML connection', tag, response: connectionView })
  async rotate(
    @Ctx() ctx: RequestContext,
    @Param(parsed(connectionParams)) { id }: ConnectionParams,
    @Body(parsed(rotationBody)) { overlapDays }: RotationBody,
  ): Promise<ConnectionView> {
    return toConnectionView(await this.showing.of(await this.rotation.begin(ctx, id, overlapDays)));
  }

  @Post('change-over')
  @HttpCode(200)
  @Requires('connection:manage', { fresh: 'always' })
  @Describe({ summary: 'Let the next keys of a SAML connection count now', tag, response: connectionView })
  async changeOver(
    @Ctx() ctx: RequestContext,
    @Param(parsed(connectionParams)) { id }: ConnectionParams,
  ): Promise<ConnectionView> {
    return toConnectionView(await this.showing.of(await this.rotation.changeOver(ctx, id)));
  }
}
