import { createPublicKey, randomBytes } from 'node:crypto';
import { encryptedAssertion } from '../fixtures/saml/encrypt.js';
import { assertionXml, responseXml, signXml } from '../fixtures/saml/idp.js';
import {
  byResponse,
  evilAssertion,
  type Forgery,
  forgery,
  parts,
  saying,
  sealed,
  signing,
  type Workshop,
} from './saml-workshop.js';

const EVIL_SITE = 'https://evil.example';
const XENC = 'http://www.w3.org/2001/04/xmlenc#';

const idOfAssertion = (xml: string): string => /<saml:Assertion[^>]* ID="([^"]+)"/u.exec(xml)![1]!;
/** An assertion of the honest provider with something else in place of its conditions' end. */
const conditioned = (inside: string) =>
  signing((xml) => xml.replace('</saml:Conditions>', `${inside}</saml:Conditions>`));
const inKeyInfo = (signed: string, inside: string): string =>
  signed.replace('</ds:SignatureValue>', `</ds:SignatureValue><ds:KeyInfo>${inside}</ds:KeyInfo>`);
/** What only the holder of our key can read, as a forger makes it. */
const sealing = ({ words, ours }: Workshop, plain: string): string =>
  responseXml(words, '_r', encryptedAssertion(plain, ours));
const signedAssertion = ({ words, idp }: Workshop): string => signXml(assertionXml(words, '_a'), '_a', idp.key);

/** One document that two readers would read apart. */
const READINGS: readonly Forgery[] = [
  forgery(
    'declared to be in another encoding than it is',
    'xml_refused',
    (_, honest) => `<?xml version="1.0" encoding="UTF-7"?>${honest}`,
  ),
  forgery(
    'declared to be Latin-1, in which its letters are others',
    'xml_refused',
    (_, honest) => `<?xml version="1.0" encoding="ISO-8859-1"?>${honest.replace('Grace Hopper', 'Grâce Hopper')}`,
  ),
  forgery(
    'declared to be XML 1.1, which ends lines elsewhere',
    'xml_refused',
    (_, honest) => `<?xml version="1.1" encoding="UTF-8"?>${honest}`,
  ),
  forgery(
    'a style sheet in the prolog',
    'xml_refused',
    (_, honest) => `<?xml-stylesheet href="${EVIL_SITE}/x.xsl" type="text/xsl"?>${honest}`,
  ),
  forgery('an entity that nobody declared', 'xml_refused', (_, honest) =>
    honest.replace('grace@example.com', '&grace;'),
  ),
  forgery('a reference to the character of no number', 'xml_refused', (_, honest) =>
    honest.replace('grace@example.com', 'grace@example.com&#0;'),
  ),
  forgery('a carriage return by its number in the name', 'signature_invalid', (_, honest) =>
    honest.replace('grace@example.com', 'grace@example.com&#13;'),
  ),
  forgery('the ID of the assertion as xml:id of the response', 'structure_refused', (_, honest) =>
    honest.replace('<samlp:Response ', `<samlp:Response xml:id="${idOfAssertion(honest)}" `),
  ),
  forgery('the ID of the assertion as an ID of another namespace on the response', 'structure_refused', (_, honest) =>
    honest.replace('<samlp:Response ', `<samlp:Response xmlns:wsu="urn:wsu" wsu:Id="${idOfAssertion(honest)}" `),
  ),
  forgery('the ID of the assertion once more, in other letters', 'structure_refused', (_, honest) =>
    honest.replace('<samlp:Status>', `<samlp:Status Id="${idOfAssertion(honest)}">`),
  ),
  forgery('an xml:base that moves what the Reference means', 'structure_refused', (_, honest) =>
    honest.replace('<samlp:Response ', `<samlp:Response xml:base="${EVIL_SITE}/" `),
  ),
  forgery('one attribute by two prefixes of one namespace', 'xml_refused', (_, honest) =>
    honest.replace('<samlp:Response ', '<samlp:Response xmlns:a="urn:x" xmlns:b="urn:x" a:y="1" b:y="2" '),
  ),
  forgery('the Destination in a namespace', 'destination_mismatch', (_, honest) =>
    honest.replace(' Destination=', ' samlp:Destination='),
  ),
  forgery('an assertion in no namespace', 'structure_refused', (shop) =>
    responseXml(
      shop.words,
      '_r',
      evilAssertion(shop)
        .replaceAll('saml:', '')
        .replace(/ xmlns:saml="[^"]+"/u, ' xmlns=""'),
    ),
  ),
  forgery('a signature in another namespace', 'signature_missing', (_, honest) =>
    honest.replace('http://www.w3.org/2000/09/xmldsig#"', 'http://www.w3.org/2000/09/xmldsig#x"'),
  ),
  forgery('a hundred attributes on one element', 'too_large', (_, honest) =>
    honest.replace('<samlp:Status>', `<samlp:Status ${Array.from({ length: 100 }, (__, n) => `a${n}=""`).join(' ')}>`),
  ),
];

