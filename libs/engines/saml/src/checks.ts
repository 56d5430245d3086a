import { bounded, type ClockView, instant, isBefore } from './instant.js';
import { ASSERTION, PROTOCOL } from './namespaces.js';
import { type SamlReason } from './refusal.js';
import { type UnverifiedResponse } from './structure.js';
import { childrenNamed, isNamed, type XmlElement } from './xml.js';

/** What a response must be meant for. */
export interface Expectation extends ClockView {
  readonly acsUrl: string;
  readonly audience: string;
  readonly idpEntityId: string;
  /** The request that this browser was sent away with; undefined when it comes unasked. */
  readonly requestId: string | undefined;
  readonly unsolicitedAllowed: boolean;
}

/** One line of a connection's test: `sentence` says what was asked of the response. */
export interface Check {
  readonly reason: SamlReason;
  readonly sentence: string;
  readonly passed: boolean;
}

const SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success';
const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';

type Given = Pick<UnverifiedResponse, 'assertion' | 'response'>;

/**
 * Asks everything of a response that its signature does not answer (SAML core 2.4, 2.5, 3.2.2, profiles 4.1.4.3). All checks are made, so
 * that a test of a connection shows all that is wrong at once; a sign-in needs every one passed. Signatures are not looked at here.
 */
export function checkMeaning(given: Given, expected: Expectation): Check[] {
  const check = (reason: SamlReason, sentence: string, passed: boolean): Check => ({ reason, sentence, passed });
  const { response, assertion } = given;
  const { idpEntityId } = expected;
  const destination = response.attributes.get('Destination');
  const issuers = childrenNamed(response, ASSERTION, 'Issuer').map((one) => one.text);
  return [
    check('status_not_success', 'The provider reports success.', hasSucceeded(response)),
    check('destination_mismatch', `The response is addressed to ${expected.acsUrl}.`, destination === expected.acsUrl),
    check(
      'issuer_mismatch',
      `The response, where it names an issuer, comes from ${idpEntityId}.`,
      issuers.length <= 1 && issuers.every((issuer) => issuer === idpEntityId),
    ),
    check('issuer_mismatch', `The assertion comes from ${idpEntityId}.`, onlyText(assertion, 'Issuer') === idpEntityId),
    check('in_response_to_mismatch', answerSentence(expected), answersRequest(response, expected)),
    check('name_id_missing', 'The assertion names its subject.', hasNameId(assertion)),
    check('not_yet_valid', 'The assertion is already valid.', hasBegun(assertion, expected)),
    check('expired', 'The assertion is still valid.', isUnexpired(assertion, expected)),
    check('conditions_unknown', 'It sets no condition that is not known here.', knowsConditions(assertion)),
    check('audience_mismatch', `The assertion is meant for ${expected.audience}.`, isMeantFor(assertion, expected)),
    check('session_expired', "The provider's session has not ended.", hasSession(assertion, expected)),
    check(
      'recipient_mismatch',
      `The subject's confirmation names ${expected.acsUrl}.`,
      confirmations(assertion).some((data) => data.attributes.get('Recipient') === expected.acsUrl),
    ),
    check(
      'subject_not_confirmed',
      'One bearer confirmation holds here, now and for this request.',
      confirmations(assertion).some((data) => confirms(data, expected)),
    ),
  ];
}

function hasSucceeded(response: XmlElement): boolean {
  const [status, ...more] = childrenNamed(response, PROTOCOL, 'Status');
  if (!status || more.length > 0) return false;
  const codes = childrenNamed(status, PROTOCOL, 'StatusCode');
  return codes.length === 1 && codes[0]?.attributes.get('Value') === SUCCESS;
}

function onlyText(parent: XmlElement, name: string): string | undefined {
  const found = childrenNamed(parent, ASSERTION, name);
  return found.length === 1 ? found[0]?.text : undefined;
}

const answerSentence = ({ requestId }: Expectation): string =>
  requestId === undefined
    ? 'This connection takes sign-ins that it did not ask for.'
    : 'The response answers our request.';

function answersRequest(response: XmlElement, { requestId, unsolicitedAllowed }: Expectation): boolean {
  const answered = response.attributes.get('InResponseTo');
  return requestId === undefined ? unsolicitedAllowed && answered === undefined : answered === requestId;
}

function hasNameId(assertion: XmlElement): boolean {
  const subjects = childrenNamed(assertion, ASSERTION, 'Subject');
  const [subject] = subjects;
  return subjects.length === 1 && subject !== undefined && (onlyText(subject, 'NameID') ?? '').trim() !== '';
}

/** SAML profiles 4.1.4.2: the data of each bearer confirmation; holder-of-key and sender-vouches are none. */
function confirmations(assertion: XmlElement): XmlElement[] {
  return childrenNamed(assertion, ASSERTION, 'Subject')
    .flatMap((subject) => childrenNamed(subject, ASSERTION, 'SubjectConfirmation'))
    .filter((one) => one.attributes.get('Method') === BEARER)
    .flatMap((one) => childrenNamed(one, ASSERTION, 'SubjectConfirmationData'));
}

function confirms({ attributes }: XmlElement, expected: Expectation): boolean {
  return (
    attributes.get('Recipient') === expected.acsUrl &&
    attributes.get('InResponseTo') === expected.requestId &&
    attributes.get('NotBefore') === undefined &&
    attributes.has('NotOnOrAfter') &&
    isBefore(attributes.get('NotOnOrAfter'), expected)
  );
}

function conditionsOf(assertion: XmlElement): XmlElement | undefined {
  const found = childrenNamed(assertion, ASSERTION, 'Conditions');
  return found.length === 1 ? found[0] : undefined;
}

/** Core 2.5.1: what sets a condition that is not understood is not valid. One use alone is what every assertion has here, and nobody is vouched for onwards. */
const KNOWN_CONDITIONS = ['AudienceRestriction', 'OneTimeUse', 'ProxyRestriction'];

const knowsConditions = (assertion: XmlElement): boolean =>
  childrenNamed(assertion, ASSERTION, 'Conditions')
    .flatMap(({ children }) => children)
    .every((one) => KNOWN_CONDITIONS.some((name) => isNamed(one, ASSERTION, name)));

function hasBegun(assertion: XmlElement, { now, skewMs }: Expectation): boolean {
  const conditions = conditionsOf(assertion);
  const from = conditions?.attributes.get('NotBefore');
  return conditions !== undefined && (from === undefined || now.getTime() + bounded(skewMs) >= instant(from));
}

function isUnexpired(assertion: XmlElement, expected: Expectation): boolean {
  const conditions = conditionsOf(assertion);
  return conditions !== undefined && isBefore(conditions.attributes.get('NotOnOrAfter'), expected);
}

function hasSession(assertion: XmlElement, expected: Expectation): boolean {
  const statements = childrenNamed(assertion, ASSERTION, 'AuthnStatement');
  return (
    statements.length > 0 && statements.every((one) => isBefore(one.attributes.get('SessionNotOnOrAfter'), expected))
  );
}

/** SAML core 2.5.1.4: every restriction must hold, by one of its audiences. One at least is asked for. */
function isMeantFor(assertion: XmlElement, { audience }: Expectation): boolean {
  const conditions = conditionsOf(assertion);
  const restrictions = conditions ? childrenNamed(conditions, ASSERTION, 'AudienceRestriction') : [];
  const holds = (one: XmlElement): boolean =>
    childrenNamed(one, ASSERTION, 'Audience').some(({ text }) => text === audience);
  return restrictions.length > 0 && restrictions.every(holds);
}
