import { type SamlCertificate } from './certificate.js';
import { DSIG, PROTOCOL, XENC, XENC11 } from './namespaces.js';
import { bareBase64 } from './sign.js';
import { METADATA_NAMES, tag, textTag } from './write.js';

const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';

/** What we are to a provider; each connection is a service provider of its own. */
export interface SpMetadataDraft {
  readonly entityId: string;
  readonly acsUrl: string;
  readonly sloUrl: string;
  readonly signingCertificates: readonly SamlCertificate[];
  /** Empty: the provider is not asked to encrypt. */
  readonly encryptionCertificates: readonly SamlCertificate[];
  readonly signsRequests: boolean;
  readonly nameIdFormats: readonly string[];
}

/** SAML metadata 2.4.4. */
export function spMetadataXml(draft: SpMetadataDraft): string {
  const { entityId, acsUrl, sloUrl, signingCertificates, encryptionCertificates, signsRequests, nameIdFormats } = draft;
  const role = tag(
    'md:SPSSODescriptor',
    {
      AuthnRequestsSigned: String(signsRequests),
      WantAssertionsSigned: 'true',
      protocolSupportEnumeration: PROTOCOL,
    },
    ...signingCertificates.map((certificate) => keyDescriptor('signing', certificate)),
    ...encryptionCertificates.map((certificate) => keyDescriptor('encryption', certificate, ...encryptionMethods())),
    tag('md:SingleLogoutService', { Binding: REDIRECT, Location: sloUrl }),
    tag('md:SingleLogoutService', { Binding: POST, Location: sloUrl }),
    ...nameIdFormats.map((format) => textTag('md:NameIDFormat', format)),
    tag('md:AssertionConsumerService', { Binding: POST, Location: acsUrl, index: '0', isDefault: 'true' }),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${tag('md:EntityDescriptor', { ...METADATA_NAMES, entityID: entityId }, role)}\n`;
}

const keyDescriptor = (use: string, certificate: SamlCertificate, ...methods: readonly string[]): string =>
  tag(
    'md:KeyDescriptor',
    { use },
    tag('ds:KeyInfo', {}, tag('ds:X509Data', {}, textTag('ds:X509Certificate', bareBase64(certificate)))),
    ...methods,
  );

/** What is liked best stands first; a provider that reads no list picks its own, and is told by a refusal. */
const encryptionMethods = (): string[] => [
  tag('md:EncryptionMethod', { Algorithm: `${XENC11}aes256-gcm` }),
  tag('md:EncryptionMethod', { Algorithm: `${XENC11}aes128-gcm` }),
  tag(
    'md:EncryptionMethod',
    { Algorithm: `${XENC}rsa-oaep-mgf1p` },
    tag('ds:DigestMethod', { Algorithm: `${DSIG}sha1` }),
  ),
];
