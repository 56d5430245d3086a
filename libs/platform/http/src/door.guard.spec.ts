import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Clock, newId, type OrgId, type PrincipalId, type RequestContext, SystemClock } from '#kernel';
import { Log } from '#platform/observability';
import { Caller, Ctx, Public, Requires, SignedIn } from './access.decorators.js';
import { type Authenticated, Authenticator, Authorizer } from './authenticator.js';
import { Describe } from './describe.decorator.js';
import { DoorGuard } from './door.guard.js';
import { Entrance } from './entrance.js';
import { openApiDocument } from './openapi/openapi-document.js';
import { routesOf } from './openapi/route-facts.js';
import { parsed } from './parsed.js';
import { ProblemFilter } from './problem.filter.js';
import { RequestRates } from './request-rates.js';

const orgId = newId<'Org'>(new Date());
const thing = z.strictObject({ name: z.string().min(1) });

@Controller('api/v1/things')
class ThingController {
  @Get()
  @Requires('thing:read')
  @Describe({ summary: 'List things', tag: 'Things', response: z.object({ org: z.string() }) })
  list(@Ctx() ctx: RequestContext): { org: OrgId; frozen: boolean } {
    return { org: ctx.orgId, frozen: Object.isFrozen(ctx) };
  }

  @Post(':id/names')
  @Requires('thing:write')
  @Describe({ summary: 'Name a thing', tag: 'Things', response: null })
  write(@Body(parsed(thing)) body: z.infer<typeof thing>): z.infer<typeof thing> {
    return body;
  }

  @Get('mine')
  @SignedIn('one’s own')
  mine(@Caller() caller: Authenticated): { label: string } {
    return { label: caller.principal.label };
  }

  @Get('open')
  @Public('a test')
  open(): { ok: true } {
    return { ok: true };
  }

  @Get('forgotten')
  forgotten(): { leaked: true } {
    return { leaked: true };
  }

  @Get('broken')
  @Public('a test')
  broken(): never {
    throw new Error('password=hunter2');
  }
}

/** Takes the caller from a header: `reader`, or `homeless`, who is in no org. */
class HeaderAuthenticator extends Authenticator {
  override authenticate({ headers }: FastifyRequest): Promise<Authenticated | null> {
    const name = headers['x-caller'];
    if (typeof name !== 'string') return Promise.resolve(null);
    const principal = { kind: 'person' as const, id: name as PrincipalId, label: name };
    return Promise.resolve({ principal, orgId: name === 'homeless' ? null : orgId, method: 'bearer' });
  }
}

class ReadersOnly extends Authorizer {
  override permissionsOf({ principal }: RequestContext): Promise<ReadonlySet<string>> {
    return Promise.resolve(new Set({ reader: ['thing:read'], writer: ['thing:write'] }[principal.label] ?? []));
  }
}

@Module({
  controllers: [ThingController],
  providers: [
    { provide: Authenticator, useClass: HeaderAuthenticator },
    { provide: Authorizer, useClass: ReadersOnly },
    { provide: Clock, useClass: SystemClock },
    { provide: Log, useValue: new Log({ level: 'silent' }) },
    Entrance,
    RequestRates,
    { provide: APP_GUARD, useClass: DoorGuard },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
})
class TestModule {}

let app: NestFastifyApplication;
beforeAll(async () => {
  app = await NestFactory.create<NestFastifyApplication>(TestModule, new FastifyAdapter(), { logger: false });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
});
afterAll(() => app.close());

const ask = (path: string, caller?: string) =>
  app.inject({
    method: 'GET',
    url: `/api/v1/things${path}`,
    ...(caller !== undefined && { headers: { 'x-caller': caller } }),
  });

describe('a door', () => {
  it('lets in who holds its permission, with a frozen context', async () => {
    const answer = await ask('', 'reader');
    expect(answer.json()).toEqual({ org: orgId, frozen: true });
  });

  it.each([
    ['nobody', undefined, 401, 'request.unauthenticated'],
    ['somebody without the permission', 'passer-by', 403, 'request.forbidden'],
    ['somebody in no org', 'homeless', 403, 'request.no_org'],
  ])('refuses %s', async (_who, caller, status, code) => {
    const answer = await ask('', caller);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({ status, code });
  });

  it('says how to prove oneself when it refuses nobody', async () => {
    expect((await ask('')).headers['www-authenticate']).toContain('DPoP');
  });

  it('that declares nothing lets nobody in', async () => {
    expect((await ask('/forgotten', 'reader')).json()).toMatchObject({ code: 'request.forbidden' });
  });

  it('for the signed-in is open without an org, and closed to nobody', async () => {
    expect((await ask('/mine', 'homeless')).json()).toEqual({ label: 'homeless' });
    expect((await ask('/mine')).statusCode).toBe(401);
  });

  it('answers with the status that it says', async () => {
    const held = await app.inject({
      method: 'POST',
      url: '/api/v1/things/1/names',
      payload: { name: 'x' },
      headers: { 'x-caller': 'writer' },
    });
    expect([held.statusCode, held.body]).toEqual([204, '']);
  });

  it('that is public is open', async () => {
    expect((await ask('/open')).json()).toEqual({ ok: true });
  });

  it('tells a permission before it looks at the body', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/things/1/names',
      payload: { nonsense: 1 },
      headers: { 'x-caller': 'reader' },
    });
    expect(answer.json()).toMatchObject({ code: 'request.forbidden' });
  });

  it('limits a stranger’s rate and says when to come again', async () => {
    const answers = await Promise.all(Array.from({ length: 320 }, () => ask('/open')));
    const refused = answers.filter(({ statusCode }) => statusCode === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(0);
  });
});

describe('an unplanned error', () => {
  it('is told without its words', async () => {
    const fresh = await app.inject({ method: 'GET', url: '/api/v1/things/broken', remoteAddress: '192.0.2.7' });
    expect(fresh.statusCode).toBe(500);
    expect(fresh.body).not.toContain('hunter2');
  });
});

describe('the API document', () => {
  const document = openApiDocument(routesOf(ThingController), [], '1.2.3');

  it('names each declared door with its permission, shapes and answers', () => {
    expect(Object.keys(document.paths)).toEqual([
      '/api/v1/things',
      '/api/v1/things/broken',
      '/api/v1/things/mine',
      '/api/v1/things/open',
      '/api/v1/things/{id}/names',
    ]);
    expect(document.paths['/api/v1/things/{id}/names']).toMatchObject({
      post: {
        'x-permission': 'thing:write',
        parameters: [{ name: 'id', in: 'path' }],
        requestBody: { content: { 'application/json': { schema: { required: ['name'] } } } },
        responses: { 204: {}, default: {} },
      },
    });
  });
});
