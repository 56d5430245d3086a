import { DOMParser } from '@xmldom/xmldom';
import { type HashAlgorithm, type SignatureAlgorithm, SignedXml } from 'xml-crypto';
import {
  allowedDigests,
  allowedSignatures,
  digestBase64,
  ENVELOPED,
  EXCLUSIVE_C14N,
  isDigestAllowed,
  isSignatureAllowed,
  isSignedBy,
} from './algorithms.js';
import { isInForce, type SamlCertificate } from './certificate.js';
import { DSIG } from './namespaces.js';
import { demand, SamlRefusal } from './refusal.js';
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
}

/**
 * Verifies the signature that stands in `holder`, an element of a shape that `checkStructure` has passed.
 * @param source the document that `holder` was read from
 * @throws SamlRefusal algorithm_refused, certificate_expired, encoding_invalid, signature_invalid
 */
export function verifySignature(source: string, holder: XmlElement, trust: SigningTrust): VerifiedElement {
  const { algorithm, value } = readSignature(holder);
  let signers: readonly SamlCertificate[] = [];
  const covered = coveredBytes(source, holder, (signedInfo) => {
    signers = trust.certificates.filter(({ key }) => isSignedBy(key, algorithm, signedInfo, value));
    return signers.length > 0;
  });
  const signedBy = signers.find((certificate) => isInForce(certificate, trust.now));
  demand(signedBy !== undefined, 'certificate_expired', 'The certificate that signed is expired or not yet in force.');
  const element = readXml(covered);
  // What was signed must read like what was received: then no reader of either sees another text.
  const same = isSameReading(element, withoutSignature(holder));
  demand(same, 'signature_invalid', 'What was signed reads differently from what was received.');
  return { element, signedBy } as VerifiedElement;
}

interface WrittenSignature {
  readonly algorithm: string;
  readonly value: Buffer;
}

/** SAML core 5.4.3 and 5.4.4: exclusive canonicalization, the enveloped transform, and no other. */
function readSignature(holder: XmlElement): WrittenSignature {
  const signature = single(holder, 'Signature');
  const info = single(signature, 'SignedInfo');
  const reference = single(info, 'Reference');
  const algorithm = single(info, 'SignatureMethod').attributes.get('Algorithm') ?? '';
  const digest = single(reference, 'DigestMethod').attributes.get('Algorithm');
  const canonical = single(info, 'CanonicalizationMethod').attributes.get('Algorithm');
  const transforms = childrenNamed(single(reference, 'Transforms'), DSIG, 'Transform').map((one) =>
    one.attributes.get('Algorithm'),
  );
  demand(isSignatureAllowed(algorithm), 'algorithm_refused', `Signed with ${algorithm || 'nothing named'}.`);
  demand(isDigestAllowed(digest), 'algorithm_refused', `The digest is made with ${digest ?? 'nothing named'}.`);
  demand(isExclusive(canonical), 'algorithm_refused', 'SignedInfo is not canonicalised exclusively.');
  const inOrder = transforms.length === 2 && transforms[0] === ENVELOPED && isExclusive(transforms[1]);
  demand(inOrder, 'algorithm_refused', 'A signature must be enveloped and canonicalised exclusively, and no more.');
  base64(single(reference, 'DigestValue').text);
  return { algorithm, value: base64(single(signature, 'SignatureValue').text) };
}

// With and without comments is the same here: readXml takes no comment.
const isExclusive = (algorithm: string | undefined): boolean =>
  algorithm === EXCLUSIVE_C14N || algorithm === `${EXCLUSIVE_C14N}WithComments`;

function single(parent: XmlElement, name: string): XmlElement {
  const [found, ...more] = childrenNamed(parent, DSIG, name);
  demand(found !== undefined && more.length === 0, 'structure_refused', `A signature must have one ${name}.`);
  return found;
}

function base64(text: string): Buffer {
  const dense = text.replace(/[ \t\r\n]+/gu, '');
  const isCanonical = dense !== '' && Buffer.from(dense, 'base64').toString('base64') === dense;
  demand(isCanonical, 'encoding_invalid', 'A value of the signature is not base64.');
  return Buffer.from(dense, 'base64');
}

function withoutSignature(holder: XmlElement): XmlElement {
  return { ...holder, children: holder.children.filter((child) => !isNamed(child, DSIG, 'Signature')) };
}

/**
 * The canonical bytes of the holder, once xml-crypto has found their digest in SignedInfo and `isSigned` has passed SignedInfo. The
 * library resolves the reference and canonicalises; which algorithms and keys count is said here.
 */
function coveredBytes(source: string, holder: XmlElement, isSigned: (signedInfo: string) => boolean): string {
  const verifier = new SignedXml({ publicCert: 'asked of isSigned', getCertFromKeyInfo: () => null });
  verifier.SignatureAlgorithms = Object.fromEntries(
    allowedSignatures().map((name) => [name, signatureClass(name, isSigned)]),
  );
  verifier.HashAlgorithms = Object.fromEntries(allowedDigests().map((name) => [name, digestClass(name)]));
  try {
    verifier.loadSignature(signatureNode(source, holder));
    demand(verifier.checkSignature(source), 'signature_invalid', 'The message was changed after it was signed.');
  } catch (error) {
    if (error instanceof SamlRefusal) throw error;
    const sentence = 'No certificate of the connection made this signature, or the message was changed behind it.';
    throw new SamlRefusal('signature_invalid', sentence, { cause: error });
  }
  const [covered, ...more] = verifier.getSignedReferences();
  demand(covered !== undefined && more.length === 0, 'signature_invalid', 'The signature covers nothing.');
  return covered;
}

function signatureNode(source: string, holder: XmlElement): Element {
  const root = readDom(source).documentElement;
  const places = [root, ...elementsIn(root)];
  const [node, ...others] = places.filter(
    (one) =>
      one.namespaceURI === holder.namespace &&
      one.localName === holder.name &&
      one.getAttribute('ID') === holder.attributes.get('ID'),
  );
  const [signature, ...more] = node ? elementsIn(node).filter(isSignatureNode) : [];
  const one = signature !== undefined && others.length === 0 && more.length === 0;
  demand(one, 'structure_refused', 'A Signature stands where none belongs, or stands twice.');
  return signature;
}

const isSignatureNode = (node: Element): boolean => node.namespaceURI === DSIG && node.localName === 'Signature';

const elementsIn = (node: Element): Element[] =>
  Array.from(node.childNodes).filter((child): child is Element => child.nodeType === child.ELEMENT_NODE);

function readDom(source: string): Document {
  const errorHandler = (_level: string, message: string): never => {
    throw new SamlRefusal('xml_refused', 'The message is not well-formed XML.', { cause: message });
  };
  return new DOMParser({ errorHandler }).parseFromString(source, 'text/xml');
}

const digestClass = (name: string): new () => HashAlgorithm =>
  class {
    getAlgorithmName = (): string => name;
    getHash = (text: string): string => digestBase64(name, text);
  };

const signatureClass = (name: string, isSigned: (signedInfo: string) => boolean): new () => SignatureAlgorithm =>
  class {
    getAlgorithmName = (): string => name;
    getSignature = (): never => {
      throw new TypeError('this reader of signatures does not sign');
    };
    verifySignature = (signedInfo: string | Uint8Array): boolean => isSigned(signedInfo.toString());
  };
