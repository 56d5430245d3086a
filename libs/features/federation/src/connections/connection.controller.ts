import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, type PageOf, parsed, Requires } from '#platform/http';
import {
  connectionBody,
  type ConnectionBody,
  connectionEditBody,
  type ConnectionEditBody,
  connectionPage,
  connectionParams,
  type ConnectionParams,
  connectionView,
  type ConnectionView,
  reservationBody,
  type ReservationBody,
  reservationView,
  type ReservationView,
  toConnectionView,
  toDraft,
  toEdit,
} from './connection.schema.js';
import type { Connection } from './connection.js';
import { ConnectionReservations } from './connection-reservations.js';
import { ConnectionService } from './connection.service.js';
import { ConnectionShowing } from './connection-showing.js';

const tag = 'Connections';

@Controller('api/v1/connections')
export class ConnectionController {
  constructor(
    private readonly connections: ConnectionService,
    private readonly showing: ConnectionShowing,
    private readonly reservations: ConnectionReservations,
  ) {}

  @Get()
  @Requires('connection:read')
  @Describe({ summary: 'List the connections to identity providers', tag, response: connectionPage })
  async list(@Ctx() ctx: RequestContext): Promise<PageOf<ConnectionView>> {
    const found = await this.connections.list(ctx);
    return { items: await Promise.all(found.map((connection) => this.view(connection))), nextCursor: null };
  }

  @Post('reservations')
  @HttpCode(200)
  @Requires('connection:manage')
  @Describe({
    summary: 'Get an id, with addresses and metadata to give to the identity provider before the connection is made',
    tag,
    response: reservationView,
  })
  async reserve(
    @Ctx() ctx: RequestContext,
    @Body(parsed(reservationBody)) { kind, id: former }: ReservationBody,
  ): Promise<ReservationView> {
    const id = await this.reservations.make(ctx, kind, former);
    return { id, urls: { ...this.showing.urlsOf({ kind, id }) } };
  }

  @Post()
  @Requires('connection:manage', { fresh: 'always' })
  @Describe({ summary: 'Draft a connection', tag, response: connectionView, status: 201 })
  async create(
    @Ctx() ctx: RequestContext,
    @Body(parsed(connectionBody)) body: ConnectionBody,
  ): Promise<ConnectionView> {
    return this.view(await this.connections.create(ctx, toDraft(body)));
  }

  @Get(':id')
  @Requires('connection:read')
  @Describe({ summary: 'Show a connection', tag, response: connectionView })
  async get(
    @Ctx() ctx: RequestContext,
    @Param(parsed(connectionParams)) { id }: ConnectionParams,
  ): Promise<ConnectionView> {
    return this.view(await this.connections.get(ctx, id));
  }

  @Patch(':id')
  @Requires('connection:manage', { fresh: 'always' })
  @Describe({ summary: 'Change a connection', tag, response: connectionView })
  async change(
    @Ctx() ctx: RequestContext,
    @Param(parsed(connectionParams)) { id }: ConnectionParams,
    @Body(parsed(connectionEditBody)) body: ConnectionEditBody,
  ): Promise<ConnectionView> {
    return this.view(await this.connections.change(ctx, id, toEdit(body)));
  }

  @Post(':id/live')
  @HttpCode(200)
  @Requires('connection:manage', { fresh: 'always' })
  @Describe({ summary: 'Let people in through a connection whose test has passed', tag, response: connectionView })
  async goLive(
    @Ctx() ctx: RequestContext,
    @Param(parsed(connectionParams)) { id }: ConnectionParams,
  ): Promise<ConnectionView> {
    return this.view(await this.connections.goLive(ctx, id));
  }

  @Post(':id/vouch')
  @HttpCode(200)
  @Requires('connection:manage', { fresh: 'always' })
  @Describe({
    summary: 'Answer for what the identity provider says of people and groups',
    tag,
    response: connectionView,
  })
  async vouch(
    @Ctx() ctx: RequestContext,
    @Param(parsed(connectionParams)) { id }: ConnectionParams,
  ): Promise<ConnectionView> {
    return this.view(await this.connections.vouch(ctx, id));
  }

  @Post(':id/disable')
  @HttpCode(200)
  @Requires('connection:manage', { fresh: 'always' })
  @Describe({ summary: 'Let nobody in any more, and end what came through it', tag, response: connectionView })
  async disable(
    @Ctx() ctx: RequestContext,
    @Param(parsed(connectionParams)) { id }: ConnectionParams,
  ): Promise<ConnectionView> {
    return this.view(await this.connections.disable(ctx, id));
  }

  @Delete(':id')
  @HttpCode(204)
  @Requires('connection:manage', { fresh: 'always' })
  @Describe({ summary: 'Remove a connection with its identities, and end what came through it', tag, response: null })
  async remove(@Ctx() ctx: RequestContext, @Param(parsed(connectionParams)) { id }: ConnectionParams): Promise<void> {
    await this.connections.remove(ctx, id);
  }

  private async view(connection: Connection): Promise<ConnectionView> {
    return toConnectionView(await this.showing.of(connection));
  }
}
