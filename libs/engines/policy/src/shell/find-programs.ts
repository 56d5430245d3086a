import { type Found, read, remove, write } from './found.js';
import { known, type Special, type Words } from './special.js';

/** What `-name` looks for is what is found. */
export const foundName = (args: Words): string => {
  const at = args.findIndex((word) => word === '-name' || word === '-iname');
  const name = at === -1 ? null : (args[at + 1] ?? null);
  return name === null || name.includes('/') || /^\**$/.test(name) ? 'found' : name;
};

const CONDITION =
  /^-(?:i?name|i?path|i?wholename|i?regex|[acm]time|[acm]min|newer\w*|size|empty|perm|user|group|links|inum|samefile)$/;
/** Whether it looks for some files, and not for all. */
const isNarrow = (args: Words): boolean =>
  args.some(
    (word, at) =>
      word?.startsWith('-') === true &&
      CONDITION.test(word) &&
      !(at > 0 && /^(?:!|-not)$/.test(args[at - 1] ?? '')) &&
      !/^[*.]*$/.test(args[at + 1] ?? 'x'),
  );

function endOfCommand(args: Words, from: number): number {
  let at = from;
  while (at < args.length && args[at] !== ';' && args[at] !== '+') at += 1;
  return at;
}

const WRITES_TO = new Set(['-fprint', '-fprintf', '-fprint0', '-fprintf0', '-fls']);
const RUNS = new Set(['-exec', '-execdir', '-ok', '-okdir']);
const isActing = (word: string | null): boolean => word === '-delete' || RUNS.has(word ?? '');
/** Behind the folders stands an option or an expression. */
const isExpression = (word: string | null): boolean =>
  word !== null && (word.startsWith('-') || word.startsWith('(') || word.startsWith('!'));

/** What it deletes, writes and runs, for each of the folders in which it looks. */
export const find: Special = (args) => {
  const isSome = args.some(isActing) && isNarrow(args);
  const name = foundName(args);
  const end = args.findIndex(isExpression);
  const starts = known(end === -1 ? args : args.slice(0, end));
  const folders = starts.length > 0 ? starts : ['.'];
  const found: Found[] = folders.map(read);
  // To look for a file by the name of a secret is to look for the secret, where it is not the project's.
  if (name !== 'found')
    for (const folder of folders)
      if (/^(?:\/|~|\.\.)/.test(folder)) found.push(read(`${folder.replace(/\/$/, '')}/${name}`));
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (!word.startsWith('-')) continue;
    if (word === '-delete') for (const folder of folders) found.push(remove(isSome ? `${folder}/found` : folder));
    if (WRITES_TO.has(word)) found.push(write(args[at + 1] ?? ''));
    if (RUNS.has(word)) {
      const words = args.slice(at + 1, endOfCommand(args, at + 1));
      for (const folder of folders) {
        const place = isSome ? `${folder.replace(/\/$/, '')}/${name}` : folder;
        found.push({
          kind: 'words',
          words: words.map((each) => (each?.includes('{}') === true ? each.replaceAll('{}', place) : each)),
        });
      }
      // Whatever looks like an option of `find` up to there is a word of the command.
      at += words.length;
    }
  }
  return found;
};

/** Behind `-x` stands a whole command. */
export const fd: Special = (args, { operands }) => {
  const at = args.findIndex((word) => word !== null && /^(?:-[a-zA-Z]*[xX]|--exec(?:-batch)?)$/.test(word));
  if (at === -1) return [];
  // The first operand is what is looked for, the others are where.
  const folders = known(operands.filter((word) => args.indexOf(word) < at)).filter(
    (word, place) => place > 0 || word === '/',
  );
  const words = args.slice(at + 1);
  const names = (folders.length > 0 ? folders : ['.']).map((folder) => `${folder.replace(/\/$/, '')}/found`);
  const isMarked = words.some((word) => word?.includes('{}') === true);
  return [
    {
      kind: 'words',
      words: isMarked ? words.flatMap((word) => (word?.includes('{') === true ? names : [word])) : [...words, ...names],
    },
  ];
};
