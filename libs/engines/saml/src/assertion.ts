import { instant } from './instant.js';
import { ASSERTION } from './namespaces.js';
import { demand } from './refusal.js';
import { type NameId, nameIdIn } from './subject.js';
import { childrenNamed, everyElement, type XmlElement } from './xml.js';

/** What an assertion says of a person, in values. */
export interface AssertionFacts {
  readonly id: string;
  readonly nameId: NameId;
  readonly sessionIndex: string | null;
  readonly sessionEndsAt: Date | null;
  readonly authnContext: string | null;
  /** When she was asked who she is; of several statements the earliest. */
  readonly authenticatedAt: Date | null;
  /** Under its Name, and where it has one under its FriendlyName too. */
  readonly attributes: ReadonlyMap<string, readonly string[]>;
  /** The latest moment at which anybody could present it. */
  readonly usableUntil: Date;
}

const LONGEST_ID = 256;

/**
 * Reads an assertion that was verified and whose meaning was checked.
 * @throws SamlRefusal name_id_missing, structure_refused
 */
export function readAssertionFacts(assertion: XmlElement): AssertionFacts {
  const id = assertion.attributes.get('ID') ?? '';
  demand(
    id !== '' && id.length <= LONGEST_ID,
    'structure_refused',
    'The assertion has no ID, or one that is too long.',
  );
  const [subject] = childrenNamed(assertion, ASSERTION, 'Subject');
  demand(subject !== undefined, 'name_id_missing', 'The subject is not named.');
  const statements = childrenNamed(assertion, ASSERTION, 'AuthnStatement');
  const [statement] = statements;
  const ends = statements.flatMap(({ attributes }) => attributes.get('SessionNotOnOrAfter') ?? []).map(instant);
  const instants = statements.flatMap(({ attributes }) => attributes.get('AuthnInstant') ?? []).map(instant);
  return {
    id,
    nameId: nameIdIn(subject),
    sessionIndex: statement?.attributes.get('SessionIndex') ?? null,
    sessionEndsAt: ends.length === 0 ? null : new Date(Math.min(...ends)),
    authnContext: statement === undefined ? null : contextOf(statement),
    authenticatedAt: instants.length === 0 ? null : new Date(Math.min(...instants)),
    attributes: attributesOf(assertion),
    usableUntil: usableUntil(subject),
  };
}

function contextOf(statement: XmlElement): string | null {
  const found = childrenNamed(statement, ASSERTION, 'AuthnContext').flatMap((context) =>
    childrenNamed(context, ASSERTION, 'AuthnContextClassRef'),
  );
  return found[0]?.text.trim() ?? null;
}

function attributesOf(assertion: XmlElement): Map<string, readonly string[]> {
  const attributes = new Map<string, readonly string[]>();
  const stated = childrenNamed(assertion, ASSERTION, 'AttributeStatement').flatMap((statement) =>
    childrenNamed(statement, ASSERTION, 'Attribute'),
  );
  for (const attribute of stated) {
    const values = childrenNamed(attribute, ASSERTION, 'AttributeValue').map(wholeText);
    for (const name of new Set(['Name', 'FriendlyName'].flatMap((one) => attribute.attributes.get(one) ?? [])))
      attributes.set(name, [...(attributes.get(name) ?? []), ...values]);
  }
  return attributes;
}

// Some values stand in an element of their own, such as the NameID of eduPersonTargetedID.
const wholeText = (value: XmlElement): string =>
  everyElement(value)
    .map(({ text }) => text)
    .join('')
    .trim();

function usableUntil(subject: XmlElement): Date {
  const ends = childrenNamed(subject, ASSERTION, 'SubjectConfirmation')
    .flatMap((one) => childrenNamed(one, ASSERTION, 'SubjectConfirmationData'))
    .flatMap(({ attributes }) => attributes.get('NotOnOrAfter') ?? [])
    .map(instant)
    .filter((at) => !Number.isNaN(at));
  return new Date(Math.max(0, ...ends));
}
