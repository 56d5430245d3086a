import { type Found, read, remove, write } from './found.js';
import { known, perProgram, type Special, type Words } from './special.js';
import { renamed, tarOfOld } from './system-programs.js';

const after = (args: Words, option: RegExp): boolean => known(args).some((word) => option.test(word));

export const tar: Special = (args) => {
  const words = known(args);
  const mode =
    words.find((word) => /^-?[a-zA-Z]*[cxtruA][a-zA-Z]*$/.test(word) && !word.startsWith('--')) ??
    words.find((word) => word.startsWith('--')) ??
    '';
  const isWriting = /^-?[a-zA-Z]*[cru]|^--(?:create|append|update)/.test(mode);
  const at = words.findIndex(
    (word, index) => /^-[a-zA-Z]*f$|^--file$/.test(word) || (index === 0 && /^[a-zA-Z]*f$/.test(word)),
  );
  const archive = at === -1 ? words.find((word) => word.startsWith('--file='))?.slice(7) : words[at + 1];
  const others = words.filter((word, index) => !word.startsWith('-') && index !== at + 1 && word !== mode);
  // What is put in is taken away from where it lay.
  const packed = after(args, /^--remove-f/) ? remove : read;
  return [
    ...tarOfOld(words),
    ...renamed(words),
    ...(archive === undefined || archive === '-' ? [] : [isWriting ? write(archive) : read(archive)]),
    ...(isWriting ? others.map(packed) : []),
  ];
};

const zip: Special = (args, { operands }) =>
  after(args, /^-[a-zA-Z]*m$|^--move$/) ? known(operands).slice(1).map(remove) : [];

/** The archive behind the verb, and what is put in or taken out. */
const packer: Special = (args, { operands }, program) => {
  const [verb = '', archive, ...rest] = known(operands);
  if (/^(?:a|u|d|rn|m|mf|f|k|c|s)$/.test(verb)) {
    const isMoved = /^mf?$/.test(verb) || after(args, /^-(?:sdel|df|dr|dw)$/);
    return [...(archive === undefined ? [] : [write(archive)]), ...(isMoved ? rest.map(remove) : [])];
  }
  const isTakenOut = /^[ex]$/.test(verb) && /rar/.test(program);
  return isTakenOut ? rest.filter((word) => word.endsWith('/') || /^(?:[/~]|\.\.)/.test(word)).map(write) : [];
};

/** `dpkg -x package folder` and its like take out into a folder. */
const takenOut: Special = (args, { operands }) =>
  after(args, /^(?:-[xXeRb]|-[xXeR]|--(?:extract|vextract|control|raw-extract))$/)
    ? known(operands)
        .slice(1, 2)
        .map((folder): Found => write(folder))
    : [];

/** What programs that pack and unpack leave where, and take from where. */
export const ARCHIVE_PROGRAMS: readonly (readonly [string, Special])[] = [
  ...perProgram('tar bsdtar gtar', tar),
  ...perProgram('zip', zip),
  ...perProgram('7z 7za 7zz 7zr rar unrar', packer),
  ...perProgram('dpkg dpkg-deb', takenOut),
];
