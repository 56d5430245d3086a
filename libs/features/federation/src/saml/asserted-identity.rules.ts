import type { AssertionFacts } from '#engines/saml';
import type { AssertedIdentity } from '../asserted-identity.js';
import type { AttributeNames, SamlSettings } from './saml-settings.js';

const TRANSIENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';
const EMAIL = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';
const LONGEST_SUBJECT = 1_000;
const MOST_GROUPS = 2_000;
const ADDRESS = /^[^\s@]{1,64}@[^\s@]{1,255}$/u;

/** Contexts in which more than a password was asked for, by what those who use them call them. */
const PROOFS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/multipleauthn$|refeds\.org\/profile\/mfa$|MobileTwoFactor|TimeSyncToken/u, ['mfa']],
  [/:X509$|Smartcard|:TLSClient$/u, ['hwk']],
  [/:Password(?:ProtectedTransport)?$/u, ['pwd']],
];

export type IdentityVerdict =
  | { readonly kind: 'known'; readonly identity: AssertedIdentity }
  | { readonly kind: 'nameless'; readonly reason: 'name_id_transient' | 'subject_missing'; readonly sentence: string };

/** Who an assertion speaks of, by the names that the connection goes by. */
export function identityOf(facts: AssertionFacts, settings: SamlSettings, ownEntityId: string): IdentityVerdict {
  const attributes = lowerCased(facts.attributes);
  const values = (names: readonly string[]): readonly string[] =>
    names.map((name) => attributes.get(name.toLowerCase()) ?? []).find((found) => found.length > 0) ?? [];
  const subject = subjectOf(facts, settings, { values, ownEntityId });
  if (typeof subject !== 'string') return subject;
  const email = emailOf(facts, values(settings.attributes.email));
  const identity: AssertedIdentity = {
    subject,
    email,
    // SAML has no word for it: the provider is the authority over its people, and linking asks for the domain besides.
    emailVerified: email !== null,
    name: nameOf(values, settings.attributes),
    groups: [...new Set(values(settings.attributes.groups))].slice(0, MOST_GROUPS),
    attributes: Object.fromEntries(facts.attributes),
    sessionIndex: facts.sessionIndex,
    sessionEndsAt: facts.sessionEndsAt,
    authenticatedAt: facts.authenticatedAt,
    amr: PROOFS.find(([context]) => context.test(facts.authnContext ?? ''))?.[1] ?? [],
  };
  return { kind: 'known', identity };
}

/** The subject of a NameID: its qualifiers count where they say more than whose provider and whose service it is (SAML core 8.3.7). */
export function subjectOfNameId(
  { nameId }: Pick<AssertionFacts, 'nameId'>,
  idpEntityId: string,
  ownEntityId: string,
): string {
  const { value, nameQualifier, spNameQualifier } = nameId;
  const isUsual =
    (nameQualifier === null || nameQualifier === idpEntityId) &&
    (spNameQualifier === null || spNameQualifier === ownEntityId);
  return isUsual ? value : [value, nameQualifier ?? '', spNameQualifier ?? ''].map(encodeURIComponent).join('!');
}

interface Around {
  readonly values: (names: readonly string[]) => readonly string[];
  readonly ownEntityId: string;
}

function subjectOf(
  facts: AssertionFacts,
  settings: SamlSettings,
  around: Around,
): string | Extract<IdentityVerdict, { kind: 'nameless' }> {
  const { subjectAttribute, provider } = settings;
  const nameless = (reason: 'name_id_transient' | 'subject_missing', sentence: string) =>
    ({ kind: 'nameless', reason, sentence }) as const;
  if (subjectAttribute !== null) {
    const [value, ...more] = around.values([subjectAttribute]);
    if (value !== undefined && value !== '' && more.length === 0 && value.length <= LONGEST_SUBJECT) return value;
    return nameless(
      'subject_missing',
      `The assertion must have the attribute "${subjectAttribute}", with one value: it names people here.`,
    );
  }
  if (facts.nameId.format === TRANSIENT)
    return nameless(
      'name_id_transient',
      'The provider names people anew at each sign-in (transient NameID). Let it send a persistent one, or name the attribute that stays.',
    );
  const subject = subjectOfNameId(facts, provider.entityId, around.ownEntityId);
  return subject.length <= LONGEST_SUBJECT ? subject : nameless('subject_missing', 'The NameID is too long.');
}

function emailOf({ nameId }: AssertionFacts, given: readonly string[]): string | null {
  const candidates =
    given.length > 0 ? given : nameId.format === EMAIL || ADDRESS.test(nameId.value) ? [nameId.value] : [];
  const address = candidates[0]?.trim();
  return address !== undefined && ADDRESS.test(address) ? address : null;
}

function nameOf(values: (names: readonly string[]) => readonly string[], names: AttributeNames): string | null {
  const [whole] = values(names.name);
  if (whole !== undefined && whole !== '') return whole;
  const parts = [values(names.firstName)[0], values(names.lastName)[0]].filter(
    (part) => part !== undefined && part !== '',
  );
  return parts.length === 0 ? null : parts.join(' ');
}

function lowerCased(attributes: ReadonlyMap<string, readonly string[]>): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const [name, values] of attributes) if (!found.has(name.toLowerCase())) found.set(name.toLowerCase(), values);
  return found;
}
