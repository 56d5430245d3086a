/** Characters that a reader does not see. */
export interface HiddenFinding {
  readonly kind: 'tags' | 'bidi' | 'zero-width' | 'variation-selectors' | 'terminal' | 'control';
  /** For people. */
  readonly what: string;
  readonly start: number;
  readonly end: number;
  /** The text that the characters spell, where they spell one. */
  readonly spells?: string;
}

const MOST_FINDINGS = 100;
/** England, Scotland and Wales have flags made of tags: a black flag, up to six tags, the cancel tag. */
const FLAG = /\u{1f3f4}[\u{e0061}-\u{e007a}\u{e0030}-\u{e0039}]{2,6}\u{e007f}/gu;
/** Runs of 100,000 at most, so that each is told once. */
const TAGS = /[\u{e0000}-\u{e007f}]{1,50000}/gu;
/** Embeddings, overrides and isolates; the marks U+200E and U+200F stand in honest Arabic and Hebrew. */
const BIDI = /[\u202a-\u202e\u2066-\u2069]{1,50000}/g;
const ZERO_WIDTH =
  /[\u200b-\u200f\u2060-\u2064\u206a-\u206f\ufeff\u180e\u00ad\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]{4,50000}/g;
/** One selector chooses how an emoji looks; a run of them spells bytes. */
const SELECTORS = /(?:[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]){3,50000}|[\u{e0100}-\u{e01ef}]{2}/gu;
/**
 * What a terminal obeys beyond its screen: the clipboard, files, questions that it answers as if somebody had typed, the end of a paste; and text that
 * it prints so that nobody reads it, concealed or in the colour of its ground. Titles, links, progress and moves are how tools print.
 */
const TERMINAL =
  /(?:\u001b\]|\u009d)(?:52;|50;|1337;(?:File|CopyToClipboard|Copy|RequestUpload|ReportCellSize))[^\u0007\u001b\n]{0,4000}|(?:\u001bP|\u0090)[+$]q[^\u001b\n]{0,200}|\u001b\[20[01]~|\u001b\[(?:1[1-9]|2[01])t|\u001b\[(?:(?:[0-47]|[34][0-79]|9[0-7]);){0,4}8(?:;\d{1,3}){0,4}m(?=[^\u001b\n]{0,40}[A-Za-z]{3})|\u001b\[(?:\d;)?3(\d);4\1m(?=[^\u001b\n]{0,40}[A-Za-z]{3})/g;
/** What a terminal obeys: C0 but tab, line feed and carriage return, DEL, C1. Colours, which tools print, are left out. */
const CONTROL = /(?!\u001b\[[0-9;]{0,20}[mK])[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]{1,50000}/g;

/**
 * Characters in `text` by which somebody could hide something: told with what they spell. One zero-width joiner, soft hyphen or byte-order mark is
 * how honest text is; emoji, flags and languages written from right to left are left alone.
 */
export function findHidden(text: string): readonly HiddenFinding[] {
  // Nothing below U+007F but control characters can be hidden.
  if (!/[^\t\n\r -~]/.test(text)) return [];
  const flags = [...text.matchAll(FLAG)].map(({ index, 0: flag }) => ({ start: index, end: index + flag.length }));
  const isFlag = (at: number): boolean => flags.some(({ start, end }) => at >= start && at < end);
  const found: HiddenFinding[] = [];
  const collect = (
    form: RegExp,
    kind: HiddenFinding['kind'],
    what: string,
    spelled?: (run: string) => string,
  ): void => {
    for (const { index, 0: run } of text.matchAll(form)) {
      if (found.length >= MOST_FINDINGS) return;
      if (kind === 'tags' && isFlag(index)) continue;
      const spells = spelled?.(run) ?? '';
      found.push({ kind, what, start: index, end: index + run.length, ...(spells !== '' && { spells }) });
    }
  };
  collect(TAGS, 'tags', 'tag characters, which show nothing and spell text', asciiOfTags);
  collect(BIDI, 'bidi', 'characters that turn the order of what is shown');
  collect(ZERO_WIDTH, 'zero-width', 'a run of characters without width');
  collect(SELECTORS, 'variation-selectors', 'variation selectors that spell bytes', bytesOfSelectors);
  collect(TERMINAL, 'terminal', 'escape sequences that reach beyond the screen, or print what nobody sees');
  collect(CONTROL, 'control', 'control characters, which a terminal obeys');
  return found.sort((a, b) => a.start - b.start);
}

const asciiOfTags = (run: string): string =>
  Array.from(run, (character) => {
    const code = (character.codePointAt(0) ?? 0) - 0xe_0000;
    return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '';
  }).join('');

const bytesOfSelectors = (run: string): string => {
  const bytes = Array.from(run, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code >= 0xe_0100 ? code - 0xe_0100 + 16 : code - 0xfe00;
  });
  const text = String.fromCharCode(...bytes.slice(0, 10_000));
  return /^[\t\n\r -~]+$/.test(text) ? text : '';
};

/** The text as a reader sees it: without what `findHidden` finds and without single characters that show nothing. */
export const withoutHidden = (text: string): string =>
  text
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u00ad\u034f\u180e\ufe00-\ufe0f]/g, '')
    .replace(/[\u{e0000}-\u{e01ef}]/gu, '');
