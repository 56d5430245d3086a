import { SIGN } from './signs.js';

/** Characters that a reader does not see, or that turn the order of what they see. */
const HIDDEN = /[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;
/** A joiner between two pictures is part of an emoji. */
const EMOJI =
  /\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]*(?:\u200d\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]*)+/gu;

/** They look like a blank, and part no words. */
const OTHER_SPACES = /[\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

interface Readings {
  readonly texts: readonly string[];
  readonly isHidden: boolean;
}
const NONE: Readings = { texts: [], isHidden: false };

/** Other readings of a text with these signs that a shell, a terminal or an eye might make of it: each is decided too. */
export function otherReadings(command: string, signs: number): Readings {
  // Nearly every command is plain ASCII on lines of its own, which can be read in one way only.
  if ((signs & (SIGN.foreign | SIGN.control)) === 0) return NONE;
  const plain = command.replace(EMOJI, '').replace(HIDDEN, '');
  const isHidden = plain.length !== command.replace(EMOJI, '').length;
  const texts = [
    ...(isHidden ? [plain] : []),
    ...(command.includes('\r') ? [command.replace(/\r\n?/g, '\n')] : []),
    ...(OTHER_SPACES.test(command) ? [command.replace(new RegExp(OTHER_SPACES, 'g'), ' ')] : []),
    ...(/[\uff01-\uff5e]/.test(command) ? [command.normalize('NFKC')] : []),
  ];
  return { texts, isHidden };
}
