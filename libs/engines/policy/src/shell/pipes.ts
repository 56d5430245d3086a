import type { Command, CommandNode, RedirectDescriptor, Word } from 'unbash';
import { foundName } from './find-programs.js';
import { basename, type Piped } from './scene.js';
import { known } from './special.js';
import { textPrinted, unescaped } from './printed-text.js';
import { ALL } from './substitution.js';

/** They let through some of what they are given, and nothing else. */
const SIEVES = new Set(['grep', 'egrep', 'fgrep', 'sort', 'uniq', 'head', 'tail', 'tac', 'shuf', 'tee']);

/** What `command` prints where that can be known, given what flows into it. */
export function pipedBy(
  command: CommandNode,
  before: Piped | undefined,
  constant: (word: Word) => string | null,
): Piped | undefined {
  if (command.type !== 'Command' || command.name === undefined) return undefined;
  const name = basename(constant(command.name) ?? '');
  const isSieve = SIEVES.has(name) && before !== undefined;
  if (!isSieve && !PRINTS.has(name)) return undefined;
  if (name === 'cat') return fedThrough(command);
  const rest = command.args.map((part) => (part.type === 'Word' ? constant(part) : null));
  if (rest.includes(null)) return undefined;
  const args = known(rest);
  const operands = args.filter((word) => !word.startsWith('-'));
  if (command.redirects.some(({ operator, descriptor }) => operator.includes('>') && !isOfErrors(descriptor)))
    return undefined;
  if (isSieve) return sifted(name, args, before);
  const names = printed(name, args, operands);
  const text = textPrinted(name, args);
  return names === undefined ? undefined : { names, isListing: LISTS.has(name), ...(text !== undefined && { text }) };
}

const isOfErrors = (descriptor: RedirectDescriptor | undefined): boolean =>
  descriptor?.type === 'FileDescriptor' && descriptor.value === 2;

/** The same lines, or some of them; the text only where it is surely made of whole lines of it. */
function sifted(name: string, args: readonly string[], before: Piped): Piped | undefined {
  if (/-[a-zA-Z]*o|--only/.test(args.join(' '))) return undefined;
  const { text, ...all } = before;
  // Some of all that a folder holds, unless only some are left out.
  const isSome = !/^(?:sort|uniq|tac|shuf|tee)$/.test(name) && !args.some((word) => /^-\w*v|^--invert/.test(word));
  const rest = isSome && all.names[0] === '*' ? { ...all, names: ['found'] } : all;
  const isWhole = /^(?:sort|uniq|tac|shuf)$/.test(name) && args.every((word) => /^-[rnuf]+$/.test(word));
  return text !== undefined && isWhole ? { ...rest, text } : rest;
}

/** Of them it is known what they print. */
const PRINTS = new Set([
  'cat',
  'seq',
  'echo',
  'printf',
  'find',
  'fd',
  'ls',
  'git',
  'rg',
  'grep',
  'locate',
  'plocate',
  'mdfind',
]);
/** They print names of files. */
const LISTS = new Set(['find', 'fd', 'ls', 'git', 'rg', 'grep', 'seq']);

/** `cat <<EOF | …`: a text that the line itself holds. */
function fedThrough({ args, redirects }: Command): Piped | undefined {
  const [document] = redirects;
  if (args.length > 0 || redirects.length !== 1 || document?.type !== 'HereDoc') return undefined;
  const { text } = document.body;
  const isWhole = document.delimiter?.quoted === true || !/[$`\\]/.test(text);
  return isWhole ? { names: text.split(/\s+/).filter((word) => word !== ''), text } : undefined;
}

const below = (folder: string): string => (folder === '.' ? 'found' : `${folder.replace(/\/$/, '')}/found`);

function printed(name: string, args: readonly string[], operands: readonly string[]): readonly string[] | undefined {
  const line = args.join(' ');
  switch (name) {
    case 'seq':
      return ['1'];
    case 'echo':
      return args
        .slice(/^-[neE]+$/.test(args[0] ?? '') ? 1 : 0)
        .join(' ')
        .split(/\s+/)
        .filter((word) => word !== '');
    case 'printf':
      return printfNames(operands);
    case 'find':
    case 'fd':
      return foldersOf(args).map((folder) => `${folder.replace(/\/$/, '')}/${foundName(args)}`);
    case 'ls':
      if (args.length > 0 && args.every((word) => ALL.test(word))) return ['*'];
      return ['found', ...operands];
    case 'locate':
    case 'plocate':
    case 'mdfind':
      return ['/found'];
    case 'git':
      return /^(?:ls-files|diff (?:\S+ )*--name-only|grep (?:\S+ )*-\w*l)/.test(line) ? ['found'] : undefined;
    case 'rg':
    case 'grep':
      return /(?:^| )(?:-[a-zA-Z]*[lL]|--files\S*)(?: |$)/.test(line)
        ? ['found', ...operands.slice(1).flatMap((root) => [root, below(root)])]
        : undefined;
    default:
      return undefined;
  }
}

function foldersOf(args: readonly string[]): readonly string[] {
  const end = args.findIndex((word) => /^[-(!]/.test(word));
  const folders = end === -1 ? args : args.slice(0, end);
  return folders.length === 0 ? ['.'] : folders;
}

function printfNames([format, ...rest]: readonly string[]): readonly string[] | undefined {
  if (format === undefined) return undefined;
  if (!format.includes('%')) return unescaped(format)?.split(/\s+/);
  return /^(?:%s|\\n|\\0|\\t|\s)+$/.test(format) ? rest : undefined;
}
