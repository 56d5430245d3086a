import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Clock } from '#kernel';
import { Describe, parsed, Public } from '#platform/http';
import { INTERACTION_COOKIE } from '../provider/provider-configuration.js';
import { PasskeySignInService } from './passkey-sign-in.service.js';
import type { SignInStep } from './sign-in.js';
import { SignInExpired } from './sign-in.errors.js';
import {
  codeBody,
  type CodeBody,
  passkeyBody,
  type PasskeyBody,
  passkeyOptions,
  passwordBody,
  type PasswordBody,
  redirectView,
  type RedirectView,
  secondFactorView,
  signInView,
  type SignInView,
} from './sign-in.schema.js';
import { SignInService } from './sign-in.service.js';

const WHY = 'Nobody is signed in yet; the sign-in is known by its own cookie, and guesses are counted.';

@Controller('api/v1/sign-in')
export class SignInController {
  constructor(
    private readonly signIn: SignInService,
    private readonly passkeys: PasskeySignInService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Public(WHY, { signIn: true })
  @Describe({ summary: 'Show how far the sign-in has come', tag: 'Sign-in', response: signInView })
  step(@Req() request: FastifyRequest): Promise<SignInView> {
    return this.signIn.stepOf(this.stepOf(request));
  }

  @Post('password')
  @HttpCode(200)
  @Public(WHY, { signIn: true })
  @Describe({ summary: 'Give the e-mail address and the password', tag: 'Sign-in', response: secondFactorView })
  async password(
    @Req() request: FastifyRequest,
    @Body(parsed(passwordBody)) body: PasswordBody,
  ): Promise<{ step: 'totp' }> {
    await this.signIn.password(this.stepOf(request), body);
    return { step: 'totp' };
  }

  @Post('totp')
  @HttpCode(200)
  @Public(WHY, { signIn: true })
  @Describe({ summary: 'Give the code of the authenticator app', tag: 'Sign-in', response: redirectView })
  async totp(@Req() request: FastifyRequest, @Body(parsed(codeBody)) { code }: CodeBody): Promise<RedirectView> {
    return { redirectTo: await this.signIn.totp(this.stepOf(request), code) };
  }

  @Post('recovery')
  @HttpCode(200)
  @Public(WHY, { signIn: true })
  @Describe({ summary: 'Give a recovery code instead', tag: 'Sign-in', response: redirectView })
  async recovery(@Req() request: FastifyRequest, @Body(parsed(codeBody)) { code }: CodeBody): Promise<RedirectView> {
    return { redirectTo: await this.signIn.recovery(this.stepOf(request), code) };
  }

  @Post('passkey/options')
  @HttpCode(200)
  @Public(WHY, { signIn: true })
  @Describe({ summary: 'Begin with a passkey', tag: 'Sign-in', response: passkeyOptions })
  async passkeyOptions(@Req() request: FastifyRequest): Promise<{ options: object }> {
    return { options: await this.passkeys.begin(this.stepOf(request)) };
  }

  @Post('passkey')
  @HttpCode(200)
  @Public(WHY, { signIn: true })
  @Describe({ summary: 'Give the answer of the passkey', tag: 'Sign-in', response: redirectView })
  async passkey(
    @Req() request: FastifyRequest,
    @Body(parsed(passkeyBody)) { response }: PasskeyBody,
  ): Promise<RedirectView> {
    return { redirectTo: await this.passkeys.finish(this.stepOf(request), response) };
  }

  private stepOf(request: FastifyRequest): SignInStep {
    const interaction = request.cookies[INTERACTION_COOKIE];
    if (interaction === undefined) throw new SignInExpired('Begin a new sign-in.');
    return { interaction, ip: request.ip, moment: { now: this.clock.now(), requestId: request.id } };
  }
}
