import { ASSERTION } from './namespaces.js';
import { demand } from './refusal.js';
import { textTag } from './write.js';
import { childrenNamed, type XmlElement } from './xml.js';

/** SAML core 2.2.3, with all that belongs to it: a logout must name its subject exactly as the sign-in did. */
export interface NameId {
  readonly value: string;
  readonly format: string | null;
  readonly nameQualifier: string | null;
  readonly spNameQualifier: string | null;
}

/** @throws SamlRefusal name_id_missing */
export function nameIdIn(parent: XmlElement): NameId {
  const [found, ...more] = childrenNamed(parent, ASSERTION, 'NameID');
  const isNamed = found !== undefined && more.length === 0 && found.text.trim() !== '' && found.children.length === 0;
  demand(isNamed, 'name_id_missing', 'The subject is not named.');
  return {
    value: found.text,
    format: found.attributes.get('Format') ?? null,
    nameQualifier: found.attributes.get('NameQualifier') ?? null,
    spNameQualifier: found.attributes.get('SPNameQualifier') ?? null,
  };
}

export const nameIdXml = ({ value, format, nameQualifier, spNameQualifier }: NameId): string =>
  textTag('saml:NameID', value, {
    NameQualifier: nameQualifier ?? undefined,
    SPNameQualifier: spNameQualifier ?? undefined,
    Format: format ?? undefined,
  });
