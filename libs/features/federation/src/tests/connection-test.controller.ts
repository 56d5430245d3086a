import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestContext } from '#kernel';
import { Settings } from '#platform/config';
import { Ctx, Describe, type PageOf, parsed, Requires } from '#platform/http';
import { connectionParams, type ConnectionParams } from '../connections/connection.schema.js';
import { setSsoCookie, ssoCookieOf } from '../sign-in/sso-cookie.js';
import {
  startedTestView,
  type StartedTestView,
  testPage,
  testParams,
  testStartQuery,
  type TestStartQuery,
  type TestParams,
  testView,
  type TestView,
  toTestView,
} from './connection-test.schema.js';
import { ConnectionTestService } from './connection-test.service.js';

const tag = 'Connections';

@Controller('api/v1/connections/:id/tests')
export class ConnectionTestController {
  constructor(
    private readonly tests: ConnectionTestService,
    private readonly settings: Settings,
  ) {}

  @Get()
  @Requires('connection:read')
  @Describe({ summary: 'List the last tests of a connection, newest first', tag, response: testPage })
  async list(
    @Ctx() ctx: RequestContext,
    @Param(parsed(connectionParams)) { id }: ConnectionParams,
  ): Promise<PageOf<TestView>> {
    return { items: (await this.tests.list(ctx, id)).map(toTestView), nextCursor: null };
  }

  // eslint-disable-next-line max-params -- who, which, what of it, and the browser that is bound
  @Post()
  @Requires('connection:manage')
  @Describe({ summary: 'Begin a sign-in that signs nobody in', tag, response: startedTestView, status: 201 })
  async start(
    @Ctx() ctx: RequestContext,
    @Param(parsed(connectionParams)) { id }: ConnectionParams,
    @Query(parsed(testStartQuery)) { settings: tries }: TestStartQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StartedTestView> {
    const { publicUrl } = this.settings;
    const started = await this.tests.start(ctx, id, ssoCookieOf(request, publicUrl), tries);
    setSsoCookie(reply, publicUrl, started.cookie);
    return { id: started.id, url: started.location };
  }

  @Get(':testId')
  @Requires('connection:read')
  @Describe({ summary: 'Show how far a test has come, with each check', tag, response: testView })
  async get(@Ctx() ctx: RequestContext, @Param(parsed(testParams)) { id, testId }: TestParams): Promise<TestView> {
    return toTestView(await this.tests.get(ctx, id, testId));
  }
}
