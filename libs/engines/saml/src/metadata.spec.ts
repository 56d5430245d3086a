import { describe, expect, it } from 'vitest';
import { signingPair } from '../../../../test/fixtures/saml/idp.js';
import { readIdpMetadata } from './idp-metadata.js';
import { SamlRefusal } from './refusal.js';
import { bareBase64, signEnveloped } from './sign.js';
import { spMetadataXml } from './sp-metadata.js';
import { childrenNamed, everyElement, readXml } from './xml.js';

const now = new Date('2026-11-24T12:00:00Z');
const [idp, next] = [signingPair(), signingPair()];

const keyOf = (text: string, use = ' use="signing"'): string =>
  `<md:KeyDescriptor${use}><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>\n${text}\n</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`;
const service = (name: string, binding: string, location: string): string =>
  `<md:${name} Binding="urn:oasis:names:tc:SAML:2.0:bindings:${binding}" Location="${location}"/>`;
const SSO = service('SingleSignOnService', 'HTTP-Redirect', 'https://idp.example/sso');
const NAMES = 'xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"';
const role = (inside: string, attributes = ''): string =>
  `<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"${attributes}>${inside}</md:IDPSSODescriptor>`;
const entity = (inside: string, attributes = ' entityID="https://idp.example"'): string =>
  `<md:EntityDescriptor ${NAMES}${attributes}>${inside}</md:EntityDescriptor>`;
const good = entity(role(keyOf(bareBase64(idp.certificate)) + SSO));
const read = (source: string, signers = [] as readonly (typeof idp.certificate)[]) =>
  readIdpMetadata(source, { now, signers });
const reasonOf = (source: string, signers?: readonly (typeof idp.certificate)[]): string => {
  try {
    read(source, signers);
    return 'accepted';
  } catch (error) {
    if (error instanceof SamlRefusal) return error.reason;
    throw error;
  }
};

