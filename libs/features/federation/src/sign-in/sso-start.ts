import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { INTERACTION_COOKIE, SessionService, sessionTokenOf } from '#features/identity';
import { Clock } from '#kernel';
import { Settings } from '#platform/config';
import { asTried, type Connection, type ConnectionKind } from '../connections/connection.js';
import { ConnectionNotFound } from '../connections/connection.errors.js';
import { Connections } from '../connections/connections.js';
import { refusedAt, unprovedAt } from './federated-sign-in.js';
import { ssoCookieOf } from './sso-cookie.js';
import { type SsoIntent, SsoIntents } from './sso-intents.js';
import type { SsoBeginning } from './sso-request.js';

/** What a protocol's address `…/login` does next: begin a question, or send the browser to a page that says why not. */
export type SsoStartAnswer =
  { readonly connection: Connection; readonly beginning: SsoBeginning } | { readonly refusedTo: string };

/** Reads what a browser wants that comes to `/sso/{kind}/{connectionId}/login`: to sign in, or what a page of the console prepared. */
@Injectable()
export class SsoStart {
  // eslint-disable-next-line max-params -- what a browser wants is known by its cookie or by its session
  constructor(
    private readonly settings: Settings,
    private readonly connections: Connections,
    private readonly intents: SsoIntents,
    private readonly sessions: SessionService,
    private readonly clock: Clock,
  ) {}

  async read(kind: ConnectionKind, connectionId: string, request: FastifyRequest): Promise<SsoStartAnswer> {
    const connection = await this.find(kind, connectionId);
    if (connection === null) return { refusedTo: refusedAt('connection_unknown') };
    const browser = ssoCookieOf(request, this.settings.publicUrl);
    const { intent: intentId } = request.query as { intent?: unknown };
    if (intentId === undefined) return signIn(connection, request, browser);
    const intent = typeof intentId === 'string' ? await this.intentOf(request, browser, intentId) : null;
    if (intent?.connectionId !== connection.id) return { refusedTo: refusedAt('intent_unknown') };
    if (intent.purpose !== 'test' && connection.status !== 'live') {
      const page = intent.purpose === 'proof' ? unprovedAt : refusedAt;
      return { refusedTo: page('connection_not_live') };
    }
    const { purpose, testId, personId, proof = null, tries } = intent;
    return { connection: asTried(connection, tries), beginning: { purpose, testId, personId, proof, tries, browser } };
  }

  /** What this browser was prepared for: by its own cookie, or for a proof by its session. */
  private async intentOf(request: FastifyRequest, browser: string | null, id: string): Promise<SsoIntent | null> {
    const own = browser === null ? null : await this.intents.take(browser, id);
    if (own !== null) return own;
    const token = sessionTokenOf(request, this.settings.publicUrl);
    const bearer = token === null ? null : await this.sessions.bearerOf(token, this.clock.now());
    return bearer && this.intents.take(bearer.id, id);
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
