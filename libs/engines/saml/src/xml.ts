import { type SaxesAttributeNS, SaxesParser, type SaxesTagNS } from 'saxes';
import { demand, SamlRefusal } from './refusal.js';

/** An element that nobody can alter, with its names resolved. `text` is what stands directly in it. */
export interface XmlElement {
  readonly namespace: string;
  readonly name: string;
  /** By local name; only attributes without a namespace. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  readonly text: string;
  /** How it was written, which only canonicalisation asks. */
  readonly written: Written;
}

export interface Written {
  readonly prefix: string;
  /** All attributes but those that declare namespaces. */
  readonly attributes: readonly WrittenAttribute[];
  /** The namespaces that hold here, by prefix; the default one under ''. */
  readonly scope: ReadonlyMap<string, string>;
  /** Texts and elements in their order. */
  readonly content: readonly (XmlElement | string)[];
}

export interface WrittenAttribute {
  readonly namespace: string;
  readonly prefix: string;
  readonly name: string;
  readonly value: string;
}

export const MAX_BYTES = 512 * 1024;
const MAX_DEPTH = 64;
const MAX_ELEMENTS = 10_000;
const MAX_ATTRIBUTES = 64;

interface Growing {
  namespace: string;
  name: string;
  attributes: Map<string, string>;
  children: Growing[];
  text: string;
  written: Written & { content: (Growing | string)[] };
}

export interface Reading {
  /** The namespaces that hold around the text, where it was taken out of a document. */
  readonly scope?: ReadonlyMap<string, string>;
  /** Metadata that people wrote has comments; they are passed over, and the text on both sides of one is one text. */
  readonly comments?: 'passed-over' | 'refused';
}

const NO_SCOPE: ReadonlyMap<string, string> = new Map();

/**
 * Reads the part of XML that SAML needs. Comments, CDATA, processing instructions and DOCTYPE are refused wherever they stand, because
 * each has let two readers of one document see two texts.
 * @throws SamlRefusal too_large, xml_refused
 */
export function readXml(source: string, { scope = NO_SCOPE, comments = 'refused' }: Reading = {}): XmlElement {
  demand(Buffer.byteLength(source) <= MAX_BYTES, 'too_large', `The message is larger than ${MAX_BYTES} bytes.`);
  const tree = new Tree(scope);
  const parser = new SaxesParser({ xmlns: true, position: false, additionalNamespaces: Object.fromEntries(scope) });
  parser.on('opentag', (tag) => tree.open(tag));
  parser.on('closetag', () => tree.close());
  parser.on('text', (text) => tree.append(text));
  parser.on('xmldecl', checkDeclaration);
  parser.on('doctype', () => refuse('a DOCTYPE'));
  if (comments === 'refused') parser.on('comment', () => refuse('a comment'));
  parser.on('cdata', () => refuse('a CDATA section'));
  parser.on('processinginstruction', () => refuse('a processing instruction'));
  parser.on('error', (error) => {
    throw new SamlRefusal('xml_refused', 'The message is not well-formed XML.', { cause: error });
  });
  parser.write(source).close();
  return tree.finished();
}

/** What came is read as XML 1.0 in UTF-8: a reader who believes another declaration reads another text. */
function checkDeclaration({ version, encoding }: { version?: string; encoding?: string }): void {
  if (version !== undefined && version !== '1.0') refuse('XML of another version than 1.0');
  if (encoding !== undefined && encoding.toUpperCase() !== 'UTF-8')
    refuse('a declaration of another encoding than UTF-8');
}

class Tree {
  private root: Growing | undefined;
  private readonly path: Growing[] = [];
  private elements = 0;

  constructor(private readonly outer: ReadonlyMap<string, string>) {}

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
    const above = this.path.at(-1);
    const scope =
      names.length === 0
        ? above?.written.scope
        : new Map([...(above?.written.scope ?? this.outer), ...Object.entries(tag.ns)]);
    const written = { prefix: tag.prefix, attributes: writtenOf(given), scope: scope ?? this.outer, content: [] };
    const element: Growing = { namespace: tag.uri, name: tag.local, attributes, children: [], text: '', written };
    above?.children.push(element);
    above?.written.content.push(element);
    this.root ??= element;
    this.path.push(element);
  }

  close(): void {
    this.path.pop();
  }

  append(text: string): void {
    const here = this.path.at(-1);
    if (!here) return;
    here.text += text;
    here.written.content.push(text);
  }

  finished(): XmlElement {
    if (!this.root) throw new SamlRefusal('xml_refused', 'The message is empty.');
    return this.root;
  }
}

function writtenOf(given: readonly SaxesAttributeNS[]): WrittenAttribute[] {
  return given
    .filter(({ prefix, name }) => prefix !== 'xmlns' && name !== 'xmlns')
    .map(({ uri, prefix, local, value }) => ({ namespace: uri, prefix, name: local, value }));
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

/** Whether two readings say the same: names, attributes, text and children, in order. */
export function isSameReading(one: XmlElement, other: XmlElement): boolean {
  return (
    isNamed(one, other.namespace, other.name) &&
    one.text === other.text &&
    hasSameAttributes(one, other) &&
    one.children.length === other.children.length &&
    one.children.every((child, i) => other.children[i] !== undefined && isSameReading(child, other.children[i]))
  );
}

function hasSameAttributes(one: XmlElement, other: XmlElement): boolean {
  const others = other.written.attributes;
  const isThere = ({ namespace, name, value }: WrittenAttribute): boolean =>
    others.some((its) => its.namespace === namespace && its.name === name && its.value === value);
  return one.written.attributes.length === others.length && one.written.attributes.every(isThere);
}