describe('the metadata of a provider', () => {
  it('tells its name, its places by binding, its certificates and its wishes', () => {
    const source = entity(
      role(
        keyOf(bareBase64(idp.certificate)) +
          keyOf(bareBase64(next.certificate), '') +
          keyOf(bareBase64(signingPair().certificate), ' use="encryption"') +
          service(
            'SingleLogoutService',
            'HTTP-POST',
            'https://idp.example/slo" ResponseLocation="https://idp.example/slo/answer',
          ) +
          service('SingleLogoutService', 'SOAP', 'https://idp.example/soap') +
          '<md:NameIDFormat>urn:f1</md:NameIDFormat><md:NameIDFormat> urn:f2 </md:NameIDFormat>' +
          SSO +
          service('SingleSignOnService', 'HTTP-POST', 'http://idp.example/post'),
        ' WantAuthnRequestsSigned="1"',
      ),
      ' entityID="https://idp.example" validUntil="2026-12-01T00:00:00Z"',
    );
    const metadata = read(`<!-- written by hand -->${source}`);
    expect(metadata).toMatchObject({
      entityId: 'https://idp.example',
      singleSignOn: [
        { binding: 'redirect', location: 'https://idp.example/sso', responseLocation: null },
        { binding: 'post', location: 'http://idp.example/post' },
      ],
      singleLogout: [
        { binding: 'post', location: 'https://idp.example/slo', responseLocation: 'https://idp.example/slo/answer' },
      ],
      nameIdFormats: ['urn:f1', 'urn:f2'],
      wantsSignedRequests: true,
      validUntil: new Date('2026-12-01T00:00:00Z'),
      isSigned: false,
      warnings: ['SingleSignOnService is reached without TLS: http://idp.example/post'],
    });
    expect(metadata.signingCertificates.map(({ fingerprint }) => fingerprint)).toEqual([
      idp.certificate.fingerprint,
      next.certificate.fingerprint,
    ]);
  });

  it('is found as the only provider of a list, beside service providers', () => {
    const sp = entity(
      '<md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"/>',
      ' entityID="https://sp.example"',
    );
    expect(read(`<md:EntitiesDescriptor ${NAMES}>${sp}${good}</md:EntitiesDescriptor>`).entityId).toBe(
      'https://idp.example',
    );
    expect(
      reasonOf(
        `<md:EntitiesDescriptor ${NAMES}>${good}${good.replace('idp.example', 'other.example')}</md:EntitiesDescriptor>`,
      ),
    ).toBe('metadata_invalid');
    expect(reasonOf(`<md:EntitiesDescriptor ${NAMES}>${sp}</md:EntitiesDescriptor>`)).toBe('metadata_invalid');
  });

  it('passes over a certificate that cannot be used, and says so', () => {
    const source = entity(role(keyOf('AAAA') + keyOf(bareBase64(idp.certificate)) + SSO));
    expect(read(source)).toMatchObject({ warnings: ['A certificate was passed over. A certificate cannot be read.'] });
  });

  it.each([
    ['metadata_invalid', 'no place to sign in', entity(role(keyOf(bareBase64(idp.certificate))))],
    ['metadata_invalid', 'no certificate', entity(role(SSO))],
    ['metadata_invalid', 'only certificates that cannot be used', entity(role(keyOf('AAAA') + SSO))],
    ['metadata_invalid', 'a script for a place', good.replace('https://idp.example/sso', 'javascript:alert(1)')],
    [
      'metadata_invalid',
      'a password in a place',
      good.replace('https://idp.example/sso', 'https://a:b@idp.example/sso'),
    ],
    ['metadata_invalid', 'no name', entity(role(keyOf(bareBase64(idp.certificate)) + SSO), ' entityID=" "')],
    ['metadata_invalid', 'SAML 1.1 alone', good.replace('SAML:2.0:protocol', 'SAML:1.1:protocol')],
    ['metadata_invalid', 'two roles', entity(role(keyOf(bareBase64(idp.certificate)) + SSO).repeat(2))],
    ['metadata_invalid', 'something else', '<html/>'],
    ['expired', 'a past end', good.replace('entityID', 'validUntil="2026-11-24T12:00:00Z" entityID')],
    ['expired', 'an end that is no time', good.replace('entityID', 'validUntil="soon" entityID')],
    ['xml_refused', 'a DOCTYPE', `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>${good}`],
    ['too_large', 'half a megabyte', good.replace('<md:IDP', `${' '.repeat(600_000)}<md:IDP`)],
    [
      'structure_refused',
      'one ID twice',
      good
        .replace('entityID', 'ID="_1" entityID')
        .replace('<md:SingleSignOnService', '<md:SingleSignOnService ID="_1"'),
    ],
  ])('is refused as %s with %s', (reason, _, source) => {
    expect(reasonOf(source)).toBe(reason);
  });

  it('is held to a signature where one is asked for', () => {
    const write = (signature: string): string =>
      good.replace(' entityID', ' ID="_m" entityID').replace('<md:IDP', `${signature}<md:IDP`);
    const signed = signEnveloped(write, '_m', idp);
    expect(read(signed, [idp.certificate]).isSigned).toBe(true);
    expect(reasonOf(signed, [next.certificate])).toBe('signature_invalid');
    expect(reasonOf(signed.replace('/sso"', '/evil"'), [idp.certificate])).toBe('signature_invalid');
    expect(reasonOf(good, [idp.certificate])).toBe('signature_missing');
  });
});

describe('our own metadata', () => {
  const draft = {
    entityId: 'https://castellan.example/sso/saml/1/metadata',
    acsUrl: 'https://castellan.example/sso/saml/1/acs',
    sloUrl: 'https://castellan.example/sso/saml/1/slo',
    signingCertificates: [idp.certificate, next.certificate],
    encryptionCertificates: [next.certificate],
    signsRequests: true,
    nameIdFormats: ['urn:f1'],
  };
  const MD = 'urn:oasis:names:tc:SAML:2.0:metadata';

  it('says where answers go, with which keys, and what is asked of the provider', () => {
    const root = readXml(spMetadataXml(draft));
    expect(root.attributes.get('entityID')).toBe(draft.entityId);
    const [sp] = childrenNamed(root, MD, 'SPSSODescriptor');
    expect(sp!.attributes.get('AuthnRequestsSigned')).toBe('true');
    expect(sp!.attributes.get('WantAssertionsSigned')).toBe('true');
    expect(
      sp!.children.map(({ name, attributes }) => [name, attributes.get('use') ?? attributes.get('Location')]),
    ).toEqual([
      ['KeyDescriptor', 'signing'],
      ['KeyDescriptor', 'signing'],
      ['KeyDescriptor', 'encryption'],
      ['SingleLogoutService', draft.sloUrl],
      ['SingleLogoutService', draft.sloUrl],
      ['NameIDFormat', undefined],
      ['AssertionConsumerService', draft.acsUrl],
    ]);
    expect(everyElement(root).some(({ attributes }) => attributes.get('Algorithm')?.includes('cbc'))).toBe(false);
  });
});
