import { type SamlCertificate } from './certificate.js';
import { type DecryptionTrust, decryptAssertion } from './decrypt.js';
import { ASSERTION } from './namespaces.js';
import { demand } from './refusal.js';
import { type SigningTrust, type VerifiedElement, verifySignature } from './signature.js';
import { checkSealedStructure, checkStructure, isSealed } from './structure.js';
import { childrenNamed, readXml, type XmlElement } from './xml.js';

/** Whose signatures, and with which keys, a connection reads responses. */
export interface ResponseTrust extends SigningTrust {
  readonly decryption: DecryptionTrust;
}

/** A response of which every word that anybody goes on to read was signed by the provider. What it means is not asked yet. */
export interface OpenedResponse {
  readonly response: XmlElement;
  readonly assertion: XmlElement;
  readonly signedBy: SamlCertificate;
  readonly signed: readonly ('Assertion' | 'Response')[];
  readonly cipher: 'cbc' | 'gcm' | null;
}

/**
 * From text to what can be believed, in the one order that is safe: shape, signature of the whole, decryption, shape again, signature
 * of the assertion.
 * @throws SamlRefusal
 */
export function openResponse(source: string, trust: ResponseTrust): OpenedResponse {
  const root = readXml(source);
  return isSealed(root) ? openSealed(root, trust) : openPlain(root, trust);
}

function openPlain(root: XmlElement, trust: SigningTrust): OpenedResponse {
  const { response, assertion, signed } = checkStructure(root);
  const verified = new Map(signed.map((holder) => [holder, verifySignature(holder, trust)]));
  const [whole, part] = [verified.get(response), verified.get(assertion)];
  return finished({ response, whole, part, assertion: whole && assertionIn(whole.element), cipher: null });
}

function openSealed(root: XmlElement, trust: ResponseTrust): OpenedResponse {
  const { response, encrypted, isSigned } = checkSealedStructure(root);
  const whole = isSigned ? verifySignature(response, trust) : undefined;
  const { assertion, cipher } = decryptAssertion(encrypted, trust.decryption, isSigned);
  // The shape once more, now of the whole: an ID, a signature or a second assertion may have hidden in the ciphertext.
  const children = response.children.map((child) => (child === encrypted ? assertion : child));
  const { signed } = checkStructure({ ...response, children });
  const part = signed.includes(assertion) ? verifySignature(assertion, trust) : undefined;
  return finished({ response, whole, part, assertion, cipher });
}

interface Found {
  readonly response: XmlElement;
  readonly whole: VerifiedElement | undefined;
  readonly part: VerifiedElement | undefined;
  /** What the signature of the whole covers. */
  readonly assertion: XmlElement | undefined;
  readonly cipher: 'cbc' | 'gcm' | null;
}

function finished({ response, whole, part, assertion, cipher }: Found): OpenedResponse {
  const believed = part?.element ?? (whole && assertion);
  const [signer] = [part, whole].flatMap((one) => one?.signedBy ?? []);
  demand(believed !== undefined && signer !== undefined, 'signature_missing', 'Nothing covers the assertion.');
  const signed = [whole && ('Response' as const), part && ('Assertion' as const)].filter((name) => name !== undefined);
  return { response: whole?.element ?? response, assertion: believed, signedBy: signer, signed, cipher };
}

const assertionIn = (response: XmlElement): XmlElement | undefined =>
  childrenNamed(response, ASSERTION, 'Assertion')[0];
