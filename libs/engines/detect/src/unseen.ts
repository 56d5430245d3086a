/** What shows nothing, or turns the order of what is shown. A flag of England, Scotland or Wales is read as a whole. */
const UNSEEN =
  /\u{1f3f4}[\u{e0061}-\u{e007a}\u{e0030}-\u{e0039}]{2,6}\u{e007f}|[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;

/** Scripts whose letters change with what joins them. */
const JOINED =
  '\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Mongolian}\\p{Script=Devanagari}\\p{Script=Bengali}\\p{Script=Gurmukhi}\\p{Script=Gujarati}\\p{Script=Oriya}\\p{Script=Tamil}\\p{Script=Telugu}\\p{Script=Kannada}\\p{Script=Malayalam}\\p{Script=Sinhala}\\p{Script=Khmer}\\p{Script=Myanmar}\\p{Script=Tibetan}\\u0951\\u0952\\u0964\\u0965';
const TURNED = '\\p{Script=Hebrew}\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Thaana}\\p{Script=Nko}';
/** Written without blanks, so that lines may break only where it is said. */
const UNBROKEN = '\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}\\p{Script=Tibetan}';

const [SPACE, JOINER, LEAST_MARK, LAST_MARK] = [0x200b, 0x200d, 0x200e, 0x200f];
/** Where a character that shows nothing is how honest text is: what must end right before it, or begin right behind it. */
interface Honest {
  readonly from: number;
  readonly to: number;
  readonly before?: RegExp;
  readonly behind?: RegExp;
  /** Whether both must hold. */
  readonly isBetween?: boolean;
}
const HONEST: readonly Honest[] = [
  {
    from: JOINER,
    to: JOINER,
    before: /\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]{0,2}$/u,
    behind: /^\p{Extended_Pictographic}/u,
    isBetween: true,
  },
  { from: SPACE + 1, to: JOINER, before: new RegExp(`[${JOINED}]$`, 'u') },
  {
    from: SPACE,
    to: SPACE,
    before: new RegExp(`[${UNBROKEN}]$`, 'u'),
    behind: new RegExp(`^[${UNBROKEN}]`, 'u'),
    isBetween: true,
  },
  {
    from: LEAST_MARK,
    to: LAST_MARK,
    before: new RegExp(`[${TURNED}]$`, 'u'),
    behind: new RegExp(`^[${TURNED}]`, 'u'),
  },
  { from: 0x61c, to: 0x61c, before: /\p{Script=Arabic}$/u, behind: /^\p{Script=Arabic}/u },
  { from: 0x180b, to: 0x180f, before: /\p{Script=Mongolian}$/u },
  { from: 0x115f, to: 0x1160, before: /[\u1100-\u115e]$/, behind: /^[\u1161-\u11ff]/ },
  { from: 0x2800, to: 0x2800, before: /[\u2801-\u28ff]$/, behind: /^[\u2801-\u28ff]/ },
  // How an emoji, a sign or a letter of Chinese looks: one selector behind each.
  { from: 0xfe0e, to: 0xfe0f, before: /(?:[0-9#*]|(?![\ufe00-\ufe0f\u200b-\u200f])[^\0-\u00a8])$/ },
  { from: 0xfe00, to: 0xfe0d, before: /(?![\ufe00-\ufe0f\u200b-\u200f])[^\0-\u00a8]$/ },
  { from: 0xe_0100, to: 0xe_01ef, before: /\p{Script=Han}$/u },
];
/** As far as an emoji with its colour and its selector reaches. */
const AROUND = 5;

function isHonest(text: string, unseen: string, at: number): boolean {
  const code = unseen.codePointAt(0) ?? 0;
  return HONEST.some(({ from, to, before, behind, isBetween }) => {
    if (code < from || code > to) return false;
    const follows = before?.test(text.slice(Math.max(0, at - AROUND), at)) === true;
    const leads = behind?.test(text.slice(at + unseen.length, at + unseen.length + 2)) === true;
    return isBetween === true ? follows && leads : follows || leads;
  });
}

const isFlag = (unseen: string): boolean => unseen.codePointAt(0) === 0x1_f3f4;

/**
 * The text without the characters that show nothing, but for those that belong to honest text: joiners in emoji and in scripts that have them, marks
 * of direction beside letters from right to left, breaks in Thai, selectors of how one character looks, flags. Linear.
 */
export const withoutUnseen = (text: string): string =>
  text.replace(UNSEEN, (unseen: string, at: number) => (isFlag(unseen) || isHonest(text, unseen, at) ? unseen : ''));

/** Where the first character stands that shows nothing and does not belong to honest text; -1 where none does. */
export function firstUnseen(text: string): number {
  for (const { index, 0: unseen } of text.matchAll(UNSEEN))
    if (!isFlag(unseen) && !isHonest(text, unseen, index)) return index;
  return -1;
}
