import { Body, Controller, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { MachineCredentials } from '#features/identity';
import { Clock } from '#kernel';
import { Describe, parsed, Public } from '#platform/http';
import { enrolBody, type EnrolBody, enrolledView, type EnrolledView, toEnrolledView } from './enrolment.schema.js';
import { PersonEnrolmentService } from './person-enrolment.service.js';
import { TokenEnrolmentService } from './token-enrolment.service.js';

@Controller('agent/v1/enroll')
export class EnrolmentController {
  constructor(
    private readonly credentials: MachineCredentials,
    private readonly byPerson: PersonEnrolmentService,
    private readonly byToken: TokenEnrolmentService,
    private readonly clock: Clock,
  ) {}

  @Post()
  @Public(
    'An enrolment token with a proof of a key, or a DPoP token that a person approved, is checked by the handler: there is no machine yet.',
  )
  @Describe({ summary: 'Enrol the calling machine', tag: 'Machines', response: enrolledView, status: 201 })
  async enrol(@Req() request: FastifyRequest, @Body(parsed(enrolBody)) facts: EnrolBody): Promise<EnrolledView> {
    const moment = { requestId: request.id, now: this.clock.now() };
    const [, text] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (text === undefined) {
      const grant = await this.credentials.presented(request);
      return toEnrolledView(await this.byPerson.enrol(moment, grant, facts));
    }
    const keyThumbprint = await this.credentials.provenKey(request);
    return toEnrolledView(await this.byToken.enrol(moment, { text, keyThumbprint }, facts));
  }
}
