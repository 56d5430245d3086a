import type { Deed } from '../request.js';
import { danger, type Found, opaque, read, remove, write } from './found.js';
import type { ReadOptions } from './options.js';
import type { Words } from './special.js';
import { traitsOf } from './traits.js';

/** What the words of a program mean that are no options. */
export type ByOperands = (given: ReadOptions, args: Words, program: string) => readonly Found[];

const NOTHING: readonly Found[] = [];
const nothing: ByOperands = () => NOTHING;

/** The operands that name something. */
function named(operands: Words): readonly string[] {
  const words: string[] = [];
  for (const word of operands) if (word !== null && word !== '-' && word !== '') words.push(word);
  return words;
}

const each =
  (deedOf: (word: string) => Found): ByOperands =>
  ({ operands }) =>
    operands.length === 0 ? NOTHING : named(operands).map((word) => deedOf(word));

/** The first of them is one thing, those up to `most` another. */
const firstAndRest =
  (ofFirst: (word: string) => Found, ofRest: (word: string) => Found, most = Infinity): ByOperands =>
  ({ operands }) =>
    named(operands)
      .slice(0, most)
      .map((word, at) => (at === 0 ? ofFirst(word) : ofRest(word)));

/** By its place, known or not: an empty pattern is one, too. */
const behindPattern: ByOperands = ({ operands, flags }) => {
  if (operands.length === 0) return NOTHING;
  const isApart = flags.some((flag) => /^-[a-zA-Z]*[ef]|^--(?:regexp|file|expression)/.test(flag));
  return named(isApart ? operands : operands.slice(1)).map(read);
};

