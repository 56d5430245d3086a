import { Body, Controller, Get, Param, Post, Put, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Clock } from '#kernel';
import { Settings } from '#platform/config';
import { Describe, parsed, Public } from '#platform/http';
import { toConnectionView } from '../connections/connection.schema.js';
import { ConnectionShowing } from '../connections/connection-showing.js';
import { setSsoCookie, ssoCookieOf } from '../sign-in/sso-cookie.js';
import {
  startedTestView,
  type StartedTestView,
  testView,
  type TestView,
  toTestView,
} from '../tests/connection-test.schema.js';
import { ConnectionTestService } from '../tests/connection-test.service.js';
import { connectionOf, isToChange } from './connection-setup-link.js';
import {
  setupConnectionBody,
  type SetupConnectionBody,
  setupTestParams,
  type SetupTestParams,
  setupView,
  type SetupView,
} from './connection-setup.schema.js';
import { ConnectionSetupService, type SetupHolder } from './connection-setup.service.js';

const WHY =
  'The holder of a set-up link has no account; the link in X-Castellan-Setup is hashed, scoped to one connection, and expires.';
const TOKEN = 'x-castellan-setup';
const tag = 'Connection set-up';

@Controller('api/v1/connection-setup')
export class ConnectionSetupController {
  // eslint-disable-next-line max-params -- what a link opens: a connection, its tests, and the browser that makes them
  constructor(
    private readonly setup: ConnectionSetupService,
    private readonly showing: ConnectionShowing,
    private readonly tests: ConnectionTestService,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Public(WHY)
  @Describe({ summary: 'Show what the link is for', tag, response: setupView })
  async get(@Req() request: FastifyRequest): Promise<SetupView> {
    return this.view(await this.holder(request));
  }

  @Put()
  @Public(WHY)
  @Describe({ summary: 'Make the connection that the link is for, or change it', tag, response: setupView })
  async put(
    @Req() request: FastifyRequest,
    @Body(parsed(setupConnectionBody)) body: SetupConnectionBody,
  ): Promise<SetupView> {
    const holder = await this.holder(request);
    await this.setup.put(holder, body);
    return this.view(holder);
  }

  @Post('tests')
  @Public(WHY)
  @Describe({ summary: 'Begin a sign-in that signs nobody in', tag, response: startedTestView, status: 201 })
  async startTest(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StartedTestView> {
    const { publicUrl } = this.settings;
    const { link, ctx } = await this.holder(request);
    const started = await this.tests.start(ctx, connectionOf(link), ssoCookieOf(request, publicUrl));
    setSsoCookie(reply, publicUrl, started.cookie);
    return { id: started.id, url: started.location };
  }

  @Get('tests/:testId')
  @Public(WHY)
  @Describe({ summary: 'Show how far a test has come, with each check', tag, response: testView })
  async getTest(
    @Req() request: FastifyRequest,
    @Param(parsed(setupTestParams)) { testId }: SetupTestParams,
  ): Promise<TestView> {
    const { link, ctx } = await this.holder(request);
    return toTestView(await this.tests.get(ctx, connectionOf(link), testId));
  }

  private holder(request: FastifyRequest): Promise<SetupHolder> {
    const given = request.headers[TOKEN];
    const token = typeof given === 'string' && given.length <= 100 ? given : null;
    return this.setup.holderOf(token, request.ip, { now: this.clock.now(), requestId: request.id });
  }

  private async view(holder: SetupHolder): Promise<SetupView> {
    const { link } = holder;
    const connection = await this.setup.connectionOf(holder);
    return {
      org: await this.setup.orgNameOf(holder),
      kind: link.kind,
      isChange: isToChange(link),
      expiresAt: link.expiresAt.toISOString(),
      urls: { ...this.showing.urlsOf({ kind: link.kind, id: connectionOf(link) }) },
      connection: connection && toConnectionView(await this.showing.of(connection)),
    };
  }
}
