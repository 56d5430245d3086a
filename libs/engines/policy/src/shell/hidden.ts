import { withoutUnseen } from '#engines/detect';
import { SIGN } from './signs.js';

/** They look like a blank, and part no words. */
const OTHER_SPACES = /[\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** Signs that become those of a shell where a program makes texts alike. */
const WIDE = /[\u037e\ufe50-\ufe6b\uff01-\uff5e]/;

interface Readings {
  readonly texts: readonly string[];
  readonly isHidden: boolean;
}
const NONE: Readings = { texts: [], isHidden: false };

/** Other readings of a text with these signs that a shell, a terminal or an eye might make of it: each is decided too. */
export function otherReadings(command: string, signs: number): Readings {
  // Nearly every command is plain ASCII on lines of its own, which can be read in one way only.
  if ((signs & (SIGN.foreign | SIGN.control)) === 0) return NONE;
  const plain = withoutUnseen(command);
  const isHidden = plain.length !== command.length;
  const texts = [
    ...(isHidden ? [plain] : []),
    ...(command.includes('\r') ? [command.replace(/\r\n?/g, '\n')] : []),
    ...(OTHER_SPACES.test(command) ? [command.replace(new RegExp(OTHER_SPACES, 'g'), ' ')] : []),
    ...(WIDE.test(command) ? [command.normalize('NFKC')] : []),
  ];
  return { texts, isHidden };
}
