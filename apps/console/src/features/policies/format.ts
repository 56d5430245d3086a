import { parse, stringify } from 'yaml';
import type { PolicyFormat } from '../../api/wire.js';

/** The same document in the other spelling. Comments do not survive JSON; a text that cannot be read stays as it is. */
export function inFormat(text: string, from: PolicyFormat, to: PolicyFormat): string {
  if (from === to) return text;
  try {
    const value: unknown = from === 'json' ? JSON.parse(text) : parse(text);
    return to === 'json' ? `${JSON.stringify(value, null, 2)}\n` : stringify(value, { lineWidth: 100 });
  } catch {
    return text;
  }
}
