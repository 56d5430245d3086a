import { SaxesParser, type SaxesTagNS } from 'saxes';
import { demand, SamlRefusal } from './refusal.js';

/** An element that nobody can alter, with its names resolved. `text` is what stands directly in it. */
export interface XmlElement {
  readonly namespace: string;
  readonly name: string;
  /** By local name; only attributes without a namespace. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const MAX_BYTES = 512 * 1024;
const MAX_DEPTH = 64;
const MAX_ELEMENTS = 10_000;
const MAX_ATTRIBUTES = 64;

interface Growing {
  namespace: string;
  name: string;
  attributes: Map<string, string>;
  children: Growing[];
  text: string;
}

/**
 * Reads the part of XML that SAML needs. Comments, CDATA, processing instructions and DOCTYPE are refused wherever they stand, because
 * each has let two readers of one document see two texts.
 * @throws SamlRefusal too_large, xml_refused
 */
export function readXml(source: string): XmlElement {
  demand(Buffer.byteLength(source) <= MAX_BYTES, 'too_large', `The message is larger than ${MAX_BYTES} bytes.`);
  const tree = new Tree();
  const parser = new SaxesParser({ xmlns: true, position: false });
  parser.on('opentag', (tag) => tree.open(tag));
  parser.on('closetag', () => tree.close());
  parser.on('text', (text) => tree.append(text));
  parser.on('doctype', () => refuse('a DOCTYPE'));
  parser.on('comment', () => refuse('a comment'));
  parser.on('cdata', () => refuse('a CDATA section'));
  parser.on('processinginstruction', () => refuse('a processing instruction'));
  parser.on('error', (error) => {
    throw new SamlRefusal('xml_refused', 'The message is not well-formed XML.', { cause: error });
  });
  parser.write(source).close();
  return tree.finished();
}

class Tree {
  private root: Growing | undefined;
  private readonly path: Growing[] = [];
  private elements = 0;

  open(tag: SaxesTagNS): void {
    this.elements += 1;
    demand(this.elements <= MAX_ELEMENTS, 'too_large', `The message has more than ${MAX_ELEMENTS} elements.`);
    demand(this.path.length < MAX_DEPTH, 'too_large', `The message is nested deeper than ${MAX_DEPTH} levels.`);
    const given = Object.values(tag.attributes);
    demand(given.length <= MAX_ATTRIBUTES, 'too_large', `An element has more than ${MAX_ATTRIBUTES} attributes.`);
    // The parser trims the names of namespaces, other readers do not: what they would read apart is refused.
    const names = given.filter((attribute) => attribute.prefix === 'xmlns' || attribute.name === 'xmlns');
    demand(!names.some(({ value }) => /\s/u.test(value)), 'xml_refused', 'The name of a namespace contains a space.');
    const plain = given.filter((attribute) => attribute.prefix === '' && attribute.name !== 'xmlns');
    const attributes = new Map(plain.map((attribute) => [attribute.local, attribute.value]));
    const element: Growing = { namespace: tag.uri, name: tag.local, attributes, children: [], text: '' };
    this.path.at(-1)?.children.push(element);
    this.root ??= element;
    this.path.push(element);
  }

  close(): void {
    this.path.pop();
  }

  append(text: string): void {
    const here = this.path.at(-1);
    if (here) here.text += text;
  }

  finished(): XmlElement {
    if (!this.root) throw new SamlRefusal('xml_refused', 'The message is empty.');
    return this.root;
  }
}

function refuse(what: string): never {
  throw new SamlRefusal('xml_refused', `The message contains ${what}, which is never taken.`);
}

export function isNamed(element: XmlElement, namespace: string, name: string): boolean {
  return element.namespace === namespace && element.name === name;
}

export function childrenNamed(element: XmlElement, namespace: string, name: string): XmlElement[] {
  return element.children.filter((child) => isNamed(child, namespace, name));
}

/** The element and all below it. */
export function everyElement(element: XmlElement): XmlElement[] {
  return [element, ...element.children.flatMap(everyElement)];
}

/** Whether two readings say the same: names, plain attributes, text and children, in order. */
export function isSameReading(one: XmlElement, other: XmlElement): boolean {
  return (
    isNamed(one, other.namespace, other.name) &&
    one.text === other.text &&
    one.attributes.size === other.attributes.size &&
    [...one.attributes].every(([name, value]) => other.attributes.get(name) === value) &&
    one.children.length === other.children.length &&
    one.children.every((child, i) => other.children[i] !== undefined && isSameReading(child, other.children[i]))
  );
}
