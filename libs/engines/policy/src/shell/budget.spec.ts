import { describe, expect, it } from 'vitest';
import type { World } from '../request.js';
import { analyseShell } from './analyse-shell.js';

const world: World = { workspace: '/home/sam/shop', home: '/home/sam', platform: 'linux', now: new Date(0) };
const deedsOf = (command: string) => analyseShell(command, world.workspace, world);
const isDangerous = (command: string) => deedsOf(command).some(({ kind }) => kind === 'danger');
/** What a line may come to at most, whatever it says: a few deeds for each thing that its budget pays for. */
const MOST_DEEDS = 25_000;

describe('a line that asks for more than can be followed', () => {
  it.each([
    ['a program of another user that starts one', `${'sudo '.repeat(30)}ls`],
    ['a wrapper in wrappers', `${'xargs '.repeat(60)}rm -rf ~`],
    ['a search that starts searches', `${'find . -exec '.repeat(4_000)}ls`],
    ['as many patterns as fit', '[a-z]* '.repeat(14_000)],
    ['a function with many bodies that call it', 'f() { f; }; '.repeat(8_000)],
    ['loops in loops', `${'for i in 1 2 3 4 5 6 7 8; do '.repeat(12)}ls${'; done'.repeat(12)}`],
    ['a long text that is read again and again', `x='${'true;'.repeat(15_000)}'\n${'bash -c "$x"\n'.repeat(500)}`],
    [
      'more variables than are kept at each branch',
      Array.from({ length: 3_000 }, (_, at) => `x${String(at)}=1; if ((a)); then x=2; fi; `).join(''),
    ],
    [
      'more variables than each shell takes along',
      Array.from({ length: 4_500 }, (_, at) => `x${String(at)}=1; x=2 & `).join(''),
    ],
    ['constructs deeper than the stack', `${'if true; then '.repeat(7_000)}ls${'; fi'.repeat(100)}`],
  ])('is dangerous, and bounded: %s', (_what, command) => {
    const deeds = deedsOf(command);
    expect(deeds.length).toBeLessThan(MOST_DEEDS);
    expect(isDangerous(command)).toBe(true);
  });

  it.each([
    [
      'two thousand files',
      `git add ${Array.from({ length: 2_000 }, (_, at) => `src/file-${String(at)}.ts`).join(' ')}`,
    ],
    [
      'a text of ninety thousand characters',
      `cat <<'E' > notes.md\n${'It is said, and it is written.\n'.repeat(2_900)}E\n`,
    ],
    ['five hundred lines', 'npm test -- src/cart\n'.repeat(500)],
    [
      'a wrapper in wrappers, as people write them',
      'sudo -u app env A=1 nice -n 5 timeout 10 xargs -n 1 git log'.slice(12),
    ],
  ])('is none with %s', (_what, command) => {
    expect(isDangerous(command)).toBe(false);
  });
});
