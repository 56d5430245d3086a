import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  authnRequestXml,
  type AuthnRequestDraft,
  type AssertionFacts,
  type Check,
  postValue,
  redirectAddress,
  signedAuthnRequestXml,
} from '#engines/saml';
import type { Moment } from '#features/identity';
import type { AnswerCheck, AssertedIdentity } from '../asserted-identity.js';
import { asTried, type Connection, type JsonObject } from '../connections/connection.js';
import { Connections } from '../connections/connections.js';
import { FederatedSignIn, type Onward } from '../sign-in/federated-sign-in.js';
import type { SsoBeginning, SsoRequest } from '../sign-in/sso-request.js';
import type { AnsweredRequest } from '../sign-in/sso-request.repository.js';
import { SsoRequests } from '../sign-in/sso-requests.js';
import { UsedAssertions } from '../sign-in/used-assertions.js';
import { identityOf } from './asserted-identity.rules.js';
import { ResponseBench } from './response-bench.js';
import type { Judgement, JudgeOrder } from './response-judge.js';
import { signerOf } from './saml-keys.js';
import { SamlPlaces } from './saml-places.js';
import { certificatesOf, countsByKey, decryptionKeysOf, samlKeysOf, samlSettingsOf } from './saml-settings.js';
import { shownMessage } from './shown-message.rules.js';

/** How a browser carries a message to the provider. */
export type Carriage =
  | { readonly kind: 'address'; readonly location: string }
  | { readonly kind: 'form'; readonly location: string; readonly fields: Readonly<Record<string, string>> };

export interface SamlArrival {
  /** As it came: anything. */
  readonly response: unknown;
  readonly relayState: unknown;
  readonly ip: string | null;
  readonly moment: Moment;
}

/** Longer than any clock may stand off. */
const REMEMBERED_MS = 10 * 60_000;

const USED = {
  assertion_used: 'The assertion was used before. Somebody may have a copy of it.',
  request_used: 'The sign-in that this answers was answered before.',
} as const;

interface Place {
  readonly connection: Connection;
  readonly arrival: SamlArrival;
  /** The question that waits for this answer, not used up yet. */
  readonly waiting: SsoRequest | null;
}

interface Shown {
  readonly checks: readonly AnswerCheck[];
  readonly evidence: JsonObject;
}

interface Believed {
  readonly kind: 'believed';
  readonly facts: AssertionFacts;
  readonly identity: AssertedIdentity;
  readonly shown: Shown;
}

interface Refused {
  readonly kind: 'refused';
  readonly reason: string;
  readonly detail: string;
  readonly shown: Shown | null;
}

const refused = (reason: string, detail: string, shown: Shown | null = null): Refused => ({
  kind: 'refused',
  reason,
  detail,
  shown,
});

/** Sign-in by SAML: takes browsers to the provider, and judges what they bring back. */
@Injectable()
export class SamlSignInService {
  // eslint-disable-next-line max-params -- the question, the answer, its one use and the verdict are other people's
  constructor(
    private readonly places: SamlPlaces,
    private readonly connections: Connections,
    private readonly requests: SsoRequests,
    private readonly used: UsedAssertions,
    private readonly signIn: FederatedSignIn,
    private readonly bench: ResponseBench,
  ) {}

  /** Where the browser goes to prove itself (SAML profiles 4.1.3), and the cookie that binds the question to it. */
  async begin(
    connection: Connection,
    beginning: SsoBeginning,
    now: Date,
  ): Promise<{ carriage: Carriage; cookie: string }> {
    const settings = samlSettingsOf(connection);
    const id = `_${randomBytes(20).toString('hex')}`;
    const { id: relayState, cookie } = await this.requests.begin(connection, { ...beginning, data: { requestId: id } });
    const endpoint =
      settings.provider.singleSignOn.find(({ binding }) => binding === settings.requestBinding) ??
      settings.provider.singleSignOn[0];
    if (endpoint === undefined) throw new Error('A SAML connection has lost the address of its provider.');
    const urls = this.places.of(connection);
    const { nameIdFormat, authnContext } = settings;
    const forceAuthn = settings.forceAuthn || beginning.purpose === 'proof';
    const places = { issuer: urls.entityId, destination: endpoint.location, acsUrl: urls.acs };
    const draft: AuthnRequestDraft = { id, now, ...places, nameIdFormat, authnContext, forceAuthn };
    const keys = samlKeysOf(await this.connections.secretsOf(connection));
    const signer = settings.signRequests || settings.provider.wantsSignedRequests ? signerOf(keys) : null;
    if (endpoint.binding === 'redirect') {
      const message = { kind: 'SAMLRequest', xml: authnRequestXml(draft), relayState } as const;
      return { carriage: { kind: 'address', location: redirectAddress(endpoint.location, message, signer) }, cookie };
    }
    const xml = signer === null ? authnRequestXml(draft) : signedAuthnRequestXml(draft, signer);
    const fields = { SAMLRequest: postValue(xml), RelayState: relayState };
    return { carriage: { kind: 'form', location: endpoint.location, fields }, cookie };
  }

  /** The question that an answer is for, and the connection that both are of; null where it is for none that waits. */
  answered(connectionId: string, { relayState }: SamlArrival): Promise<AnsweredRequest | null> {
    return typeof relayState === 'string'
      ? this.requests.findAnswered(connectionId, relayState)
      : Promise.resolve(null);
  }

