import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AttemptLimits, personOf, setSessionCookie } from '#features/identity';
import { Clock } from '#kernel';
import { Settings } from '#platform/config';
import { type Authenticated, Caller, Describe, parsed, Public, SignedIn } from '#platform/http';
import { SetupDesk } from './setup-desk.js';
import {
  completeBody,
  type CompleteBody,
  passkeyOptions,
  passkeyOptionsBody,
  type PasskeyOptionsBody,
  recoveryCodesView,
  setupLinkView,
  type SetupLinkView,
  toView,
  tokenBody,
  type TokenBody,
  totpBody,
  type TotpBody,
  totpView,
} from './setup.schema.js';

const WHY = 'Nobody has an account yet; the one-time token of the link opens it, and guesses are counted.';

@Controller('api/v1/setup')
export class SetupController {
  constructor(
    private readonly desk: SetupDesk,
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly limits: AttemptLimits,
  ) {}

  @Post('inspect')
  @HttpCode(200)
  @Public(WHY)
  @Describe({ summary: 'Show what a set-up link is for', tag: 'Set-up', response: setupLinkView })
  async inspect(@Body(parsed(tokenBody)) { token }: TokenBody): Promise<SetupLinkView> {
    const { link, org } = await this.desk.inspect(token, this.clock.now());
    return toView(link, org);
  }

  @Post('totp')
  @HttpCode(200)
  @Public(WHY)
  @Describe({ summary: 'Get the secret for an authenticator app', tag: 'Set-up', response: totpView })
  totp(@Body(parsed(totpBody)) { token, email }: TotpBody): Promise<{ secret: string; uri: string }> {
    return this.desk.setup.beginTotp(token, email, this.clock.now());
  }

  @Post('passkey-options')
  @HttpCode(200)
  @Public(WHY)
  @Describe({ summary: 'Begin to make the first passkey', tag: 'Set-up', response: passkeyOptions })
  async passkeyOptions(
    @Body(parsed(passkeyOptionsBody)) { token, ...owner }: PasskeyOptionsBody,
  ): Promise<{ options: object }> {
    return { options: await this.desk.setup.beginPasskey(token, owner, this.clock.now()) };
  }

  @Post('complete')
  @HttpCode(201)
  @Public(WHY)
  @Describe({
    summary: 'Make the account, and for the first run the organisation',
    tag: 'Set-up',
    response: recoveryCodesView,
    status: 201,
  })
  async complete(
    @Body(parsed(completeBody)) body: CompleteBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ recoveryCodes: string[] }> {
    const now = this.clock.now();
    await this.limits.count(now, [['address', request.ip]]);
    const visitor = { ip: request.ip, userAgent: request.headers['user-agent'] ?? null };
    const { recoveryCodes, sessionToken } = await this.desk.setup.complete(body, visitor, {
      now,
      requestId: request.id,
    });
    setSessionCookie(reply, this.settings.publicUrl, sessionToken);
    return { recoveryCodes: [...recoveryCodes] };
  }

  @Post('accept')
  @HttpCode(204)
  @SignedIn('A person who has an account already joins another organisation with it.')
  @Describe({ summary: 'Join an organisation with the account that you have', tag: 'Set-up', response: null })
  async accept(
    @Caller() caller: Authenticated,
    @Req() request: FastifyRequest,
    @Body(parsed(tokenBody)) { token }: TokenBody,
  ): Promise<void> {
    const { personId, sessionId } = personOf(caller);
    await this.desk.accept({ token, personId, sessionId }, { now: this.clock.now(), requestId: request.id });
  }
}
