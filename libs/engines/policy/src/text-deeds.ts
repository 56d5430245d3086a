import type { PolicyDocument } from '#contracts';
import {
  findHidden,
  findInjection,
  findSecrets,
  isAtLeast,
  levelOf,
  redacted,
  type SecretFinding,
  shellHazards,
} from '#engines/detect';
import { secretAction } from './fallback.js';
import { nameMatcher } from './glob.js';
import type { Deed, TextPlace, ToolRequest, World } from './request.js';

const LONGEST_ARGUMENTS = 2_000_000;
/** Characters, all searches of one command together: some milliseconds. */
const MOST_SEARCHED = 8_000_000;
const MOST_REASONS = 3;
const NONE: readonly Deed[] = [];

/** What is found in the text of a request: secrets, orders in somebody else’s name, what cannot be seen, too much of it. */
export function textDeeds(
  document: PolicyDocument,
  request: ToolRequest,
  world: World,
  deeds: readonly Deed[],
): readonly Deed[] {
  switch (request.tool) {
    case 'shell':
      return both(hazards(request.command), secrets(document, asWrittenAndRead(request.command, deeds), 'command'));
    case 'fetch':
      return secrets(document, request.url, 'arguments');
    case 'mcp':
      return secrets(document, textOf(request.arguments), 'arguments');
    case 'prompt':
      return [...size(document, request.text), ...spoken(document, request.text, { place: 'prompt', world })];
    case 'result':
      return spoken(document, request.text, { place: 'result', world });
    default:
      return [];
  }
}

/**
 * A command with, behind it, the words that the shell makes of it where they are other words: quotes may stand inside a secret. A long command with
 * many of them is not searched for each: what stands there already then stands twice, and is found all the same.
 */
function asWrittenAndRead(command: string, deeds: readonly Deed[]): string {
  let read: Set<string> | undefined;
  let searched = 0;
  for (const deed of deeds) {
    if (deed.kind !== 'run') continue;
    const words = deed.arguments;
    if (words.length === 0) continue;
    const isSearched = searched < MOST_SEARCHED;
    searched += command.length;
    if (isSearched && stands(words, command)) continue;
    const line = words.join(' ');
    if (!isSearched || !command.includes(line)) (read ??= new Set()).add(line);
  }
  return read === undefined ? command : [command, ...read].join('\n').slice(0, LONGEST_ARGUMENTS);
}

/** Whether the words stand in the command as they are, one behind the other, where the first of them is first met: mostly they do, and no text is made of them. */
function stands(words: readonly string[], command: string): boolean {
  const [first = ''] = words;
  let at = command.indexOf(first);
  if (at === -1) return false;
  at += first.length;
  for (let place = 1; place < words.length; place += 1) {
    const word = words[place] ?? '';
    if (command.charCodeAt(at) !== BLANK || !command.startsWith(word, at + 1)) return false;
    at += 1 + word.length;
  }
  return true;
}
const BLANK = 0x20;

/** The text without its secrets, where the policy wants them redacted and the caller can put it in place; undefined where nothing changes. */
export function rewrittenText(document: PolicyDocument, request: ToolRequest, world: World): string | undefined {
  if (world.canRewrite !== true || document.mode === 'monitor') return undefined;
  const [text, place] =
    request.tool === 'shell'
      ? [request.command, 'command' as const]
      : request.tool === 'prompt' || request.tool === 'result'
        ? [request.text, request.tool]
        : ['', null];
  if (place === null || secretAction(document, place) !== 'redact') return undefined;
  const found = countedSecrets(document, text);
  return found.length === 0 ? undefined : redacted(text, found);
}

const finding = (of: Extract<Deed, { kind: 'finding' }>['of'], place: TextPlace, what: string): Deed => ({
  kind: 'finding',
  of,
  in: place,
  what,
});

function hazards(command: string): readonly Deed[] {
  const found = shellHazards(command);
  return found.length === 0 ? NONE : found.map(({ what }) => finding('hidden', 'command', what));
}

const both = (some: readonly Deed[], others: readonly Deed[]): readonly Deed[] =>
  others.length === 0 ? some : [...some, ...others];

/** One deed for each kind of secret: how many there are does not matter. */
function secrets(document: PolicyDocument, text: string, place: TextPlace): readonly Deed[] {
  const found = countedSecrets(document, text);
  if (found.length === 0) return NONE;
  const names = new Set(found.map(({ name }) => name));
  return [...names].map((name) => finding('secret', place, name));
}

function countedSecrets(document: PolicyDocument, text: string): readonly SecretFinding[] {
  const found = findSecrets(text);
  const ignored = document.secrets?.ignore;
  if (found.length === 0 || ignored === undefined || ignored.length === 0) return found;
  const matchers = ignored.map((pattern) => nameMatcher(pattern));
  return found.filter(({ kind }) => !matchers.some((fits) => fits(kind)));
}

function size({ prompts }: PolicyDocument, text: string): readonly Deed[] {
  const most = prompts?.maxCharacters;
  return most === undefined || text.length <= most
    ? []
    : [finding('size', 'prompt', `${String(text.length)} characters, where ${String(most)} are allowed`)];
}

interface Spoken {
  readonly place: 'prompt' | 'result';
  readonly world: World;
}

/** What a model is about to read. */
function spoken(document: PolicyDocument, text: string, { place, world }: Spoken): readonly Deed[] {
  // Tools print control characters, and people paste what tools print.
  const hidden = findHidden(text).filter(({ kind }) => kind !== 'control');
  return [...new Set(hidden.map(({ what }) => what))]
    .map((what) => finding('hidden', place, what))
    .concat(injection(document, text, { place, world }), secrets(document, text, place));
}

/** Signs of different kinds may say the same. */
const distinct = (reasons: readonly string[]): readonly string[] => [...new Set(reasons)];

function injection({ prompts }: PolicyDocument, text: string, { place, world }: Spoken): readonly Deed[] {
  const threshold = prompts?.injection?.threshold ?? 'medium';
  const own = findInjection(text);
  const given = world.classified;
  const isOwn = isAtLeast(own.level, threshold);
  const isGiven = given !== undefined && isAtLeast(levelOf(given.score), threshold);
  if (!isOwn && !isGiven) return [];
  const reasons = [
    ...(isGiven ? [given.reason] : []),
    ...(isOwn ? distinct(own.reasons.map(({ what }) => what)).slice(0, MOST_REASONS) : []),
  ];
  return [finding('injection', place, reasons.join('; '))];
}

/** The arguments as one text to search; a value that cannot be written as JSON holds no text that a tool would get. */
function textOf(given: unknown): string {
  try {
    return (JSON.stringify(given) as string | undefined)?.slice(0, LONGEST_ARGUMENTS) ?? '';
  } catch {
    return '';
  }
}