const POINTERS: readonly Forgery[] = [
  forgery('a Reference that names nothing', 'structure_refused', (_, honest) =>
    honest.replace(/(<ds:Reference) URI="[^"]+"/u, '$1'),
  ),
  forgery('a Reference in percent signs', 'structure_refused', (_, honest) => honest.replace(/URI="#_/u, 'URI="#%5F')),
  forgery(
    'a whole response signed by an empty Reference',
    'structure_refused',
    (_, honest) => honest.replace(/(<ds:Reference URI=")[^"]+/u, '$1'),
    { honest: byResponse },
  ),
  forgery('the signature of the assertion, standing in the response', 'structure_refused', (_, honest) => {
    const { signature } = parts(honest);
    return honest.replace(signature, '').replace('<samlp:Status>', `${signature}<samlp:Status>`);
  }),
  forgery(
    'a second signature, of a stranger, beside the good one',
    'structure_refused',
    ({ words, stranger }, honest) => {
      const { signature } = parts(
        signXml(
          responseXml(words, '_r', assertionXml(words, idOfAssertion(honest))),
          idOfAssertion(honest),
          stranger.key,
        ),
      );
      return honest.replace('<saml:Subject>', `${signature}<saml:Subject>`);
    },
  ),
  forgery('the key of a stranger, bare, in KeyInfo', 'signature_invalid', ({ words, stranger }) => {
    const { n, e } = createPublicKey(stranger.key).export({ format: 'jwk' });
    const bare = `<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>${n}</ds:Modulus><ds:Exponent>${e}</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>`;
    return inKeyInfo(responseXml(words, '_r', signXml(assertionXml(words, '_a'), '_a', stranger.key)), bare);
  }),
  forgery('the place of a stranger’s key in KeyInfo', 'signature_invalid', ({ words, stranger }) =>
    inKeyInfo(
      responseXml(words, '_r', signXml(assertionXml(words, '_a'), '_a', stranger.key)),
      `<ds:RetrievalMethod URI="${EVIL_SITE}/key" Type="http://www.w3.org/2000/09/xmldsig#X509Data"/>`,
    ),
  ),
  forgery('a hundred prefixes to canonicalise with', 'too_large', (_, honest) =>
    honest.replace(
      /(<ds:Transform Algorithm="http:\/\/www.w3.org\/2001\/10\/xml-exc-c14n#")\/>/u,
      `$1><ec:InclusiveNamespaces xmlns:ec="http://www.w3.org/2001/10/xml-exc-c14n#" PrefixList="${Array.from({ length: 100 }, (__, n) => `p${n}`).join(' ')}"/></ds:Transform>`,
    ),
  ),
];

/** Signed by the honest provider, and yet not to be taken: for somebody else, for another time, or in words that are not SAML 2.0’s. */
const SAYINGS: readonly Forgery[] = [
  forgery(
    'a condition that nobody here knows',
    'conditions_unknown',
    conditioned('<saml:Condition xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="OnlyOnFullMoon"/>'),
  ),
  forgery('a condition of another namespace', 'conditions_unknown', conditioned('<x:OnlyAt xmlns:x="urn:x"/>')),
  forgery(
    'an assertion of another version',
    'structure_refused',
    signing((xml) => xml.replace('Version="2.0"', 'Version="1.1"')),
  ),
  forgery('a response of another version', 'structure_refused', (_, honest) =>
    honest.replace('Version="2.0"', 'Version="3.0"'),
  ),
  forgery(
    'meant for an audience that begins like us',
    'audience_mismatch',
    saying(({ audience }) => ({ audience: `${audience}/evil` })),
  ),
  forgery(
    'meant for an audience with a space around it',
    'audience_mismatch',
    saying(({ audience }) => ({ audience: ` ${audience} ` })),
  ),
  forgery(
    'meant for us in capitals',
    'audience_mismatch',
    saying(({ audience }) => ({ audience: audience.toUpperCase() })),
  ),
  forgery(
    'meant for us in an element that is no Audience',
    'audience_mismatch',
    signing((xml) => xml.replace(/saml:Audience>/gu, 'saml:AudienceUri>')),
  ),
  forgery(
    'an issuer with a space behind it',
    'issuer_mismatch',
    saying(({ issuer }) => ({ issuer: `${issuer} ` })),
  ),
  forgery(
    'two issuers, ours first',
    'issuer_mismatch',
    signing((xml) => xml.replace('<saml:Subject>', `<saml:Issuer>${EVIL_SITE}</saml:Issuer><saml:Subject>`)),
  ),
  forgery(
    'expired by the second that the skew allows',
    'expired',
    saying(({ now }) => ({ now: new Date(now.getTime() - 361_000) })),
  ),
  forgery(
    'valid a second after what the skew allows',
    'not_yet_valid',
    saying(({ now }) => ({ now: new Date(now.getTime() + 130_000) })),
  ),
  forgery(
    'an end in another time zone, which SAML has not',
    'expired',
    signing((xml) => xml.replace(/(<saml:Conditions[^>]*NotOnOrAfter="[^"]+)Z"/u, '$1+00:00"')),
  ),
  forgery(
    'two confirmations, of which each holds half',
    'subject_not_confirmed',
    signing((xml) =>
      xml.replace(
        /<saml:SubjectConfirmation [\s\S]*<\/saml:SubjectConfirmation>/u,
        (one) =>
          one.replace(/Recipient="[^"]+"/u, `Recipient="${EVIL_SITE}"`) +
          one.replace(/NotOnOrAfter="[^"]+"/u, 'NotOnOrAfter="2020-01-01T00:00:00Z"'),
      ),
    ),
  ),
  forgery('success below a failure', 'status_not_success', (_, honest) =>
    honest.replace(
      /<samlp:StatusCode Value="([^"]+)"\/>/u,
      '<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder"><samlp:StatusCode Value="$1"/></samlp:StatusCode>',
    ),
  ),
  forgery(
    'a BaseID in place of a name',
    'name_id_missing',
    signing((xml) =>
      xml.replace(/<saml:NameID[\s\S]*<\/saml:NameID>/u, '<saml:BaseID NameQualifier="grace@example.com"/>'),
    ),
  ),
  forgery(
    'a name that is encrypted for somebody else',
    'name_id_missing',
    signing((xml) =>
      xml.replace(
        /<saml:NameID[\s\S]*<\/saml:NameID>/u,
        `<saml:EncryptedID><x:EncryptedData xmlns:x="${XENC}"/></saml:EncryptedID>`,
      ),
    ),
  ),
];

const SEALED_TRICKS: readonly Forgery[] = [
  forgery(
    'two assertions in one ciphertext',
    'xml_refused',
    (shop) => sealing(shop, signedAssertion(shop) + evilAssertion(shop)),
    { honest: sealed },
  ),
  forgery(
    'a ciphertext in a ciphertext',
    'structure_refused',
    (shop) => sealing(shop, encryptedAssertion(signedAssertion(shop), shop.ours)),
    { honest: sealed },
  ),
  forgery(
    'a whole response in the ciphertext',
    'structure_refused',
    (shop) => sealing(shop, responseXml(shop.words, '_inner', signedAssertion(shop))),
    { honest: sealed },
  ),
  forgery(
    'a DOCTYPE in the ciphertext',
    'xml_refused',
    (shop) => sealing(shop, `<!DOCTYPE r>${signedAssertion(shop)}`),
    { honest: sealed },
  ),
  forgery(
    'two ciphertexts',
    'structure_refused',
    (shop, honest) =>
      honest.replace('</samlp:Response>', `${encryptedAssertion(evilAssertion(shop), shop.ours)}</samlp:Response>`),
    { honest: sealed },
  ),
  forgery(
    'a ciphertext at another server',
    'structure_refused',
    (_, honest) =>
      honest.replace(
        /<xenc:CipherValue>[^<]+<\/xenc:CipherValue>(?=<\/xenc:CipherData><\/xenc:EncryptedData>)/u,
        `<xenc:CipherReference URI="${EVIL_SITE}/x"/>`,
      ),
    { honest: sealed },
  ),
  forgery(
    'a key at another server',
    'decryption_failed',
    (_, honest) =>
      honest.replace(
        /<xenc:EncryptedKey>[\s\S]*<\/xenc:EncryptedKey>/u,
        `<ds:RetrievalMethod URI="${EVIL_SITE}/key"/>`,
      ),
    { honest: sealed },
  ),
  forgery(
    'a key of random bytes',
    'decryption_failed',
    (_, honest) =>
      honest.replace(
        /(<xenc:EncryptedKey>[\s\S]*?<xenc:CipherValue>)[^<]+/u,
        `$1${randomBytes(256).toString('base64')}`,
      ),
    { honest: sealed },
  ),
  forgery(
    'the ID of the response on the assertion in the ciphertext',
    'structure_refused',
    (shop) => sealing(shop, signXml(assertionXml(shop.words, '_r'), '_r', shop.idp.key)),
    { honest: sealed },
  ),
];

/** Given as bytes, before anybody reads them as text. */
export const DAMAGED_BYTES: readonly (readonly [name: string, reason: string, damage: (xml: string) => Buffer])[] = [
  [
    'UTF-16 with the mark of its order',
    'encoding_invalid',
    (xml) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(xml, 'utf16le')]),
  ],
  ['UTF-16 without one', 'xml_refused', (xml) => Buffer.from(xml, 'utf16le')],
  [
    'an overlong letter',
    'encoding_invalid',
    (xml) => Buffer.concat([Buffer.from(xml.slice(0, 20)), Buffer.from([0xc0, 0xbc]), Buffer.from(xml.slice(20))]),
  ],
  [
    'half of a surrogate pair',
    'encoding_invalid',
    (xml) =>
      Buffer.concat([Buffer.from(xml.slice(0, 20)), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from(xml.slice(20))]),
  ],
];

export const FINER_FORGERIES: readonly Forgery[] = [...READINGS, ...POINTERS, ...SAYINGS, ...SEALED_TRICKS];
