import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { INTERACTION_COOKIE } from '#features/identity';
import { Settings } from '#platform/config';
import type { Connection, ConnectionKind } from '../connections/connection.js';
import { ConnectionNotFound } from '../connections/connection.errors.js';
import { Connections } from '../connections/connections.js';
import { refusedAt } from './federated-sign-in.js';
import { ssoCookieOf } from './sso-cookie.js';
import { SsoIntents } from './sso-intents.js';
import type { SsoBeginning } from './sso-request.js';

/** What a protocol's address `…/login` does next: begin a question, or send the browser to a page that says why not. */
export type SsoStartAnswer =
  { readonly connection: Connection; readonly beginning: SsoBeginning } | { readonly refusedTo: string };

/** Reads what a browser wants that comes to `/sso/{kind}/{connectionId}/login`: to sign in, or what a page of the console prepared. */
@Injectable()
export class SsoStart {
  constructor(
    private readonly settings: Settings,
    private readonly connections: Connections,
    private readonly intents: SsoIntents,
  ) {}

  async read(kind: ConnectionKind, connectionId: string, request: FastifyRequest): Promise<SsoStartAnswer> {
    const connection = await this.find(kind, connectionId);
    if (connection === null) return { refusedTo: refusedAt('connection_unknown') };
    const browser = ssoCookieOf(request, this.settings.publicUrl);
    const { intent: intentId } = request.query as { intent?: unknown };
    if (intentId === undefined) return signIn(connection, request, browser);
    const intent = browser === null || typeof intentId !== 'string' ? null : await this.intents.take(browser, intentId);
    if (intent?.connectionId !== connection.id) return { refusedTo: refusedAt('intent_unknown') };
    if (intent.purpose === 'link' && connection.status !== 'live')
      return { refusedTo: refusedAt('connection_not_live') };
    const { purpose, testId, personId } = intent;
    return { connection, beginning: { purpose, testId, personId, browser } };
  }

  private async find(kind: ConnectionKind, id: string): Promise<Connection | null> {
    try {
      return await this.connections.byId(kind, id);
    } catch (error) {
      if (error instanceof ConnectionNotFound) return null;
      throw error;
    }
  }
}

function signIn(connection: Connection, request: FastifyRequest, browser: string | null): SsoStartAnswer {
  if (connection.status !== 'live') return { refusedTo: refusedAt('connection_not_live') };
  const interaction = request.cookies[INTERACTION_COOKIE] ?? null;
  return { connection, beginning: { purpose: 'sign-in', interaction, browser } };
}
