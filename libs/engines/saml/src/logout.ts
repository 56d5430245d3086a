import { bounded, type ClockView, instant, isBefore } from './instant.js';
import { ASSERTION, PROTOCOL } from './namespaces.js';
import { demand } from './refusal.js';
import { signEnveloped, type Signer } from './sign.js';
import { type NameId, nameIdIn, nameIdXml } from './subject.js';
import { instantText, PROTOCOL_NAMES, tag, textTag } from './write.js';
import { childrenNamed, isNamed, type XmlElement } from './xml.js';

const SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success';
const PARTIAL = 'urn:oasis:names:tc:SAML:2.0:status:PartialLogout';
const RESPONDER = 'urn:oasis:names:tc:SAML:2.0:status:Responder';
const LIVES_MS = 5 * 60_000;
const MOST_INDEXES = 100;

/** Somebody's session at the other side is over (SAML core 3.7.1). */
export interface LogoutRequest {
  readonly id: string;
  readonly nameId: NameId;
  /** None means all sessions of the subject. */
  readonly sessionIndexes: readonly string[];
}

export interface LogoutExpectation extends ClockView {
  readonly destination: string;
  readonly idpEntityId: string;
}

/**
 * What a logout request says, once its signature was verified.
 * @throws SamlRefusal destination_mismatch, expired, issuer_mismatch, name_id_missing, structure_refused, too_large
 */
export function readLogoutRequest(root: XmlElement, expected: LogoutExpectation): LogoutRequest {
  const id = checkMessage(root, 'LogoutRequest', expected);
  demand(isBefore(root.attributes.get('NotOnOrAfter'), expected), 'expired', 'The request is not valid any more.');
  const indexes = childrenNamed(root, PROTOCOL, 'SessionIndex').map(({ text }) => text);
  demand(indexes.length <= MOST_INDEXES, 'too_large', `The request names more than ${MOST_INDEXES} sessions.`);
  return { id, nameId: nameIdIn(root), sessionIndexes: indexes };
}

export interface LogoutResponse {
  readonly inResponseTo: string | undefined;
  readonly outcome: 'done' | 'failed' | 'partial';
}

/** @throws SamlRefusal destination_mismatch, expired, issuer_mismatch, structure_refused */
export function readLogoutResponse(root: XmlElement, expected: LogoutExpectation): LogoutResponse {
  checkMessage(root, 'LogoutResponse', expected);
  const codes = childrenNamed(root, PROTOCOL, 'Status').flatMap((status) =>
    childrenNamed(status, PROTOCOL, 'StatusCode'),
  );
  const [code] = codes;
  const inner = code === undefined ? [] : childrenNamed(code, PROTOCOL, 'StatusCode');
  const isDone = codes.length === 1 && code?.attributes.get('Value') === SUCCESS;
  const isPartial = inner.some(({ attributes }) => attributes.get('Value') === PARTIAL);
  return {
    inResponseTo: root.attributes.get('InResponseTo'),
    outcome: isPartial ? 'partial' : isDone ? 'done' : 'failed',
  };
}

/** A message without an end of its own is good for five minutes, so that nobody keeps one for later. */
function checkMessage(root: XmlElement, name: string, expected: LogoutExpectation): string {
  demand(isNamed(root, PROTOCOL, name), 'structure_refused', `The message is not a SAML 2.0 ${name}.`);
  const [issuer, ...more] = childrenNamed(root, ASSERTION, 'Issuer');
  const isFrom = issuer?.text === expected.idpEntityId && more.length === 0;
  demand(isFrom, 'issuer_mismatch', `The message does not come from ${expected.idpEntityId}.`);
  const destination = root.attributes.get('Destination');
  demand(
    destination === expected.destination,
    'destination_mismatch',
    `The message is not addressed to ${expected.destination}.`,
  );
  const age = expected.now.getTime() - instant(root.attributes.get('IssueInstant') ?? '');
  const isFresh = age >= -bounded(expected.skewMs) && age < LIVES_MS + bounded(expected.skewMs);
  demand(isFresh, 'expired', 'The message was not issued just now.');
  const id = root.attributes.get('ID');
  demand(id !== undefined && id !== '', 'structure_refused', 'The message has no ID.');
  return id;
}

export interface LogoutRequestDraft {
  readonly id: string;
  readonly now: Date;
  readonly issuer: string;
  readonly destination: string;
  readonly nameId: NameId;
  readonly sessionIndex: string | null;
}

/** For the POST binding with a signer; without one for the redirect binding, which signs the address. */
export function logoutRequestXml(draft: LogoutRequestDraft, signer: Signer | null): string {
  const write = (signature: string): string =>
    tag(
      'samlp:LogoutRequest',
      { ...headOf(draft), NotOnOrAfter: instantText(new Date(draft.now.getTime() + LIVES_MS)) },
      textTag('saml:Issuer', draft.issuer),
      signature,
      nameIdXml(draft.nameId),
      draft.sessionIndex === null ? '' : textTag('samlp:SessionIndex', draft.sessionIndex),
    );
  return signer === null ? write('') : signEnveloped(write, draft.id, signer);
}

export interface LogoutResponseDraft {
  readonly id: string;
  readonly now: Date;
  readonly issuer: string;
  readonly destination: string;
  readonly inResponseTo: string;
  readonly outcome: 'done' | 'failed';
}

export function logoutResponseXml(draft: LogoutResponseDraft, signer: Signer | null): string {
  const status = draft.outcome === 'done' ? SUCCESS : RESPONDER;
  const write = (signature: string): string =>
    tag(
      'samlp:LogoutResponse',
      { ...headOf(draft), InResponseTo: draft.inResponseTo },
      textTag('saml:Issuer', draft.issuer),
      signature,
      tag('samlp:Status', {}, tag('samlp:StatusCode', { Value: status })),
    );
  return signer === null ? write('') : signEnveloped(write, draft.id, signer);
}

const headOf = ({ id, now, destination }: Pick<LogoutRequestDraft, 'destination' | 'id' | 'now'>) => ({
  ...PROTOCOL_NAMES,
  ID: id,
  Version: '2.0',
  IssueInstant: instantText(now),
  Destination: destination,
});
