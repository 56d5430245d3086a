import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  checkMessageStructure,
  logoutRequestXml,
  logoutResponseXml,
  type NameId,
  postValue,
  readCertificate,
  readLogoutRequest,
  readLogoutResponse,
  readPostValue,
  readRedirect,
  readXml,
  redirectAddress,
  SamlRefusal,
  type Signer,
  verifyRedirect,
  verifySignature,
  type XmlElement,
} from '#engines/saml';
import { CeremonyRepository, type Moment, type SessionBinding } from '#features/identity';
import { SystemDatabase } from '#platform/database';
import type { Connection } from '../connections/connection.js';
import { ConnectionNotFound } from '../connections/connection.errors.js';
import { Connections } from '../connections/connections.js';
import type { FederatedSession } from '../sign-in/federated-session.repository.js';
import { FederatedSessions } from '../sign-in/federated-sessions.js';
import { FederatedSignIn } from '../sign-in/federated-sign-in.js';
import { subjectOfNameId } from './asserted-identity.rules.js';
import { signerOf } from './saml-keys.js';
import { SamlPlaces } from './saml-places.js';
import type { Carriage } from './saml-sign-in.service.js';
import {
  certificatesOf,
  countsByKey,
  type SamlEndpoint,
  type SamlSettings,
  samlKeysOf,
  samlSettingsOf,
} from './saml-settings.js';

/** A logout message as it came: in the query of an address, or in a form. */
export type LogoutArrival =
  | { readonly binding: 'redirect'; readonly query: string }
  | { readonly binding: 'post'; readonly fields: Readonly<Record<string, unknown>> };

interface Received {
  readonly kind: 'SAMLRequest' | 'SAMLResponse';
  readonly root: XmlElement;
  readonly relayState: string | null;
}

const SIGNED_OUT: Carriage = { kind: 'address', location: '/login?signed-out' };

/** Single logout (SAML profiles 4.4), from either side. What is over there is over here, in every process. */
@Injectable()
export class SamlLogoutService {
  // eslint-disable-next-line max-params -- whose session ends, who is told, and what is remembered until it answers
  constructor(
    private readonly places: SamlPlaces,
    private readonly connections: Connections,
    private readonly sessions: FederatedSessions,
    private readonly signIn: FederatedSignIn,
    private readonly system: SystemDatabase,
    private readonly ceremonies: CeremonyRepository,
  ) {}

  /** A message of the provider: its wish is done, or its answer noted. Where the browser goes next. */
  async receive(
    connection: Connection,
    arrival: LogoutArrival,
    around: { moment: Moment; ip: string | null },
  ): Promise<Carriage> {
    try {
      const received = this.read(connection, arrival, around.moment.now);
      if (received.kind === 'SAMLRequest') return await this.obey(connection, received, around.moment);
      const answer = readLogoutResponse(received.root, this.expected(connection, around.moment.now));
      await this.mustAnswer(connection, answer.inResponseTo, around.moment.now);
      if (answer.outcome === 'done') return SIGNED_OUT;
      const detail = 'Signed out here; the provider reports that it could not end everything at its side.';
      await this.signIn.refuse(connection, { reason: 'logout_partial', detail }, { request: null, ...around });
      return SIGNED_OUT;
    } catch (error) {
      if (!(error instanceof SamlRefusal)) throw error;
      const refusal = { reason: error.reason, detail: error.sentence, facts: { message: 'logout' } };
      const { location } = await this.signIn.refuse(connection, refusal, { request: null, ...around });
      return { kind: 'address', location };
    }
  }

  /** Ends a session here that a provider began, and tells the provider. Null where there is nothing to tell. */
  async leave(binding: SessionBinding, moment: Moment): Promise<Carriage | null> {
    const session = await this.sessions.ofBinding(binding);
    const connection = session && (await this.connectionOf(session));
    if (session === null || connection === null) return null;
    await this.sessions.end(connection, { id: session.id }, 'Signed out here.', moment);
    const [endpoint] = endpointsOf(samlSettingsOf(connection));
    const nameId = session.keep?.['nameId'] as unknown as NameId | undefined;
    if (endpoint === undefined || nameId === undefined) return null;
    const issuer = this.places.of(connection).entityId;
    const head = { id: newMessageId(), now: moment.now, issuer, destination: endpoint.location };
    await this.system.across('remember a logout request', (tx) =>
      this.ceremonies.put(tx, keyOf(connection, head.id), {}, new Date(moment.now.getTime() + ANSWERED_MS)),
    );
    const draft = { ...head, nameId, sessionIndex: session.sessionIndex };
    return this.carry(connection, endpoint, {
      kind: 'SAMLRequest',
      relayState: null,
      write: (signer) => logoutRequestXml(draft, signer),
    });
  }

  /** SAML core 3.7.3.1: an answer names the request that it answers, which is answered once. @throws SamlRefusal */
  private async mustAnswer(connection: Connection, requestId: string | undefined, now: Date): Promise<void> {
    const asked =
      requestId === undefined
        ? null
        : await this.system.across('know an answer to a logout request', (tx) =>
            this.ceremonies.take(tx, keyOf(connection, requestId), now),
          );
    if (asked === null)
      throw new SamlRefusal('in_response_to_mismatch', 'The answer is to no logout that began here, or came twice.');
  }

