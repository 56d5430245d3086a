import { readCertificate, type SamlCertificate } from './certificate.js';
import { instant } from './instant.js';
import { DSIG, METADATA, PROTOCOL } from './namespaces.js';
import { demand, SamlRefusal } from './refusal.js';
import { type SigningTrust, verifySignature } from './signature.js';
import { checkMessageStructure } from './structure.js';
import { childrenNamed, everyElement, isNamed, readXml, type XmlElement } from './xml.js';

export type Binding = 'post' | 'redirect';

export interface Endpoint {
  readonly binding: Binding;
  readonly location: string;
  /** Where answers go, when that is another place (SAML metadata 2.2.2). */
  readonly responseLocation: string | null;
}

/** What a provider says of itself (SAML metadata 2.4.3), as far as a service provider needs it. */
export interface IdpMetadata {
  readonly entityId: string;
  readonly singleSignOn: readonly Endpoint[];
  readonly singleLogout: readonly Endpoint[];
  readonly signingCertificates: readonly SamlCertificate[];
  readonly nameIdFormats: readonly string[];
  readonly wantsSignedRequests: boolean;
  readonly validUntil: Date | null;
  readonly isSigned: boolean;
  /** What was passed over, and why: a certificate that is too weak, an address without TLS. */
  readonly warnings: readonly string[];
}

export interface MetadataTrust {
  readonly now: Date;
  /** Who must have signed it; none means that the way it came is believed. */
  readonly signers: readonly SamlCertificate[];
}

const BINDINGS: ReadonlyMap<string, Binding> = new Map([
  ['urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect', 'redirect'],
  ['urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST', 'post'],
]);
const LONGEST_ENTITY_ID = 1_024;
const MOST_CERTIFICATES = 20;

/**
 * Reads the metadata of a provider, alone or as the only provider of a list.
 * @throws SamlRefusal metadata_invalid, expired, signature_invalid, signature_missing, and what reading XML refuses
 */
export function readIdpMetadata(source: string, trust: MetadataTrust): IdpMetadata {
  const root = readXml(source, { comments: 'passed-over' });
  const { isSigned } = checkMessageStructure(root);
  if (trust.signers.length > 0) checkSigned(root, isSigned, { certificates: trust.signers, now: trust.now });
  const entity = providerIn(root);
  const role = roleIn(entity);
  const entityId = entity.attributes.get('entityID') ?? '';
  const isNamed = entityId.trim() !== '' && entityId.length <= LONGEST_ENTITY_ID;
  demand(isNamed, 'metadata_invalid', 'The provider has no entityID, or one that is too long.');
  const warnings: string[] = [];
  const singleSignOn = endpointsOf(role, 'SingleSignOnService', warnings);
  demand(singleSignOn.length > 0, 'metadata_invalid', 'The provider names no place to sign in by redirect or POST.');
  const signingCertificates = certificatesOf(role, warnings);
  demand(signingCertificates.length > 0, 'metadata_invalid', 'The provider names no certificate that can be used.');
  return {
    entityId,
    singleSignOn,
    singleLogout: endpointsOf(role, 'SingleLogoutService', warnings),
    signingCertificates,
    nameIdFormats: childrenNamed(role, METADATA, 'NameIDFormat').map(({ text }) => text.trim()),
    wantsSignedRequests: isTrue(role.attributes.get('WantAuthnRequestsSigned')),
    validUntil: validUntil([root, entity, role], trust.now),
    isSigned,
    warnings,
  };
}

function checkSigned(root: XmlElement, isSigned: boolean, trust: SigningTrust): void {
  demand(isSigned, 'signature_missing', 'The metadata must be signed, and is not.');
  verifySignature(root, trust);
}

/** The one EntityDescriptor that is a provider of SAML 2.0. */
function providerIn(root: XmlElement): XmlElement {
  const isRoot = isNamed(root, METADATA, 'EntityDescriptor') || isNamed(root, METADATA, 'EntitiesDescriptor');
  demand(isRoot, 'metadata_invalid', 'This is not SAML 2.0 metadata.');
  const providers = everyElement(root).filter(
    (one) => isNamed(one, METADATA, 'EntityDescriptor') && rolesIn(one).length > 0,
  );
  const [provider, ...more] = providers;
  demand(provider !== undefined, 'metadata_invalid', 'The metadata describes no identity provider of SAML 2.0.');
  demand(
    more.length === 0,
    'metadata_invalid',
    `The metadata describes ${providers.length} providers; one was expected.`,
  );
  return provider;
}

const rolesIn = (entity: XmlElement): XmlElement[] =>
  childrenNamed(entity, METADATA, 'IDPSSODescriptor').filter(({ attributes }) =>
    (attributes.get('protocolSupportEnumeration') ?? '').split(/\s+/u).includes(PROTOCOL),
  );

function roleIn(entity: XmlElement): XmlElement {
  const [role, ...more] = rolesIn(entity);
  demand(role !== undefined && more.length === 0, 'metadata_invalid', 'The provider describes itself twice.');
  return role;
}

function endpointsOf(role: XmlElement, name: string, warnings: string[]): Endpoint[] {
  return childrenNamed(role, METADATA, name).flatMap(({ attributes }) => {
    const binding = BINDINGS.get(attributes.get('Binding') ?? '');
    if (binding === undefined) return [];
    const location = webAddress(attributes.get('Location') ?? '', name);
    const given = attributes.get('ResponseLocation');
    if (location.startsWith('http:')) warnings.push(`${name} is reached without TLS: ${location}`);
    return [{ binding, location, responseLocation: given === undefined ? null : webAddress(given, name) }];
  });
}

/** A browser is sent there: nothing but the web will do, and no credentials in it. */
function webAddress(text: string, name: string): string {
  const url = URL.parse(text.trim());
  const isWeb = (url?.protocol === 'https:' || url?.protocol === 'http:') && url.username === '' && url.password === '';
  demand(
    url !== null && isWeb && url.hash === '',
    'metadata_invalid',
    `${name} has an address that is not of the web.`,
  );
  return text.trim();
}

function certificatesOf(role: XmlElement, warnings: string[]): SamlCertificate[] {
  const texts = childrenNamed(role, METADATA, 'KeyDescriptor')
    .filter(({ attributes }) => (attributes.get('use') ?? 'signing') === 'signing')
    .flatMap((descriptor) => everyElement(descriptor).filter((one) => isNamed(one, DSIG, 'X509Certificate')))
    .map(({ text }) => text);
  demand(
    texts.length <= MOST_CERTIFICATES,
    'too_large',
    `The provider names more than ${MOST_CERTIFICATES} certificates.`,
  );
  const found = new Map<string, SamlCertificate>();
  for (const text of texts) {
    try {
      const certificate = readCertificate(text);
      found.set(certificate.fingerprint, certificate);
    } catch (error) {
      if (!(error instanceof SamlRefusal)) throw error;
      warnings.push(`A certificate was passed over. ${error.sentence}`);
    }
  }
  return [...found.values()];
}

/** SAML metadata 2.3: the earliest end of all around counts. @throws SamlRefusal expired */
function validUntil(around: readonly XmlElement[], now: Date): Date | null {
  const ends = around.flatMap(({ attributes }) => attributes.get('validUntil') ?? []).map(instant);
  if (ends.length === 0) return null;
  const end = Math.min(...ends);
  demand(now.getTime() < end, 'expired', 'The metadata is not valid any more.');
  return new Date(end);
}

const isTrue = (text: string | undefined): boolean => text === 'true' || text === '1';
