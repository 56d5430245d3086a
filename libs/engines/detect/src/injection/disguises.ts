/** A text as it would read without a disguise. */
export interface Disguise {
  readonly id: 'escaped' | 'digits' | 'rot13' | 'backwards';
  readonly what: string;
  readonly text: string;
}

/** Nobody hides a line in more than this. */
const LONGEST = 100_000;
const ENTITY = /&#(?:x([0-9a-f]{1,5})|(\d{1,6}));?|\\u([0-9a-f]{4})|\\x([0-9a-f]{2})|%([0-9a-f]{2})/gi;
const FEWEST = 4;
const HEX = /(?<![0-9a-f])(?:[0-9a-f]{2} ?){20,2000}(?![0-9a-f])/gi;
const DIGITS: Readonly<Record<string, string>> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', $: 's', '@': 'a' };

/** What the text says where it is escaped, written with digits for letters, turned by thirteen letters, or written backwards. Linear. */
export function disguisesOf(given: string): readonly Disguise[] {
  const text = given.slice(0, LONGEST);
  return [...escapedIn(text), ...hexIn(text), ...bitsIn(text), ...base32In(text), ...digitsIn(text), ...turnedIn(text)];
}

function escapedIn(text: string): readonly Disguise[] {
  let count = 0;
  const plain = text.replace(ENTITY, (piece: string, ...groups: readonly (string | undefined)[]) => {
    const [hex, decimal, ...codes] = groups.slice(0, 5);
    const code =
      decimal === undefined ? parseInt(hex ?? codes.find((one) => one !== undefined) ?? '', 16) : Number(decimal);
    if (!(code >= 0x20 && code < 0x7f)) return piece;
    count += 1;
    return String.fromCharCode(code);
  });
  return count < FEWEST ? [] : [{ id: 'escaped', what: 'written with escapes', text: plain }];
}

function hexIn(text: string): readonly Disguise[] {
  const found: Disguise[] = [];
  for (const [run] of text.matchAll(HEX)) {
    if (found.length >= 50) break;
    const plain = run.replace(/([0-9a-f]{2}) ?/gi, (_, pair: string) => String.fromCharCode(parseInt(pair, 16)));
    if (/^[\t\n\r -~]+$/.test(plain) && plain.includes(' '))
      found.push({ id: 'escaped', what: 'written in base 16', text: plain });
  }
  return found;
}

/** Bytes as eight digits of base 2 each. */
const BITS = /(?<![01])(?:[01]{8} ?){10,2000}(?![01])/g;
function bitsIn(text: string): readonly Disguise[] {
  return Array.from(text.matchAll(BITS), ([run]) => run)
    .slice(0, MOST_RUNS)
    .map((run) => run.replace(/([01]{8}) ?/g, (_, byte: string) => String.fromCharCode(parseInt(byte, 2))))
    .filter((plain) => READABLE.test(plain))
    .map((plain) => ({ id: 'escaped', what: 'written in base 2', text: plain }));
}

const BASE32 = /(?<![A-Z2-7])[A-Z2-7]{32,4000}={0,6}(?![A-Za-z0-9])/g;
const BASE32_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
function base32In(text: string): readonly Disguise[] {
  return Array.from(text.matchAll(BASE32), ([run]) => run)
    .slice(0, MOST_RUNS)
    .map((run) => ofBase32(run.replace(/=+$/, '')))
    .filter((plain) => READABLE.test(plain))
    .map((plain) => ({ id: 'escaped', what: 'written in base 32', text: plain }));
}

/** Text of RFC 4648 base 32. */
function ofBase32(run: string): string {
  let [plain, held, bits] = ['', 0, 0];
  for (const digit of run) {
    held = (held << 5) | BASE32_DIGITS.indexOf(digit);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    plain += String.fromCharCode((held >> bits) & 0xff);
    held &= (1 << bits) - 1;
  }
  return plain;
}

const MOST_RUNS = 50;
const READABLE = /^(?=[^ ]{1,40} )[\t\n\r -~]+$/;

/** What would be forgotten, with at least one sign for a letter. */
const SPELT =
  /\b(?=[a-z@$]{0,12}[013457@$])(?:[i1]gn[o0]r[e3]|d[i1][s5$]r[e3]g[a@4]rd|f[o0]rg[e3][t7]|[i1]n[s5$][t7]ruc[t7][i1][o0]n[s5$]?|pr[e3]v[i1][o0]u[s5$]|by?p[a@4][s5$]{2})\b/i;
const BANGED = /[!|]gn[o0]r[e3]\b/i;
/** `1gn0re`: a word with letters and such digits. */
function digitsIn(given: string): readonly Disguise[] {
  const text = BANGED.test(given) ? given.replace(/[!|](?=[a-z0-9])/gi, '1') : given;
  if (!SPELT.test(text)) return [];
  const plain = text.replace(/\b(?=[\w@$]{0,30}[a-z])(?=[\w@$]{0,30}[013457@$])[\w@$]{2,30}/gi, (word) =>
    word
      .replace(/[013457$@]/g, (digit) => DIGITS[digit] ?? digit)
      .replace(/^aii$/i, 'all')
      .replace(/\bprevi(?=ous)/i, 'previ'),
  );
  const other = plain.replace(/\ba[il]{2}\b/gi, 'all');
  return [{ id: 'digits', what: 'written with digits for letters', text: other }];
}

const FORGETS =
  /\bvtaber\b|\bqvfertneq\b|\bsbetrg\b|erongi\b|dragersid\b|tegrof\b|\bgur\b[^\n]{0,200}\b(?:naq|gb|lbhe|nyy)\b|\blbhe\b[^\n]{0,200}\b(?:naq|gur|gb)\b|\beht\b|\bruoy\b/i;
function turnedIn(text: string): readonly Disguise[] {
  if (!FORGETS.test(text)) return [];
  const turned = text.replace(/[a-z]/gi, (letter) => {
    const code = letter.charCodeAt(0);
    const base = code < 97 ? 65 : 97;
    return String.fromCharCode(((code - base + 13) % 26) + base);
  });
  return [
    { id: 'rot13', what: 'turned by thirteen letters', text: turned },
    { id: 'backwards', what: 'written backwards', text: Array.from(text).reverse().join('') },
  ];
}
