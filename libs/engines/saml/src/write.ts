import { escapeAttribute, escapeText } from './canonical.js';
import { ASSERTION, DSIG, METADATA, PROTOCOL } from './namespaces.js';

type Attributes = Readonly<Record<string, string | undefined>>;

/** An element as text; `inner` are elements as text. Attributes without a value are left out. */
export function tag(name: string, attributes: Attributes, ...inner: readonly string[]): string {
  const given = Object.entries(attributes).flatMap(([one, value]) =>
    value === undefined ? [] : [` ${one}="${escapeAttribute(value)}"`],
  );
  return `<${name}${given.join('')}>${inner.join('')}</${name}>`;
}

/** An element that holds a text. */
export const textTag = (name: string, text: string, attributes: Attributes = {}): string =>
  tag(name, attributes, escapeText(text));

/** What the roots of our messages declare. */
export const PROTOCOL_NAMES: Attributes = { 'xmlns:samlp': PROTOCOL, 'xmlns:saml': ASSERTION };
export const METADATA_NAMES: Attributes = { 'xmlns:md': METADATA, 'xmlns:ds': DSIG };

/** SAML core 1.3.3: UTC, and no more than seconds, since some readers know no fractions. */
export const instantText = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;
