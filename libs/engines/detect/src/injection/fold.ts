import { withoutHidden } from '../hidden.js';

/** Letters of other alphabets that look like Latin ones, each before its twin. */
const TWINS = 'аaеeоoрpсcхxуyіiјjѕsһhԁdԛqԝwӏlкkмmтtвbгrαaοoρpνvτtυuιiκkεeχxωwɡgɩiɑa';
const LOOKALIKES = new Map(
  Array.from(TWINS).flatMap((letter, at, all): [string, string][] =>
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
  const plain = /[^\t\n\r -~]/.test(text) ? withoutMarks(text) : text.toLowerCase();
  return plain
    .replace(/\b[a-z](?:[ ._-][a-z]){4,60}\b/g, (spaced) => spaced.replace(/[ ._-]/g, ''))
    .replace(/[\t ]+/g, ' ')
    .replace(/\s*\n\s*/g, '\n');
}

const withoutMarks = (text: string): string =>
  withoutHidden(text)
    .normalize('NFKC')
    .toLowerCase()
    .replace(MIXED, latin)
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC');
