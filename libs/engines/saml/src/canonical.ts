import { type WrittenAttribute, type XmlElement } from './xml.js';

export interface Canonicalization {
  /** Left out with all that is in it: the enveloped signature. */
  readonly without?: XmlElement;
  /** Prefixes whose namespaces are written wherever they hold (`#default` for the one without): InclusiveNamespaces. */
  readonly inclusivePrefixes?: readonly string[];
}

type Namespaces = ReadonlyMap<string, string>;

/**
 * The one spelling of an element that signatures are made over: Exclusive XML Canonicalization 1.0, without comments. It is made from the
 * same tree that everybody here reads, so that there is no second reading of the document to disagree with.
 */
export function canonicalXml(element: XmlElement, { without, inclusivePrefixes = [] }: Canonicalization = {}): string {
  const inclusive = inclusivePrefixes.map((prefix) => (prefix === '#default' ? '' : prefix));
  return canonical(element, { without, inclusive }, new Map());
}

interface Manner {
  readonly without: XmlElement | undefined;
  readonly inclusive: readonly string[];
}

function canonical(element: XmlElement, manner: Manner, rendered: Namespaces): string {
  const { prefix, attributes, content } = element.written;
  const name = prefix === '' ? element.name : `${prefix}:${element.name}`;
  const declared = declarationsOf(element, manner, rendered);
  const inner = declared.length === 0 ? rendered : new Map([...rendered, ...declared]);
  const texts = content.map((part) => {
    if (typeof part === 'string') return escapeText(part);
    return part === manner.without ? '' : canonical(part, manner, inner);
  });
  const names = declared.map(([one, uri]) => ` ${one === '' ? 'xmlns' : `xmlns:${one}`}="${escapeAttribute(uri)}"`);
  return `<${name}${names.join('')}${attributesOf(attributes)}>${texts.join('')}</${name}>`;
}

/** Exclusive C14N section 3: what the element visibly uses, or the list names, unless an ancestor in the output says so already. */
function declarationsOf({ written }: XmlElement, manner: Manner, rendered: Namespaces): [string, string][] {
  const used = new Set([written.prefix, ...written.attributes.map(({ prefix }) => prefix).filter((one) => one !== '')]);
  for (const prefix of manner.inclusive) if (written.scope.has(prefix)) used.add(prefix);
  used.delete('xml');
  return [...used]
    .map((prefix): [string, string] => [prefix, written.scope.get(prefix) ?? ''])
    .filter(([prefix, uri]) => (rendered.get(prefix) ?? '') !== uri)
    .sort(([one], [other]) => byCode(one, other));
}

function attributesOf(attributes: readonly WrittenAttribute[]): string {
  return [...attributes]
    .sort((one, other) => byCode(one.namespace, other.namespace) || byCode(one.name, other.name))
    .map(({ prefix, name, value }) => ` ${prefix === '' ? name : `${prefix}:${name}`}="${escapeAttribute(value)}"`)
    .join('');
}

const byCode = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

const IN_TEXT: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xD;' };
const IN_ATTRIBUTE: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};

/** As Canonical XML 1.0 section 2.3 spells the text of an element. */
export const escapeText = (text: string): string =>
  /[&<>\r]/u.test(text) ? text.replace(/[&<>\r]/gu, (sign) => IN_TEXT[sign] ?? sign) : text;

/** As Canonical XML 1.0 section 2.3 spells the value of an attribute, between double quotes. */
export const escapeAttribute = (value: string): string =>
  /[&<"\t\n\r]/u.test(value) ? value.replace(/[&<"\t\n\r]/gu, (sign) => IN_ATTRIBUTE[sign] ?? sign) : value;
