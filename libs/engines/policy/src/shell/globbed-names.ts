import { nameMatcher } from '../glob.js';
import { basename } from './scene.js';

const NAMES = 'rm cat sh bash mv cp dd sudo curl wget ls chmod chown python3 node perl nc env id su tee ln'.split(' ');

/** Programs that a pattern of the shell may stand for where a name should stand: `/bin/r?`. */
export function namesMeantBy(pattern: string): readonly string[] {
  const plain = basename(pattern).replace(/\[(!?)([^\]]*)\]/g, (_, not: string, set: string) =>
    not === '' && set.length === 1 ? set : '?',
  );
  return NAMES.filter(nameMatcher(plain));
}
