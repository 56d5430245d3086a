const LONGEST_TEXT = 64 * 1024;
const MOST_CHARACTERS = 256 * 1024;
const DEEPEST = 12;
const MOST_MEMBERS = 500;

/**
 * What of a message goes into the record: long texts, deep and wide values are cut, and say so. A record is bounded, whatever
 * an agent writes or reads.
 */
export function clip(value: unknown): unknown {
  return clipped(value, { charactersLeft: MOST_CHARACTERS }, 0);
}

interface Budget {
  charactersLeft: number;
}

function clipped(value: unknown, budget: Budget, depth: number): unknown {
  if (typeof value === 'string') return clippedText(value, budget);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return '[cut: too deep]';
  if (Array.isArray(value)) {
    const kept = value.slice(0, MOST_MEMBERS).map((one) => clipped(one, budget, depth + 1));
    return value.length > MOST_MEMBERS ? [...kept, `[cut: ${value.length - MOST_MEMBERS} more]`] : kept;
  }
  const members = Object.entries(value).slice(0, MOST_MEMBERS);
  return Object.fromEntries(members.map(([name, one]) => [name.slice(0, 100), clipped(one, budget, depth + 1)]));
}

function clippedText(text: string, budget: Budget): string {
  const room = Math.max(0, Math.min(LONGEST_TEXT, budget.charactersLeft));
  budget.charactersLeft -= Math.min(text.length, room);
  return text.length <= room ? text : `${text.slice(0, room)}[cut: ${text.length - room} more characters]`;
}