  private async connectionOf({ connectionId }: FederatedSession): Promise<Connection | null> {
    try {
      return await this.connections.byId('saml', connectionId);
    } catch (error) {
      if (error instanceof ConnectionNotFound) return null;
      throw error;
    }
  }

  /** SAML core 3.7.3.2: ends what the request means, then says so. */
  private async obey(connection: Connection, { root, relayState }: Received, moment: Moment): Promise<Carriage> {
    const request = readLogoutRequest(root, this.expected(connection, moment.now));
    const settings = samlSettingsOf(connection);
    const why = 'Signed out at the identity provider.';
    const indexes = request.sessionIndexes.length > 0 ? { sessionIndexes: request.sessionIndexes } : {};
    if (settings.subjectAttribute === null) {
      const subject = subjectOfNameId(request, settings.provider.entityId, this.places.of(connection).entityId);
      await this.sessions.end(connection, { subject, ...indexes }, why, moment);
    } else await this.endByName(connection, request, { why, moment });
    const [endpoint] = endpointsOf(settings);
    if (endpoint === undefined) return SIGNED_OUT;
    const destination = endpoint.responseLocation ?? endpoint.location;
    const issuer = this.places.of(connection).entityId;
    const draft = {
      id: newMessageId(),
      now: moment.now,
      issuer,
      destination,
      inResponseTo: request.id,
      outcome: 'done',
    } as const;
    return this.carry(
      connection,
      { ...endpoint, location: destination },
      {
        kind: 'SAMLResponse',
        relayState,
        write: (signer) => logoutResponseXml(draft, signer),
      },
    );
  }

  /** Where an attribute names people, the NameID of each session is what was kept of it. */
  private async endByName(
    connection: Connection,
    { nameId, sessionIndexes }: { nameId: NameId; sessionIndexes: readonly string[] },
    { why, moment }: { why: string; moment: Moment },
  ): Promise<void> {
    for (const session of await this.sessions.liveOf(connection, moment.now)) {
      const kept = session.keep?.['nameId'] as unknown as NameId | undefined;
      const names = [session.sessionIndex ?? '', ...session.formerIndexes];
      const isMeant = sessionIndexes.length === 0 || sessionIndexes.some((name) => names.includes(name));
      if (kept?.value === nameId.value && isMeant) await this.sessions.end(connection, { id: session.id }, why, moment);
    }
  }

  /** @throws SamlRefusal unless the provider signed it */
  private read(connection: Connection, arrival: LogoutArrival, now: Date): Received {
    const settings = samlSettingsOf(connection);
    const certificates = certificatesOf(settings).map(readCertificate);
    const trust = { certificates, now, datesDoNotCount: countsByKey(settings) };
    if (arrival.binding === 'redirect') {
      const message = readRedirect(arrival.query);
      const root = readXml(message.xml);
      checkMessageStructure(root);
      verifyRedirect(message, trust);
      return { kind: message.kind, root, relayState: message.relayState };
    }
    const { SAMLRequest: request, SAMLResponse: response, RelayState: relayState } = arrival.fields;
    const value = request ?? response;
    if (typeof value !== 'string' || (request !== undefined && response !== undefined))
      throw new SamlRefusal('structure_refused', 'The form must carry one SAML message.');
    const root = readXml(readPostValue(value));
    if (!checkMessageStructure(root).isSigned) throw new SamlRefusal('signature_missing', 'The message is not signed.');
    const kind = request === undefined ? 'SAMLResponse' : 'SAMLRequest';
    return {
      kind,
      root: verifySignature(root, trust).element,
      relayState: typeof relayState === 'string' ? relayState : null,
    };
  }

  private expected(connection: Connection, now: Date) {
    const { provider, clockSkewSeconds } = samlSettingsOf(connection);
    const destination = this.places.of(connection).slo;
    return { now, skewMs: clockSkewSeconds * 1_000, destination, idpEntityId: provider.entityId };
  }

  private async carry(connection: Connection, endpoint: SamlEndpoint, message: Outgoing): Promise<Carriage> {
    const signer = signerOf(samlKeysOf(await this.connections.secretsOf(connection)));
    const { kind, relayState, write } = message;
    if (endpoint.binding === 'redirect')
      return {
        kind: 'address',
        location: redirectAddress(endpoint.location, { kind, xml: write(null), relayState }, signer),
      };
    const fields = { [kind]: postValue(write(signer)), ...(relayState !== null && { RelayState: relayState }) };
    return { kind: 'form', location: endpoint.location, fields };
  }
}

interface Outgoing {
  readonly kind: 'SAMLRequest' | 'SAMLResponse';
  readonly relayState: string | null;
  readonly write: (signer: Signer | null) => string;
}

/** As long as a person may stand at the provider's page. */
const ANSWERED_MS = 15 * 60_000;

const keyOf = ({ id }: Connection, requestId: string) =>
  ({ kind: 'saml-logout', secret: `${id}/${requestId.slice(0, 200)}` }) as const;

const newMessageId = (): string => `_${randomBytes(20).toString('hex')}`;

/** Redirect first: it needs no page with a form in between. */
const endpointsOf = ({ provider }: SamlSettings): SamlEndpoint[] =>
  [...provider.singleLogout].sort((one, other) => Number(one.binding === 'post') - Number(other.binding === 'post'));
