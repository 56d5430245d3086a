import { Controller, Delete, Get, HttpCode, Param } from '@nestjs/common';
import { Clock } from '#kernel';
import { type Authenticated, Caller, Describe, type PageOf, parsed, SignedIn } from '#platform/http';
import { personOf } from '../authentication/person-of.js';
import { sessionPage, sessionParams, type SessionParams, type SessionView, toView } from './session.schema.js';
import { SessionService } from './session.service.js';

const WHY = 'A person sees and ends her own sessions.';

@Controller('api/v1/me/sessions')
export class SessionController {
  constructor(
    private readonly sessions: SessionService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @SignedIn(WHY)
  @Describe({ summary: 'List where you are signed in', tag: 'You', response: sessionPage })
  async list(@Caller() caller: Authenticated): Promise<PageOf<SessionView>> {
    const { personId, sessionId } = personOf(caller);
    const sessions = await this.sessions.list(personId, this.clock.now());
    return { items: sessions.map((session) => toView(session, sessionId)), nextCursor: null };
  }

  @Delete(':id')
  @HttpCode(204)
  @SignedIn(WHY)
  @Describe({ summary: 'End a session', tag: 'You', response: null })
  async end(@Caller() caller: Authenticated, @Param(parsed(sessionParams)) { id }: SessionParams): Promise<void> {
    await this.sessions.end(personOf(caller).personId, id, this.clock.now());
  }
}
