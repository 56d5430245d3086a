import { withoutHidden } from '../hidden.js';

/** Letters of other alphabets that look like Latin ones, each before its twin. */
const TWINS = 'аaеeоoрpсcхxуyіiјjѕsһhԁdԛqԝwӏlкkмmтtвbгrαaοoρpνvτtυuιiκkεeχxωwɡgɩiɑa';
/** Small capitals, which no normal form makes letters. */
const SMALL_CAPITALS = 'ᴀaʙbᴄcᴅdᴇeꜰfɢgʜhɪiᴊjᴋkʟlᴍmɴnᴏoᴘpʀrꜱsᴛtᴜuᴠvᴡwʏyᴢz';
const LOOKALIKES = new Map(
  Array.from(TWINS + SMALL_CAPITALS).flatMap((letter, at, all): [string, string][] =>
    at % 2 === 0 ? [[letter, all[at + 1] ?? '']] : [],
  ),
);
/** A word in two alphabets: nobody writes so but to be misread. */
const MIXED = /(?=[\p{L}]{0,60}[a-z])(?=[\p{L}]{0,60}[\p{Script=Cyrillic}\p{Script=Greek}ɡɩɑ])[\p{L}]{1,60}/gu;
const latin = (word: string): string => Array.from(word, (letter) => LOOKALIKES.get(letter) ?? letter).join('');

/**
 * `text` as one would say it: lower case, without hidden characters, marks and look-alikes, runs of blanks as one, and with `i g n o r e` pulled
 * together. For matching only.
 */
export function folded(text: string): string {
  const plain = NOT_PLAIN.test(text) ? text.split('\n').map(foldedLine).join('\n') : text.toLowerCase();
  return plain
    .replace(/(?:\b[a-z]([._*|-])(?:[a-z]\1){1,30}[a-z]\b[ ,.]{0,2}){2,60}/g, (spelled) =>
      spelled.replace(/(?<=[a-z])[._*|-](?=[a-z])/g, ''),
    )
    .replace(/(?:\b[a-z](?: [a-z]){1,30}\b {2,4}){2,60}[a-z](?: [a-z]){1,30}\b/g, (spelled) =>
      spelled.replace(/(?<=[a-z]) (?=[a-z])/g, ''),
    )
    .replace(/\b[a-z]([ ._-])[a-z](?:\1[a-z]){3,60}\b/g, (spaced) => spaced.replace(/[ ._-]/g, ''))
    .replace(/[’‘ʼ]/g, "'")
    .replace(/[\t ]+/g, ' ')
    .replace(/\s*\n\s*/g, '\n');
}

/**
 * As `folded`, of words that we wrote ourselves: nothing is hidden in them, spelled out or in two alphabets. To look for that costs a process that
 * lives for one question more than all else that it does with them.
 */
export const foldedWords = (text: string): string =>
  NOT_PLAIN.test(text)
    ? withoutAccents(text.normalize('NFKC').toLowerCase()).replace(/[’‘ʼ]/g, "'")
    : text.toLowerCase();

const NOT_PLAIN = /[^\t\n\r -~]/;
const OTHER_LETTERS = /[\p{Script=Cyrillic}\p{Script=Greek}ɡɩɑ]/u;
const IN_SMALL_CAPITALS = /[ᴀ-ᴢɢɪɴʀʏʙʜʟꜰꜱ]{3}/;
const foldedLine = (line: string): string => (NOT_PLAIN.test(line) ? withoutMarks(line) : line.toLowerCase());

function withoutMarks(text: string): string {
  const lower = withoutHidden(text).normalize('NFKC').toLowerCase();
  const plain = IN_SMALL_CAPITALS.test(lower) ? latin(lower) : lower;
  return withoutAccents(OTHER_LETTERS.test(plain) ? plain.replace(MIXED, latin) : plain);
}

const withoutAccents = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC');
