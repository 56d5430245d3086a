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

/**
 * What can be asked before any signature is looked at. Every signature-wrapping attack needs a second element that passes for the
 * first, or a signature away from what it signs; neither exists in what passes here.
 * @throws SamlRefusal structure_refused, signature_missing
 */
export function checkStructure(root: XmlElement): UnverifiedResponse {
  const all = everyElement(root);
  const only = (namespace: string, name: string): XmlElement[] => all.filter((one) => isNamed(one, namespace, name));
  demand(isNamed(root, PROTOCOL, 'Response'), 'structure_refused', 'The message is not a SAML 2.0 Response.');
  demand(only(PROTOCOL, 'Response').length === 1, 'structure_refused', 'A Response stands inside the Response.');
  const encrypted = only(ASSERTION, 'EncryptedAssertion').length;
  demand(encrypted === 0, 'structure_refused', 'The assertion is encrypted, and no key for it is known here.');
  demand(only(ASSERTION, 'Assertion').length === 1, 'structure_refused', 'The Response must have one Assertion.');
  const [assertion] = childrenNamed(root, ASSERTION, 'Assertion');
  demand(assertion !== undefined, 'structure_refused', 'The Assertion must stand directly in the Response.');
  checkIds(all);
  const signed = [root, assertion].filter((holder) => childrenNamed(holder, DSIG, 'Signature').length > 0);
  const signatures = only(DSIG, 'Signature').length;
  demand(signatures > 0, 'signature_missing', 'Neither the Response nor its Assertion is signed.');
  demand(signatures === signed.length, 'structure_refused', 'A Signature stands where none belongs, or stands twice.');
  for (const holder of signed) checkSignatureShape(holder);
  return { response: root, assertion, signed };
}

function checkIds(all: readonly XmlElement[]): void {
  const ids = all.flatMap((one) => ['ID', 'Id', 'id'].flatMap((name) => one.attributes.get(name) ?? []));
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
