import type { z } from 'zod';

/** What others call our words. */
const SYNONYMS: Readonly<Record<string, string>> = {
  deny: 'reject',
  block: 'reject',
  forbid: 'reject',
  refuse: 'reject',
  permit: 'allow',
  accept: 'allow',
  confirm: 'ask',
  prompt: 'ask',
  warn: 'ask',
  audit: 'monitor',
  observe: 'monitor',
  'dry-run': 'monitor',
  docker: 'container',
  exec: 'execute',
};

/** A fault of a document as its author reads it: what is wrong, and what may stand there. */
export function faultInWords(issue: z.core.$ZodIssue, given: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return given === undefined
        ? `"${String(issue.path.at(-1) ?? 'version')}" is missing.`
        : `${KINDS[issue.expected] ?? `A value of the kind ${issue.expected}`} stands here.${hintOf(issue.expected, given)}`;
    case 'invalid_value':
      return oneOf(issue.values.map(String), given, String(issue.path.at(-1)));
    case 'invalid_union':
      return issue.message === 'Invalid input' ? 'A text, or a list of texts, stands here.' : issue.message;
    case 'too_big':
      return `At most ${amount(issue.maximum, issue.origin)}.`;
    case 'too_small':
      return `At least ${amount(issue.minimum, issue.origin)}.`;
    case 'invalid_format':
      return issue.format === 'datetime' ? 'A time stands here, such as 2030-01-31T00:00:00Z.' : issue.message;
    default:
      return issue.message;
  }
}

const KINDS: Readonly<Record<string, string>> = {
  array: 'A list',
  object: 'A group of keys',
  string: 'A text',
  number: 'A number',
  int: 'A whole number',
  boolean: 'true or false',
  record: 'A group of keys',
};

const hintOf = (expected: string, given: unknown): string =>
  expected === 'array' && typeof given === 'string' ? ` Write ["${given.slice(0, 60)}"].` : '';

function oneOf(values: readonly string[], given: unknown, key: string): string {
  if (given === undefined) return `"${key}" is missing: ${values.length > 1 ? 'one of ' : ''}${values.join(', ')}.`;
  const meant = typeof given === 'string' ? (SYNONYMS[given.toLowerCase()] ?? nearest(given, values)) : undefined;
  const hint = meant !== undefined && values.includes(meant) ? ` Did you mean ${meant}?` : '';
  return values.length === 1 ? `Only ${values.join()} stands here.` : `One of ${values.join(', ')} stands here.${hint}`;
}

const UNITS: Readonly<Record<string, string>> = { string: 'characters', array: 'entries', set: 'entries' };
const amount = (count: number | bigint, origin: string): string => {
  const unit = UNITS[origin] ?? '';
  return `${String(count)} ${Number(count) === 1 ? unit.replace(/ies$/, 'y').replace(/s$/, '') : unit}`.trim();
};

/** The known word that is nearest to what was written; undefined when none is near. */
export function nearest(written: string, known: readonly string[]): string | undefined {
  const wanted = written.toLowerCase().slice(0, 60);
  const byDistance = known
    .map((word) => ({ word, distance: distanceOf(wanted, word.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const [best] = byDistance;
  return best !== undefined && best.distance <= Math.max(1, Math.floor(best.word.length / 3)) ? best.word : undefined;
}

/** Of Damerau and Levenshtein, with neighbours swapped. Words are short. */
function distanceOf(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      let least = Math.min(
        (row[j - 1] ?? 0) + 1,
        (rows[i - 1]?.[j] ?? 0) + 1,
        (rows[i - 1]?.[j - 1] ?? 0) + (isSame ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (rows[i - 2]?.[j - 2] ?? 0) + 1);
      row.push(least);
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}
