import { timingSafeEqual } from 'node:crypto';
import {
  digestBase64,
  ENVELOPED,
  EXCLUSIVE_C14N,
  isDigestAllowed,
  isSignatureAllowed,
  isSignedBy,
} from './algorithms.js';
import { base64Bytes } from './base64.js';
import { canonicalXml } from './canonical.js';
import { isInForce, type SamlCertificate } from './certificate.js';
import { DSIG } from './namespaces.js';
import { demand } from './refusal.js';
import { childrenNamed, isNamed, isSameReading, readXml, type XmlElement } from './xml.js';

/** Only `verifySignature` makes one: the element as read from the bytes that the signature covers. */
export interface VerifiedElement {
  readonly element: XmlElement;
  readonly signedBy: SamlCertificate;
  readonly [verifiedHere]: true;
}
declare const verifiedHere: unique symbol;

/** Whose signatures a connection believes. Keys that a message brings along are never looked at. */
export interface SigningTrust {
  readonly certificates: readonly SamlCertificate[];
  readonly now: Date;
  /** Takes a certificate for the key in it, whenever it ends (SAML metadata 2.4.1.1 has keys); otherwise one out of its time is refused. */
  readonly datesDoNotCount?: boolean;
}

/** Of those that made a signature, one whose time it is; where dates do not count, any. */
export function counting(
  signers: readonly SamlCertificate[],
  { now, datesDoNotCount = false }: SigningTrust,
): SamlCertificate {
  const found =
    signers.find((certificate) => isInForce(certificate, now)) ?? (datesDoNotCount ? signers[0] : undefined);
  demand(found !== undefined, 'certificate_expired', 'The certificate that signed is expired or not yet in force.');
  return found;
}

/**
 * Verifies the signature that stands in `holder`, an element whose shape was checked (`checkSignatureShape`).
 * @throws SamlRefusal algorithm_refused, certificate_expired, encoding_invalid, signature_invalid, structure_refused
 */
export function verifySignature(holder: XmlElement, trust: SigningTrust): VerifiedElement {
  const signature = single(holder, 'Signature');
  const written = readSignature(signature);
  const signedInfo = canonicalXml(written.info, { inclusivePrefixes: written.infoPrefixes });
  const signers = trust.certificates.filter(({ key }) => isSignedBy(key, written.algorithm, signedInfo, written.value));
  demand(signers.length > 0, 'signature_invalid', 'No certificate of the connection made this signature.');
  const covered = canonicalXml(holder, { without: signature, inclusivePrefixes: written.prefixes });
  const digest = Buffer.from(digestBase64(written.digestAlgorithm, covered), 'base64');
  const isUnchanged = digest.length === written.digest.length && timingSafeEqual(digest, written.digest);
  demand(isUnchanged, 'signature_invalid', 'The message was changed after it was signed.');
  const signedBy = counting(signers, trust);
  const element = readXml(covered);
  // What was signed must read like what was received: then no reader of either sees another text.
  const same = isSameReading(element, withoutSignature(holder));
  demand(same, 'signature_invalid', 'What was signed reads differently from what was received.');
  return { element, signedBy } as VerifiedElement;
}

interface WrittenSignature {
  readonly info: XmlElement;
  readonly infoPrefixes: readonly string[];
  readonly algorithm: string;
  readonly value: Buffer;
  readonly digestAlgorithm: string;
  readonly digest: Buffer;
  readonly prefixes: readonly string[];
}

/** SAML core 5.4.3 and 5.4.4: exclusive canonicalization, the enveloped transform, and no other. */
function readSignature(signature: XmlElement): WrittenSignature {
  const info = single(signature, 'SignedInfo');
  const canonical = single(info, 'CanonicalizationMethod');
  const algorithm = methodOf(info, 'SignatureMethod');
  const reference = single(info, 'Reference');
  const digestAlgorithm = methodOf(reference, 'DigestMethod');
  const transforms = childrenNamed(single(reference, 'Transforms'), DSIG, 'Transform');
  const [enveloped, exclusive] = transforms;
  demand(isSignatureAllowed(algorithm), 'algorithm_refused', `Signed with ${algorithm || 'nothing named'}.`);
  demand(
    isDigestAllowed(digestAlgorithm),
    'algorithm_refused',
    `The digest is made with ${digestAlgorithm || 'nothing named'}.`,
  );
  demand(isExclusive(canonical), 'algorithm_refused', 'SignedInfo is not canonicalised exclusively.');
  const inOrder =
    transforms.length === 2 &&
    enveloped?.attributes.get('Algorithm') === ENVELOPED &&
    enveloped.children.length === 0 &&
    isExclusive(exclusive);
  demand(inOrder, 'algorithm_refused', 'A signature must be enveloped and canonicalised exclusively, and no more.');
  return {
    info,
    infoPrefixes: prefixesOf(canonical),
    algorithm,
    value: base64Bytes(single(signature, 'SignatureValue').text),
    digestAlgorithm,
    digest: base64Bytes(single(reference, 'DigestValue').text),
    prefixes: exclusive === undefined ? [] : prefixesOf(exclusive),
  };
}

// HMACOutputLength and its kind stand inside a method: what takes parameters is not on the list, so none may come.
function methodOf(parent: XmlElement, name: string): string {
  const method = single(parent, name);
  demand(method.children.length === 0, 'algorithm_refused', `${name} has parameters, which none that is taken needs.`);
  return method.attributes.get('Algorithm') ?? '';
}

// With and without comments is the same here: what is verified was read without any.
function isExclusive(method: XmlElement | undefined): boolean {
  const algorithm = method?.attributes.get('Algorithm');
  return algorithm === EXCLUSIVE_C14N || algorithm === `${EXCLUSIVE_C14N}WithComments`;
}

/** Exclusive C14N section 4. What is no list of prefixes is refused: it would be a transform that nobody read. */
function prefixesOf(method: XmlElement): string[] {
  const [list, ...more] = method.children;
  if (list === undefined) return [];
  const isList =
    isNamed(list, EXCLUSIVE_C14N, 'InclusiveNamespaces') && list.children.length === 0 && more.length === 0;
  demand(isList, 'algorithm_refused', 'Canonicalization comes with parameters that are not known here.');
  const prefixes = (list.attributes.get('PrefixList') ?? '').split(/\s+/u).filter((prefix) => prefix !== '');
  demand(prefixes.length <= MAX_PREFIXES, 'too_large', 'Canonicalization names too many prefixes.');
  return prefixes;
}

const MAX_PREFIXES = 32;

function single(parent: XmlElement, name: string): XmlElement {
  const [found, ...more] = childrenNamed(parent, DSIG, name);
  demand(found !== undefined && more.length === 0, 'structure_refused', `A signature must have one ${name}.`);
  return found;
}

const withoutSignature = (holder: XmlElement): XmlElement => ({
  ...holder,
  children: holder.children.filter((child) => !isNamed(child, DSIG, 'Signature')),
});
