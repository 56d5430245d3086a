import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SamlRefusal, type SamlReason } from './refusal.js';
import { checkStructure } from './structure.js';
import { readXml } from './xml.js';

const signature = (id: string, inside = ''): string =>
  `<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo><ds:Reference URI="#${id}"/></ds:SignedInfo>${inside}</ds:Signature>`;
const assertion = (id: string, inside = signature(id)): string =>
  `<saml:Assertion ID="${id}" Version="2.0"><saml:Issuer>https://idp.example</saml:Issuer>${inside}<saml:Subject><saml:NameID>ada@example.com</saml:NameID></saml:Subject></saml:Assertion>`;
const response = (inside: string, id = 'r1'): string =>
  `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" Version="2.0">${inside}</samlp:Response>`;
const twice = (part: string): string => part + part;
const info = '<ds:SignedInfo><ds:Reference URI="#a1"/></ds:SignedInfo>';
const good = response(assertion('a1'));

function reasonOf(source: string): SamlReason | 'accepted' {
  try {
    checkStructure(readXml(source));
    return 'accepted';
  } catch (error) {
    if (error instanceof SamlRefusal) return error.reason;
    throw error;
  }
}

describe('the shape of a SAML response', () => {
  it.each([
    ['a signed assertion', good, 1],
    ['a signed response', response(signature('r1') + assertion('a1', '')), 1],
    ['both signed', response(signature('r1') + assertion('a1')), 2],
  ])('takes %s', (_, source, signed) => {
    expect(checkStructure(readXml(source)).signed).toHaveLength(signed);
  });

  const forged: readonly (readonly [string, string, SamlReason])[] = [
    ['no signature at all', response(assertion('a1', '')), 'signature_missing'],
    ['no assertion', response(signature('r1')), 'structure_refused'],
    ['another version', good.replace('Version="2.0"', 'Version="1.1"'), 'structure_refused'],
    ['an ID once more, in another namespace', good.replace(' ID="r1"', ' ID="r1" xml:id="a1"'), 'structure_refused'],
    [
      'what moves References',
      good.replace(' ID="r1"', ' ID="r1" xml:base="https://evil.example/"'),
      'structure_refused',
    ],
    ['a declaration of another encoding', `<?xml version="1.0" encoding="UTF-16"?>${good}`, 'xml_refused'],
    ['a declaration of another XML', `<?xml version="1.1"?>${good}`, 'xml_refused'],
    [
      'an assertion alone, without a response',
      assertion('a1').replace('>', ' xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">'),
      'structure_refused',
    ],
    ['two assertions', response(assertion('a1') + assertion('a2')), 'structure_refused'],
    ['two assertions with one ID', response(twice(assertion('a1'))), 'structure_refused'],
    [
      'XSW1: the signed response inside the signature of a forged one',
      response(signature('r1', `<ds:Object>${response(assertion('a1', ''))}</ds:Object>`) + assertion('a9', ''), 'r9'),
      'structure_refused',
    ],
    [
      'XSW2: a detached signature beside the signed response',
      response(response(assertion('a1', '')) + signature('r1') + assertion('a9', ''), 'r9'),
      'structure_refused',
    ],
    [
      'XSW3: a forged assertion before the signed one',
      response(assertion('a9', '') + assertion('a1')),
      'structure_refused',
    ],
    [
      'XSW4: the signed assertion inside the forged one',
      response(assertion('a9', assertion('a1'))),
      'structure_refused',
    ],
    [
      'XSW5: the signature in the forged assertion, the signed one behind it',
      response(assertion('a9', signature('a1')) + assertion('a1', '')),
      'structure_refused',
    ],
    [
      'XSW6: the signed assertion inside the signature of the forged one',
      response(assertion('a9', signature('a1', assertion('a1', '')))),
      'structure_refused',
    ],
    [
      'XSW7: the signed assertion hidden in Extensions',
      response(`<samlp:Extensions>${assertion('a1')}</samlp:Extensions>${assertion('a9', '')}`),
      'structure_refused',
    ],
    [
      'XSW8: the signed assertion in an Object of the signature',
      response(assertion('a9', signature('a1', `<ds:Object>${assertion('a1', '')}</ds:Object>`))),
      'structure_refused',
    ],
    [
      'the only assertion away from its place',
      response(`<samlp:Extensions>${assertion('a1')}</samlp:Extensions>`),
      'structure_refused',
    ],
    ['the same ID on response and assertion', response(assertion('a1'), 'a1'), 'structure_refused'],
    [
      'an ID again under the spelling Id',
      response(assertion('a1') + '<samlp:Extensions Id="a1"/>'),
      'structure_refused',
    ],
    [
      'an ID again under the spelling id',
      response(assertion('a1') + '<samlp:Extensions id="a1"/>'),
      'structure_refused',
    ],
    [
      'a signature in Extensions',
      response(`<samlp:Extensions>${signature('r1')}</samlp:Extensions>${assertion('a1', '')}`),
      'structure_refused',
    ],
    ['two signatures in the assertion', response(assertion('a1', twice(signature('a1')))), 'structure_refused'],
    [
      'a second SignedInfo that refers to nothing',
      response(assertion('a1', signature('a1', '<ds:SignedInfo/>'))),
      'structure_refused',
    ],
    [
      'an empty Response inside the Response',
      response(`<samlp:Response ID="r2"/>${assertion('a1')}`),
      'structure_refused',
    ],
    ['two SignedInfo', response(assertion('a1', signature('a1', info))), 'structure_refused'],
    [
      'a second SignedInfo deeper in the signature',
      response(assertion('a1', signature('a1', `<ds:KeyInfo>${info}</ds:KeyInfo>`))),
      'structure_refused',
    ],
    [
      'two References',
      response(assertion('a1', signature('a1').replace(/(<ds:Reference[^>]*>)/u, '$1$1'))),
      'structure_refused',
    ],
    [
      'no Reference',
      response(assertion('a1', signature('a1').replace(/<ds:Reference[^>]*>/u, ''))),
      'structure_refused',
    ],
    [
      'an empty Reference, which means the whole document',
      response(assertion('a1', signature('a1').replace('#a1', ''))),
      'structure_refused',
    ],
    [
      'a Reference by XPointer',
      response(assertion('a1', signature('a1').replace('#a1', "#xpointer(id('a1'))"))),
      'structure_refused',
    ],
    [
      'a Reference to a file',
      response(assertion('a1', signature('a1').replace('#a1', 'file:///etc/passwd'))),
      'structure_refused',
    ],
    ['an Object in the signature', response(assertion('a1', signature('a1', '<ds:Object/>'))), 'structure_refused'],
    ['a signed assertion without an ID', response(assertion('', signature(''))), 'structure_refused'],
    ['an encrypted assertion', response(`<saml:EncryptedAssertion/>${assertion('a1')}`), 'structure_refused'],
    ['a response of SAML 1.1', good.replace('SAML:2.0:protocol', 'SAML:1.1:protocol'), 'structure_refused'],
    [
      'a namespace with a space behind its name, which some readers drop',
      good.replace('SAML:2.0:assertion', 'SAML:2.0:assertion '),
      'xml_refused',
    ],
    [
      'a comment that cuts the NameID',
      good.replace('ada@example.com', 'ada@example.com<!---->.evil.example'),
      'xml_refused',
    ],
    [
      'a comment in a digest',
      response(assertion('a1', signature('a1', '<ds:DigestValue>AA<!--x-->==</ds:DigestValue>'))),
      'xml_refused',
    ],
    ['a CDATA section in the NameID', good.replace('ada@example.com', '<![CDATA[ada@example.com]]>'), 'xml_refused'],
    ['a processing instruction in the NameID', good.replace('ada@', 'ada<?x y?>@'), 'xml_refused'],
    ['a DOCTYPE', `<!DOCTYPE r>${good}`, 'xml_refused'],
    ['a bomb of entities', `<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>${good}`, 'xml_refused'],
    ['an external entity', `<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>${good}`, 'xml_refused'],
    ['an entity that nobody declared', good.replace('ada@', '&ada;@'), 'xml_refused'],
    ['an attribute twice', good.replace('ID="r1"', 'ID="r1" ID="r2"'), 'xml_refused'],
    ['a prefix that nobody bound', good.replace('<saml:Issuer>', '<evil:Issuer>'), 'xml_refused'],
    ['an element that is not closed', good.slice(0, -18), 'xml_refused'],
    ['text behind the end', `${good}evil`, 'xml_refused'],
    ['a second root', twice(good), 'xml_refused'],
    ['a NUL', good.replace('ada@', 'ada\0@'), 'xml_refused'],
    ['nothing', '', 'xml_refused'],
    ['more than half a megabyte', response(`${assertion('a1')}${' '.repeat(600_000)}`), 'too_large'],
    [
      'elements nested a hundred deep',
      response('<samlp:Extensions>'.repeat(100) + '</samlp:Extensions>'.repeat(100)),
      'too_large',
    ],
    ['ten thousand elements', response('<samlp:Extensions/>'.repeat(10_000)), 'too_large'],
    [
      'a hundred attributes on one element',
      good.replace('ID="r1"', `ID="r1" ${Array.from({ length: 100 }, (_, i) => `a${i}="1"`).join(' ')}`),
      'too_large',
    ],
  ];
  it.each(forged)('refuses %s', (_, source, reason) => {
    expect(reasonOf(source)).toBe(reason);
  });

  it('answers any text with a response or a refusal, never with another error', () => {
    const pieces = fc.constantFrom(
      signature('a1'),
      assertion('a1'),
      assertion('a2', ''),
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '&lt;',
      '<?x ?>',
      '</saml:Assertion>',
      'x',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 6 }), (parts) => {
        expect(typeof reasonOf(response(parts.join('')))).toBe('string');
        expect(typeof reasonOf(parts.join(''))).toBe('string');
      }),
    );
  });

  it('lets no second assertion, signature or ID in, wherever it is put', () => {
    const places = [...good.matchAll(/>/gu)].map((match) => match.index + 1);
    const strangers = [
      assertion('a9', ''),
      assertion('a1', ''),
      signature('a1'),
      signature('r1', '<ds:Object/>'),
      '<saml:Advice ID="a1"/>',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.constantFrom(...strangers), (at, stranger) => {
        expect(reasonOf(good.slice(0, at) + stranger + good.slice(at))).not.toBe('accepted');
      }),
    );
  });
});