/** A pattern that lists names opens no file. */
const listed: ByOperands = ({ operands }) =>
  named(operands)
    .filter((word) => /^[/~]/.test(word) || !/[*?[]/.test(word))
    .map(read);

/** `chmod -x`, `--reference=other`: no operand says the mode. */
const MODE_IN_FLAG = /^-[rwxXst]+$|^--reference/;
const behindMode: ByOperands = ({ operands, flags }) =>
  operands
    .slice(flags.some((flag) => MODE_IN_FLAG.test(flag)) ? 0 : 1)
    .flatMap((word) => (word === null || word === '' ? [] : [write(word)]));

const converted: ByOperands = ({ operands }) => {
  const words = named(operands);
  return words.map((word, at) => {
    if (isAddress(word)) return hostOfAddress(word);
    return at === words.length - 1 ? write(word) : read(word);
  });
};

/** Whatever else: words that look like paths outside or like addresses still count. */
const looksOutside: ByOperands = ({ operands, flags }, _args, program) => {
  const found: Found[] = [];
  let touch: typeof read | undefined;
  for (const word of operands) {
    if (word === null || !mayLeadOut(word)) continue;
    if (isAddress(word)) found.push(hostOfAddress(word));
    else if (OUTSIDE.test(word)) found.push((touch ??= rewrites(program, flags) ? write : read)(word));
  }
  return found;
};
const OUTSIDE = /^(?:\/|~|\.\.(?:\/|$)|\.env)/;
const mayLeadOut = (word: string): boolean =>
  word.startsWith('/') || word.startsWith('~') || word.startsWith('.') || word.includes(':');
const rewrites = (program: string, flags: readonly string[]): boolean =>
  (FORMATTERS.has(program) && flags.some((flag) => /^(?:-w|-i|--write|--fix|--in-place|--inplace|-a|-A)/.test(flag))) ||
  (REWRITERS.has(program) &&
    !flags.some((flag) => /^(?:--(?:check|diff|list-different|dry-run|version|help)(?:=|$)|-[cdl]$)/.test(flag)));

/** How the operands of a program are read: settled by the lists, the first that names it. */
export function byOperandsOf(program: string): ByOperands {
  const traits = traitsOf(program);
  if (program === 'find' || program === 'tar' || program === 'xxd' || traits.isInterpreter) return nothing;
  if (traits.isNetworker) return network;
  if (traits.isPatternReader) return behindPattern;
  if (program === 'split' || program === 'uniq') return firstAndRest(read, write, 2);
  if (program === 'zip') return firstAndRest(write, read);
  if (LISTERS.has(program)) return listed;
  if (traits.isReader) return each(read);
  if (traits.isModeWriter) return behindMode;
  if (program === 'patch') return firstAndRest(write, read, 2);
  if (traits.isWriter) return each(write);
  if (traits.isDeleter) return each(remove);
  if (program === 'dd' || PRINTS.has(program)) return nothing;
  if (traits.isCopier || traits.isMover) return moved;
  return CONVERTERS.has(program) ? converted : looksOutside;
}

/** What is copied or moved, to the last of the words where no option names the place. */
const moved: ByOperands = ({ operands, flags }, args, program) => {
  const words = named(operands);
  const isTargeted = args.some((word) => word !== null && /^(?:-t|--target-directory)/.test(word));
  const sources = isTargeted ? words : words.slice(0, -1);
  const last = isTargeted ? undefined : words.at(-1);
  // A link gives what it points at another name: to make one is to be able to write there.
  const found = sources.map(traitsOf(program).isMover ? remove : copied(program, flags, last));
  return last === undefined ? found : [...found, write(last)];
};

/** What is copied is read; what is linked can be written under its new name. A symbolic link means what it says from where it lies. */
function copied(program: string, flags: readonly string[], last: string | undefined): (source: string) => Deed {
  if (program !== 'ln' && program !== 'link') return read;
  const isSymbolic = flags.some((flag) => /^-[a-zA-Z]*s|^--symbolic/.test(flag));
  if (!isSymbolic || last === undefined) return write;
  const folder = last.slice(0, last.lastIndexOf('/') + 1);
  return (source) => write(/^[/~]/.test(source) ? source : `${folder}${source}`);
}

const LISTERS = new Set('ls dir vdir exa eza lsd tree du stat namei'.split(' '));
/** Their words are texts: they name no files. */
export const PRINTS = new Set(
  'echo printf test [ [[ : true false export local declare typeset readonly set unset man help apropos whatis command which type basename dirname expr let kill trap alias read return exit seq sleep tr date'.split(
    ' ',
  ),
);
const FORMATTERS = new Set(
  'rubocop standardrb swiftlint ktlint golines gofumpt prettier eslint ruff black gofmt goimports rustfmt clang-format isort biome shfmt stylelint'.split(
    ' ',
  ),
);
/** They rewrite what they are given, unless told to look only. */
const REWRITERS = new Set(
  'black isort autopep8 yapf docformatter rustfmt csharpier stylua nimpretty ocamlformat scalafmt dprint ormolu fourmolu dos2unix unix2dos swiftformat pyupgrade autoflake php-cs-fixer phpcbf rector standardrb'.split(
    ' ',
  ),
);
/** The last of their operands is written. */
const CONVERTERS = new Set(
  'ffmpeg convert magick sox rsvg-convert cwebp dwebp gif2webp pdf2ps ps2pdf ps2ascii pngquant optipng jpegtran cjpeg djpeg qpdf pdftk pdfunite pdfseparate img2pdf tiffcp wkhtmltopdf wkhtmltoimage html2ps pdftoppm pdftocairo heif-convert avifenc genisoimage mkisofs xorriso squashfs mksquashfs enscript a2ps uudecode lessc lame flac opusenc pdftops woff2_compress'.split(
    ' ',
  ),
);
const isAddress = (word: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(word);

/** The name under which a download of the address is kept. */
const nameIn = (address: string): string =>
  /\/([^/?#]+)(?:[?#].*)?$/.exec(address.replace(/^\w+:\/\//, ''))?.[1] ?? 'index.html';

/** Whether a download is kept under its own name. */
const KEEPS: Readonly<Record<string, (flags: readonly string[]) => boolean>> = {
  wget: (flags) => !flags.some((flag) => /^-[a-zA-Z]*O|^--output-document/.test(flag)),
  curl: (flags) => flags.some((flag) => /^-[a-zA-Z]*O|^--remote-name/.test(flag)),
  aria2c: (flags) => !flags.some((flag) => /^-[a-zA-Z]*o|^--out/.test(flag)),
  axel: (flags) => !flags.some((flag) => /^-[a-zA-Z]*o|^--output/.test(flag)),
  http: (flags) => flags.some((flag) => /^-[a-zA-Z]*d|^--download/.test(flag)),
  https: (flags) => flags.some((flag) => /^-[a-zA-Z]*d|^--download/.test(flag)),
  xh: (flags) => flags.some((flag) => /^-[a-zA-Z]*d|^--download/.test(flag)),
};
const baseOf = (place: string): string => place.slice(Math.max(place.lastIndexOf('/'), place.lastIndexOf(':')) + 1);

/** As scp and rsync name what lies on another host. */
const ELSEWHERE = /^[^/]*:/;

const network: ByOperands = ({ operands, flags }, _args, program) => {
  if (operands.length === 0 && flags.length === 1 && /^(?:--version|--help|-V|-h)$/.test(flags[0] ?? '')) return [];
  const found: Found[] = [opaque(`what ${program} sends or fetches`)];
  const words = operands.filter((word) => word !== null && word !== '') as readonly string[];
  const isCopy = program === 'scp' || program === 'rsync';
  const local = isCopy ? words.filter((word) => !ELSEWHERE.test(word)) : [];
  const last = words.at(-1);
  const isMove = program === 'rsync' && flags.some((flag) => /^--remove-(?:sent|source)-f/.test(flag));
  for (const word of local) found.push(word === last ? write(word) : isMove ? remove(word) : read(word));
  if (program === 'rsync' && local.length === words.length) return found.slice(1);
  if (program === 'socat' && words.some((word) => /^(?:exec|system|shell):/i.test(word)))
    found.push(danger('a shell over the network'));
  // Opened is read, by a program that is not seen.
  if (/^(?:open|xdg-open)$/.test(program)) found.push(...words.filter((word) => !isAddress(word)).map(read));
  for (const word of words) {
    const local = /^(?:file|open|gopen|create):(?:\/\/)?([^,]+)/i.exec(word)?.[1];
    if (local !== undefined) found.push(program === 'socat' && /^create/i.test(word) ? write(local) : read(local));
  }
  if (KEEPS[program]?.(flags) === true) found.push(...words.filter(isAddress).map((word) => write(nameIn(word))));
  if (isCopy && last !== undefined && !ELSEWHERE.test(last))
    for (const word of words) if (ELSEWHERE.test(word)) found.push(write(`${last}/${baseOf(word)}`));
  const candidates = isCopy
    ? words.filter((word) => ELSEWHERE.test(word))
    : words.slice(0, program === 'curl' || program === 'wget' ? undefined : 1);
  return [...found, ...candidates.flatMap((word) => hostOf(word) ?? [])];
};

function hostOf(word: string): Deed | null {
  if (/^file:/i.test(word)) return null;
  if (isAddress(word)) return hostOfAddress(word);
  const remote = /^(?:[^@/\s]+@)?([a-z0-9][a-z0-9.-]*)(?::.*|\/.*)?$/i.exec(word)?.[1];
  return remote === undefined ? null : { kind: 'reach', host: remote.toLowerCase() };
}

/** The host and port of an address with a scheme; opaque when it cannot be read as one. */
function hostOfAddress(address: string): Deed {
  try {
    const { hostname, port } = new URL(address);
    if (hostname === '') return { kind: 'opaque', what: 'the host of an address' };
    return {
      kind: 'reach',
      host: hostname.replace(/^\[|\]$/g, '').toLowerCase(),
      ...(port !== '' && { port: Number(port) }),
    };
  } catch {
    return { kind: 'opaque', what: 'the host of an address' };
  }
}
