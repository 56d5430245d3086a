import { DOMParser } from '@xmldom/xmldom';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExclusiveCanonicalization } from 'xml-crypto';
import { canonicalXml } from './canonical.js';
import { childrenNamed, everyElement, readXml, type XmlElement } from './xml.js';

/** The same element by another implementation, as the oracle. */
function byOracle(source: string, path: readonly number[]): string {
  let node: Element = new DOMParser().parseFromString(source, 'text/xml').documentElement;
  const ancestors = new Map<string, string>();
  const note = (element: Element): void => {
    for (const attribute of Array.from(element.attributes))
      if (attribute.name.startsWith('xmlns'))
        ancestors.set(attribute.name === 'xmlns' ? '' : attribute.localName, attribute.value);
  };
  for (const step of path) {
    note(node);
    node = Array.from(node.childNodes).filter((child): child is Element => child.nodeType === 1)[step]!;
  }
  return new ExclusiveCanonicalization().process(node, {
    ancestorNamespaces: [...ancestors].map(([prefix, namespaceURI]) => ({ prefix, namespaceURI })),
  });
}

const canonicalOf = (source: string, element: (root: XmlElement) => XmlElement = (root) => root): string =>
  canonicalXml(element(readXml(source)));

describe('exclusive canonicalization', () => {
  it.each([
    [
      'sorts attributes by namespace and name, behind the namespaces',
      '<a z="1" b:y="2" xmlns:b="urn:b" a="3" xmlns="urn:a"/>',
      '<a xmlns="urn:a" xmlns:b="urn:b" a="3" z="1" b:y="2"></a>',
    ],
    ['leaves out namespaces that nobody uses', '<a xmlns:unused="urn:u"><b/></a>', '<a><b></b></a>'],
    [
      'writes a namespace where it is used, once',
      '<a xmlns:p="urn:p"><p:b><p:c/></p:b><p:d/></a>',
      '<a><p:b xmlns:p="urn:p"><p:c></p:c></p:b><p:d xmlns:p="urn:p"></p:d></a>',
    ],
    [
      'writes the end of a default namespace',
      '<a xmlns="urn:a"><b xmlns=""/></a>',
      '<a xmlns="urn:a"><b xmlns=""></b></a>',
    ],
    [
      'spells signs one way',
      '<a b="&lt;&#9;&#10;&#13;&quot;\'>">&#13;&amp;&lt;&gt;"</a>',
      '<a b="&lt;&#x9;&#xA;&#xD;&quot;\'>">&#xD;&amp;&lt;&gt;"</a>',
    ],
    ['reads line ends as one', '<a b="x\ny">1\r\n2\r3</a>', '<a b="x y">1\n2\n3</a>'],
    ['keeps xml:lang and no more of its kind', '<a xml:lang="en"><b/></a>', '<a xml:lang="en"><b></b></a>'],
  ])('%s', (_, source, expected) => {
    expect(canonicalOf(source)).toBe(expected);
  });

  it('writes listed prefixes wherever they hold, the default one too', () => {
    const root = readXml('<r xmlns="urn:d" xmlns:xs="urn:xs" xmlns:q="urn:q"><q:a t="xs:string"><b/></q:a></r>');
    const [element] = childrenNamed(root, 'urn:q', 'a');
    expect(canonicalXml(element!, { inclusivePrefixes: ['xs', '#default', 'unknown'] })).toBe(
      '<q:a xmlns="urn:d" xmlns:q="urn:q" xmlns:xs="urn:xs" t="xs:string"><b></b></q:a>',
    );
  });

  it('leaves out what it is told to', () => {
    const root = readXml('<a><b>1</b><b>2</b></a>');
    expect(canonicalXml(root, { without: root.children[0]! })).toBe('<a><b>2</b></a>');
  });

  const name = fc.constantFrom('a', 'b', 'Assertion');
  const prefix = fc.constantFrom('', 'p', 'q', 'xs');
  const uri = fc.constantFrom('urn:one', 'urn:two', 'urn:three');
  const text = fc.string({ unit: fc.constantFrom('x', 'é', '&amp;', '&lt;', '>', '"', ' ', '\n', '&#13;', '😀') });
  const tree = fc.letrec<{ element: string }>((tie) => ({
    element: fc
      .record({
        prefix,
        name,
        declared: fc.dictionary(prefix, uri, { maxKeys: 3, noNullPrototype: true }),
        attributes: fc.dictionary(fc.constantFrom('ID', 'z', 'p:x', 'xs:y'), text, {
          maxKeys: 3,
          noNullPrototype: true,
        }),
        content: fc.array(fc.oneof({ maxDepth: 3 }, text, tie('element')), { maxLength: 3 }),
      })
      .map(({ prefix: own, name: local, declared, attributes, content }) => {
        const tag = own === '' ? local : `${own}:${local}`;
        const names = Object.entries(declared).map(([one, value]) => ` xmlns${one === '' ? '' : `:${one}`}="${value}"`);
        const given = Object.entries(attributes).map(([one, value]) => ` ${one}="${value.replace(/"/gu, '&quot;')}"`);
        return `<${tag}${names.join('')}${given.join('')}>${content.join('')}</${tag}>`;
      }),
  })).element;
  const document = tree.map(
    (inside) => `<root xmlns:p="urn:p0" xmlns:q="urn:q0" xmlns:xs="urn:xs0" xmlns="urn:d0">${inside}</root>`,
  );

  it('agrees with another implementation on any document, and reads back as the same', () => {
    fc.assert(
      fc.property(document, (source) => {
        const inner = readXml(source).children[0]!;
        const ours = canonicalXml(inner);
        expect(ours).toBe(byOracle(source, [0]));
        expect(canonicalXml(readXml(ours))).toBe(ours);
        expect(
          everyElement(readXml(ours)).map(({ namespace, name: local, text: said }) => [namespace, local, said]),
        ).toEqual(everyElement(inner).map(({ namespace, name: local, text: said }) => [namespace, local, said]));
      }),
      { numRuns: 200 },
    );
  }, 60_000);
});
