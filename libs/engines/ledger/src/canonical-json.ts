export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * The one spelling of a JSON value (RFC 8785): keys in the order of their UTF-16 code units, no white space, numbers and strings
 * as ECMAScript writes them. What JSON cannot hold is not accepted, and lone surrogates become U+FFFD, so that the text is always
 * valid UTF-8. A key whose value is `undefined` is left out.
 * @throws RangeError for a number that is not finite
 */
export function canonicalJson(value: Json): string {
  if (typeof value === 'string') return JSON.stringify(value.toWellFormed());
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`${value} is no JSON number.`);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members: string[] = [];
  for (const key of Object.keys(value).sort(byCodeUnits)) {
    const member = value[key];
    if (member !== undefined) members.push(`${JSON.stringify(key.toWellFormed())}:${canonicalJson(member)}`);
  }
  return `{${members.join(',')}}`;
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : 1);
