import { danger, type Found, opaque, read, shell, write } from './found.js';
import { known, type Special } from './special.js';

const asks = (what: string): Found => opaque(what);

/** `!` hands the rest of the line to a shell. */
export const dc: Special = (args) =>
  known(args).flatMap((word) =>
    [...word.matchAll(/(?:^|\s|=|\d)!([^<>=].*)/g)].map(([, run]) => shell(run ?? '', 'dc')),
  );
export const cpio: Special = (args, { operands }) => {
  const has = (mode: RegExp): boolean => known(args).some((word) => mode.test(word));
  return [
    ...(has(/^-[a-zA-Z]*[op]|^--(?:create|pass-through)/) ? [asks('which files cpio is told to take')] : []),
    ...(has(/^-[a-zA-Z]*p|^--pass-through/) ? known(operands).slice(-1).map(write) : []),
  ];
};

export const dd: Special = (args) =>
  known(args).flatMap((word) =>
    word.startsWith('of=') ? [write(word.slice(3))] : word.startsWith('if=') ? [read(word.slice(3))] : [],
  );

const changesData = (word: string | null): boolean =>
  word !== null && /\b(?:create|insert|update|delete|drop|alter|vacuum|replace|attach)\b/i.test(word);

/** Other databases that a statement of SQLite opens or makes, and files whose bytes it takes. */
const filesOfSql = (text: string): readonly Found[] => [
  ...[...text.matchAll(/\b(?:attach\s+(?:database\s+)?|vacuum\s+(?:\w+\s+)?into\s+)'([^']*)'/gi)].map(([, path]) =>
    write(path ?? ''),
  ),
  ...[...text.matchAll(/\breadfile\s*\(\s*'([^']*)'/gi)].map(([, path]) => read(path ?? '')),
];

export const sqlite: Special = (args) =>
  known(args).flatMap((word, at) => {
    const dot = /^\s*\.(?:shell|system)\s+(.*)/s.exec(word);
    if (dot) return [danger('a database that starts a shell'), shell(dot[1] ?? '', 'sqlite3')];
    const piped = /^\s*\.(?:import|read|output|once|open)\s+(?:-+\w+\s+)*["']?\|\s*(.*?)["']?\s*$/s.exec(word);
    if (piped) return [danger('a database that starts a shell'), shell(piped[1] ?? '', 'sqlite3')];
    if (/^\s*\.(?:output|once|backup|save|dump|excel|log|clone)\s+(.*)/s.test(word))
      return [write(word.trim().split(/\s+/)[1] ?? '')];
    const opened = /^\s*\.(?:import|read|open|restore|load)\s+(?:-+\w+\s+)*["']?([^\s"']+)/s.exec(word)?.[1];
    if (opened !== undefined)
      return [read(opened), ...(/^\s*\.load/.test(word) ? [danger('sqlite3 that loads code')] : [])];
    if (/\b(?:writefile|load_extension|edit|fts3_tokenizer)\s*\(/i.test(word))
      return /writefile/i.test(word)
        ? [...word.matchAll(/writefile\s*\(\s*'([^']*)'/gi)].map(([, path]) => write(path ?? ''))
        : [danger('sqlite3 that loads code')];
    const named = filesOfSql(word);
    if (named.length > 0) return named;
    return at === 0 && word !== ':memory:' && !word.startsWith('-')
      ? [args.some(changesData) ? write(word) : read(word)]
      : [];
  });

/** `+!cmd`, `+:!cmd`, `-c '!cmd'`: editors and pagers that run a shell. */
export const editor: Special = (args) =>
  known(args).flatMap((word) => {
    const run = /^\+?[:\s]*(?:silent\s*)?!(.*)/s.exec(word);
    const path = /^\+?[:\s]*(?:w|wq|write|sav|saveas)!?\s+([^|]+)/.exec(word)?.[1];
    if (path !== undefined) return [write(path.trim())];
    return run && word !== '!'
      ? [danger('an editor that starts a shell'), shell(run[1] ?? '', 'an editor')]
      : /:?(?:py3?|lua|perl|ruby)\s|system\(|writefile\(/.test(word)
        ? [danger('an editor that runs code')]
        : [];
  });

export const gdb: Special = (args) =>
  known(args).flatMap((word) => {
    const run = /^\s*(?:!|(?:platform\s+)?shell\s+|(?:pipe\s|\|).*\|)(.*)/s.exec(word);
    const target =
      /^\s*(?:dump\s+(?:\w+\s+)?|append\s+(?:\w+\s+)?|save\s+\w+\s+|set\s+logging\s+file\s+|generate-core-file\s+|gcore\s+)([/~.][^\s]*)/.exec(
        word,
      )?.[1];
    if (target !== undefined) return [write(target)];
    return run
      ? [danger('a debugger that starts a shell'), shell(run[1] ?? '', 'gdb')]
      : /\bsystem\s*\(|^\s*(?:python|py|call|source|guile|script|make|expression\s.*system)\b/.test(word)
        ? [danger('gdb that runs code')]
        : [];
  });

export const modes: Special = (args, { flags }) => {
  const mode = known(args).find(
    (word, at, all) => /^(?:[2-7]\d{3}|[ugoa]*[+=]\w*s\w*)$/.test(word) && (at === 0 || all[at - 1] !== '-o'),
  );
  return mode !== undefined || flags.some((flag) => /^(?:-m|--mode=)0?[2-7]\d{3}$/.test(flag))
    ? [danger('a file that runs with another user’s rights')]
    : [];
};

/** A condition of exiftool is Perl. */
export const exiftool: Special = (args) =>
  known(args).flatMap((word, at, all): readonly Found[] =>
    /^-(?:if\d*|p|userparam|config|api)$/.test(all[at - 1] ?? '')
      ? [{ kind: 'code', language: 'perl', text: word }]
      : [],
  );

/** A program of Ghostscript may start others. */
export const ghostscript: Special = (args) =>
  known(args).some((word) => /%pipe%|^-c$|^-dNOSAFER/.test(word)) ? [danger('what a text of PostScript does')] : [];

/** It reads one file, and writes another where there are two. */
export const xxd: Special = (_args, { operands }) => [
  ...known(operands.slice(0, 1)).map(read),
  ...known(operands.slice(1, 2)).map(write),
];
