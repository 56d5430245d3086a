import { ASSERTION, DSIG, PROTOCOL } from './namespaces.js';
import { demand } from './refusal.js';
import { childrenNamed, everyElement, isNamed, type XmlElement } from './xml.js';

/** A response whose shape leaves one way to read it. Nothing in it is believed yet. */
export interface UnverifiedResponse {
  readonly response: XmlElement;
  readonly assertion: XmlElement;
  /** The elements that carry a signature of their own: the response, its assertion, or both. */
  readonly signed: readonly XmlElement[];
}

/** A response whose assertion only a key can show. */
export interface SealedResponse {
  readonly response: XmlElement;
  readonly encrypted: XmlElement;
  readonly isSigned: boolean;
}

/**
 * What can be asked before any signature is looked at. Every signature-wrapping attack needs a second element that passes for the
 * first, or a signature away from what it signs; neither exists in what passes here.
 * @throws SamlRefusal structure_refused, signature_missing
 */
export function checkStructure(root: XmlElement): UnverifiedResponse {
  const all = checkResponse(root);
  const encrypted = named(all, ASSERTION, 'EncryptedAssertion').length;
  demand(encrypted === 0, 'structure_refused', 'The Response has an encrypted assertion beside a plain one.');
  const [assertion] = childrenNamed(root, ASSERTION, 'Assertion');
  const isOnly = named(all, ASSERTION, 'Assertion').length === 1;
  demand(isOnly, 'structure_refused', 'The Response must have one Assertion.');
  demand(assertion !== undefined, 'structure_refused', 'The Assertion must stand directly in the Response.');
  const signed = signedAmong(all, [root, assertion]);
  demand(signed.length > 0, 'signature_missing', 'Neither the Response nor its Assertion is signed.');
  return { response: root, assertion, signed };
}

/** Whether there is an assertion to decrypt before the shape can be checked whole. */
export const isSealed = (root: XmlElement): boolean =>
  everyElement(root).some((one) => isNamed(one, ASSERTION, 'EncryptedAssertion'));

/**
 * As `checkStructure`, for a response whose one assertion is encrypted: what it holds is checked when it is open.
 * @throws SamlRefusal structure_refused
 */
export function checkSealedStructure(root: XmlElement): SealedResponse {
  const all = checkResponse(root);
  const [encrypted] = childrenNamed(root, ASSERTION, 'EncryptedAssertion');
  const isOnly =
    named(all, ASSERTION, 'EncryptedAssertion').length === 1 && named(all, ASSERTION, 'Assertion').length === 0;
  demand(isOnly && encrypted !== undefined, 'structure_refused', 'The Response must have one assertion, in its place.');
  return { response: root, encrypted, isSigned: signedAmong(all, [root]).length > 0 };
}

/**
 * The shape of a message that is signed as a whole or not at all: logout, metadata.
 * @throws SamlRefusal structure_refused
 */
export function checkMessageStructure(root: XmlElement): { readonly isSigned: boolean } {
  const all = everyElement(root);
  checkIds(all);
  return { isSigned: signedAmong(all, [root]).length > 0 };
}

function checkResponse(root: XmlElement): readonly XmlElement[] {
  const all = everyElement(root);
  demand(isNamed(root, PROTOCOL, 'Response'), 'structure_refused', 'The message is not a SAML 2.0 Response.');
  const isOnly = named(all, PROTOCOL, 'Response').length === 1;
  demand(isOnly, 'structure_refused', 'A Response stands inside the Response.');
  checkVersions([...named(all, PROTOCOL, 'Response'), ...named(all, ASSERTION, 'Assertion')]);
  checkIds(all);
  return all;
}

/** SAML core 4.1: a message of another version means something else. */
function checkVersions(all: readonly XmlElement[]): void {
  const isOurs = all.every(({ attributes }) => attributes.get('Version') === '2.0');
  demand(isOurs, 'structure_refused', 'The message is of another version than SAML 2.0.');
}

const named = (all: readonly XmlElement[], namespace: string, name: string): XmlElement[] =>
  all.filter((one) => isNamed(one, namespace, name));

/** Those of `holders` that are signed; no signature may stand anywhere else. */
function signedAmong(all: readonly XmlElement[], holders: readonly XmlElement[]): XmlElement[] {
  const signed = holders.filter((holder) => childrenNamed(holder, DSIG, 'Signature').length > 0);
  const signatures = named(all, DSIG, 'Signature').length;
  demand(signatures === signed.length, 'structure_refused', 'A Signature stands where none belongs, or stands twice.');
  for (const holder of signed) checkSignatureShape(holder);
  return signed;
}

/** Whatever somebody may take for an ID counts as one, in any namespace; and nothing may move what a Reference means. */
function checkIds(all: readonly XmlElement[]): void {
  const written = all.flatMap((one) => one.written.attributes);
  const isMoved = written.some(({ prefix, name }) => prefix === 'xml' && name === 'base');
  demand(!isMoved, 'structure_refused', 'The message contains an xml:base.');
  const ids = written.filter(({ name }) => name.toLowerCase() === 'id').map(({ value }) => value);
  demand(new Set(ids).size === ids.length, 'structure_refused', 'Two elements have the same ID.');
}

/** SAML core 5.4.2: one Reference, to the element that holds the signature. */
function checkSignatureShape(holder: XmlElement): void {
  const [signature] = childrenNamed(holder, DSIG, 'Signature');
  const id = holder.attributes.get('ID');
  demand(signature !== undefined && id !== undefined && id !== '', 'structure_refused', 'What is signed has no ID.');
  const infos = everyElement(signature).filter((one) => isNamed(one, DSIG, 'SignedInfo'));
  demand(infos.length === 1, 'structure_refused', 'A Signature must have one SignedInfo.');
  const references = everyElement(signature).filter((one) => isNamed(one, DSIG, 'Reference'));
  demand(references.length === 1, 'structure_refused', 'A Signature must have one Reference.');
  const target = references[0]?.attributes.get('URI');
  demand(target === `#${id}`, 'structure_refused', 'A Signature must refer to the element that it stands in.');
  const objects = everyElement(signature).some((one) => isNamed(one, DSIG, 'Object'));
  demand(!objects, 'structure_refused', 'A Signature may hold no Object.');
}
