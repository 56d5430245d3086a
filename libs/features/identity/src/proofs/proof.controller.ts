import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Clock } from '#kernel';
import { type Authenticated, Caller, Describe, parsed, SignedIn } from '#platform/http';
import { personOf } from '../authentication/person-of.js';
import { passkeyOptions } from '../credentials/passkey-response.schema.js';
import {
  proofBody,
  type ProofBody,
  proofConnectionBody,
  type ProofConnectionBody,
  proofConnectionView,
  proofWaysView,
  type ProofWaysView,
} from './proof.schema.js';
import { ProofService } from './proof.service.js';

const WHY = 'A person proves anew who she is, in her own session.';
const tag = 'You';

@Controller('api/v1/me/proof')
export class ProofController {
  constructor(
    private readonly proofs: ProofService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @SignedIn(WHY)
  @Describe({ summary: 'Show by what you can prove anew who you are', tag, response: proofWaysView })
  async ways(@Caller() caller: Authenticated): Promise<ProofWaysView> {
    return { ...(await this.proofs.ways(personOf(caller))) };
  }

  @Post('options')
  @HttpCode(200)
  @SignedIn(WHY)
  @Describe({ summary: 'Begin a proof by passkey', tag, response: passkeyOptions })
  async options(@Caller() caller: Authenticated): Promise<{ options: object }> {
    return { options: await this.proofs.beginPasskey(personOf(caller), this.clock.now()) };
  }

  @Post()
  @HttpCode(204)
  @SignedIn(WHY)
  @Describe({ summary: 'Prove anew who you are, by passkey or by a code of your app', tag, response: null })
  async prove(
    @Caller() caller: Authenticated,
    @Req() request: FastifyRequest,
    @Body(parsed(proofBody)) body: ProofBody,
  ): Promise<void> {
    const moment = { now: this.clock.now(), requestId: request.id };
    const prover = personOf(caller);
    if (body.kind === 'totp') await this.proofs.totp(prover, body.code, moment);
    else await this.proofs.passkey(prover, body.response, moment);
  }

  @Post('connection')
  @HttpCode(200)
  @SignedIn(WHY)
  @Describe({ summary: 'Begin a proof at your identity provider', tag, response: proofConnectionView })
  async connection(
    @Caller() caller: Authenticated,
    @Body(parsed(proofConnectionBody)) { returnTo }: ProofConnectionBody,
  ): Promise<{ url: string }> {
    return { url: (await this.proofs.throughConnection(personOf(caller), returnTo)).href };
  }
}