  /** Takes an answer (SAML profiles 4.1.4). Nobody is signed in by it alone: the browser that began goes on. */
  async receive(connection: Connection, arrival: SamlArrival, waiting: SsoRequest | null): Promise<Onward> {
    const place: Place = { connection: asTried(connection, waiting?.tries), arrival, waiting };
    const judged = await this.judged(place);
    return judged.kind === 'refused' ? this.refuse(place, judged) : this.accept(place, judged);
  }

  private async judged(place: Place): Promise<Believed | Refused> {
    const { connection, arrival, waiting } = place;
    const { response } = arrival;
    if (typeof response !== 'string' || response === '')
      return refused('message_missing', 'The form has no SAMLResponse, or more than one.');
    if (connection.status !== 'live' && waiting?.purpose !== 'test')
      return refused('connection_not_live', 'The connection is not live, and this is no test of it.');
    const order = await this.orderOf(connection, { response, waiting, now: arrival.moment.now });
    return this.believed(connection, response, await this.bench.judge(order));
  }

  private believed(connection: Connection, response: string, judgement: Judgement): Believed | Refused {
    const shown = { checks: judgement.checks.map(toAnswerCheck), evidence: evidenceOf(judgement, response) };
    const { facts, refusal } = judgement;
    if (facts === null)
      return refused(refusal?.reason ?? 'refused', refusal?.sentence ?? 'It was not believed.', shown);
    const verdict = identityOf(facts, samlSettingsOf(connection), this.places.of(connection).entityId);
    if (verdict.kind === 'nameless') return refused(verdict.reason, verdict.sentence, shown);
    return { kind: 'believed', facts, identity: verdict.identity, shown };
  }

  /** Each assertion and each question counts once, in whatever process: of all that come with the same one, one goes on. */
  private async accept(place: Place, { facts, identity, shown }: Believed): Promise<Onward> {
    const { connection, arrival, waiting } = place;
    const { moment, ip } = arrival;
    const until = new Date(Math.max(facts.usableUntil.getTime(), moment.now.getTime()) + REMEMBERED_MS);
    const keep = { nameId: { ...facts.nameId }, sessionIndex: facts.sessionIndex };
    if (waiting === null) {
      if (!(await this.used.take(connection, facts.id, until)))
        return this.refuse(place, refused('assertion_used', USED.assertion_used, shown));
      return this.signIn.accept(connection, identity, { request: null, moment, ip, keep, ...shown });
    }
    const assertion = { id: facts.id, usableUntil: until };
    const context = { request: waiting, moment, ip, keep, ...shown };
    const onward = await this.signIn.acceptOnce(connection, identity, assertion, context);
    return typeof onward === 'string' ? this.refuse(place, refused(onward, USED[onward], shown)) : onward;
  }

  /** Uses up the question: an answer that was not believed is not tried again. */
  private async refuse({ connection, arrival, waiting }: Place, { reason, detail, shown }: Refused): Promise<Onward> {
    const { moment, ip } = arrival;
    const request = waiting && (await this.requests.use(waiting));
    return this.signIn.refuse(connection, { reason, detail }, { request, moment, ip, ...shown });
  }

  private async orderOf(
    connection: Connection,
    { response, waiting, now }: { response: string; waiting: SsoRequest | null; now: Date },
  ): Promise<JudgeOrder> {
    const settings = samlSettingsOf(connection);
    const urls = this.places.of(connection);
    return {
      field: response,
      expected: {
        now,
        skewMs: settings.clockSkewSeconds * 1_000,
        acsUrl: urls.acs,
        audience: urls.entityId,
        idpEntityId: settings.provider.entityId,
        requestId: requestIdOf(waiting),
        unsolicitedAllowed: settings.idpInitiated,
      },
      certificates: certificatesOf(settings),
      decryptionKeys: await this.decryptionKeysFor(connection, response),
      datesDoNotCount: countsByKey(settings),
      cbcAllowed: settings.cbcAllowed,
      encryptionRequired: settings.encryption === 'required',
      forTest: waiting?.purpose === 'test',
    };
  }

  private async decryptionKeysFor(connection: Connection, response: string): Promise<readonly string[]> {
    if (samlSettingsOf(connection).encryption === 'off' || !mayBeEncrypted(response)) return [];
    return decryptionKeysOf(samlKeysOf(await this.connections.secretsOf(connection)));
  }
}

/** Only a hint: whether to fetch keys at all. What the message is, the engine says. */
const mayBeEncrypted = (response: string): boolean => Buffer.from(response, 'base64').includes('EncryptedAssertion');

function requestIdOf(waiting: SsoRequest | null): string | undefined {
  if (waiting === null) return undefined;
  const { requestId } = waiting.data;
  if (typeof requestId !== 'string') throw new Error('A SAML request lost its id.');
  return requestId;
}

const toAnswerCheck = ({ reason, sentence, passed }: Check): AnswerCheck => ({
  name: reason,
  passed,
  detail: sentence,
});

function evidenceOf({ facts, signed, signedBy, cipher }: Judgement, response: string): JsonObject {
  const read = facts && {
    nameId: { ...facts.nameId },
    sessionIndex: facts.sessionIndex,
    sessionEndsAt: facts.sessionEndsAt?.toISOString() ?? null,
    authnContext: facts.authnContext,
    attributes: Object.fromEntries(facts.attributes),
  };
  return { assertion: read, signed: [...signed], signedBy, cipher, message: shownMessage(response) };
}
