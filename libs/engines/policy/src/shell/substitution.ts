import type { Command, CommandNode, ParsedScript, Word } from 'unbash';
import { asWritten } from '../paths.js';
import { foundName } from './find-programs.js';
import { textPrinted } from './printed-text.js';
import { absolute, type Scene } from './scene.js';
import { constantOf, type Substitute } from './words.js';

/** Commands that print one plain word without a slash: which one does not matter. */
const PLAIN =
  /^(?:date|nproc|whoami|uname|arch|wc|git (?:describe|rev-parse|rev-list|branch|symbolic-ref|log|show|config|tag)|basename|node -[vp]|hostname|id|seq|expr|jq -r \.(?:version|name) [\w.-]+\.json$)\b/;
/** Commands that list files below the folder in which they run. */
const LISTS = /^(?:git (?:ls-files|diff|status)|ls|find|fd|rg|grep)\b/;

const isByItself = (script: ParsedScript | undefined): boolean => script?.commands[0]?.command.type === 'Command';

/** With this `ls` lists what is hidden too: all that a folder holds. */
export const ALL = /^-[1FpU]*[aA][1aAFpU]*$/;

/** What a substitution would print, as far as it matters and can be known; null otherwise. */
export function substituted(script: ParsedScript | undefined, scene: Scene): string | null {
  const document = onlyDocument(script, scene) ?? placeGoneTo(script, scene);
  if (document !== null) return document;
  const words = onlyCommand(script, scene);
  if (words === null) return null;
  const [program = '', ...rest] = words;
  const line = words.join(' ');
  if (program === 'pwd' && rest.length === 0) return scene.folders[0] ?? null;
  if (program === 'echo' && !/^-[neE]+$/.test(rest[0] ?? '') && !rest.some((word) => word.includes('\\')))
    return rest.join(' ');
  if (program === 'printf' && rest[0] !== '-v') return textPrinted('printf', rest) ?? null;
  const one = oneThing(program, rest, scene);
  if (one !== null) return one;
  if (PLAIN.test(line) && !rest.some((word) => /^-f|^--file|^--output/.test(word))) return 'x';
  if (program === 'ls' && isByItself(script) && rest.length > 0 && rest.every((word) => ALL.test(word))) return '*';
  if (!LISTS.test(line) || rest.some((word) => /^-(?:exec|ok|delete|printf|f)|^--output/.test(word))) return null;
  return rest.some((word) => /^(?:\/|~)|\.\./.test(word)) ? listedElsewhere(program, rest) : 'listed';
}

/** A place, the name of a program, or what the line itself has written. */
function oneThing(program: string, rest: readonly string[], scene: Scene): string | null {
  if (program === 'git') return repositoryPlace(rest, scene.world.workspace);
  if (program === 'mktemp') return '/tmp/made';
  if (program === 'cat') return rest.length === 1 ? textWritten(rest[0] ?? '', scene) : null;
  const found = program === 'which' ? rest : program === 'command' && rest[0] === '-v' ? rest.slice(1) : [];
  if (found.length === 1 && /^[\w.-]+$/.test(found[0] ?? '')) return found[0] ?? null;
  return placePrinted(program, rest, scene.world.home);
}

function textWritten(path: string, scene: Scene): string | null {
  if (scene.written.size === 0) return null;
  const [whole] = absolute(path, scene);
  const text = whole === undefined ? undefined : scene.written.get(asWritten(whole));
  return text === undefined || text === null || text === '' ? null : text.trimEnd();
}

/** What is found below a folder elsewhere lies there. */
function listedElsewhere(program: string, rest: readonly string[]): string | null {
  if (program !== 'find') return null;
  const end = rest.findIndex((word) => /^[-(!]/.test(word));
  const [folder, ...others] = end === -1 ? rest : rest.slice(0, end);
  return folder === undefined || others.length > 0 ? null : `${folder.replace(/\/$/, '')}/${foundName(rest)}`;
}

/** `$(cat <<'EOF' …)`: how long texts are written on a command line. */
function onlyDocument(script: ParsedScript | undefined, scene: Scene): string | null {
  const [statement, ...others] = script?.commands ?? [];
  if (statement === undefined || others.length > 0 || statement.command.type !== 'Command') return null;
  const { name, args, prefix, redirects } = statement.command;
  const [document] = redirects;
  if (name?.value !== 'cat' || args.length > 0 || prefix.length > 0 || redirects.length !== 1) return null;
  if (document?.type === 'HereString' && document.target !== undefined)
    return constantOf(document.target, scene, () => null);
  if (document?.type !== 'HereDoc') return null;
  return document.delimiter?.quoted === true || !/[$`\\]/.test(document.body.text) ? document.body.text : null;
}

/** Where the repository of the workspace lies, and what it keeps in its own folder. */
function repositoryPlace([verb, ...words]: readonly string[], workspace: string): string | null {
  if (verb !== 'rev-parse') return null;
  const option = words.find((word) => PLACE.test(word));
  if (option === undefined) return null;
  if (option === '--show-toplevel') return workspace;
  const within = option === '--git-path' ? `/${words[words.indexOf(option) + 1] ?? ''}` : '';
  return `${workspace}/.git${within}`;
}
const PLACE = /^--(?:show-toplevel|git-dir|absolute-git-dir|git-common-dir|git-path)$/;

/** `$(cd folder && pwd)` is a folder in full. */
function placeGoneTo(script: ParsedScript | undefined, scene: Scene): string | null {
  const [statement, ...others] = script?.commands ?? [];
  if (statement?.command.type !== 'AndOr' || others.length > 0) return null;
  const [go, print, ...rest] = statement.command.commands;
  if (go?.type !== 'Command' || print?.type !== 'Command' || rest.length > 0 || statement.command.operators[0] !== '&&')
    return null;
  if (go.name?.value !== 'cd' || print.name?.value !== 'pwd') return null;
  const [target, ...more] = (wordsOf(go, scene, (inner) => substituted(inner, scene)) ?? [])
    .slice(1)
    .filter((word) => !/^-[PLe-]$/.test(word));
  return target === undefined || more.length > 0 ? null : (absolute(target, scene)[0] ?? null);
}

/** `dirname` and `realpath` print a place that their word tells. */
function placePrinted(program: string, rest: readonly string[], home: string): string | null {
  const place = rest.find((word) => !word.startsWith('-'))?.replace(/^~(?=\/|$)/, home);
  if (place === undefined) return null;
  if (program === 'realpath' || program === 'readlink') return place.startsWith('~') ? null : place;
  if (program !== 'dirname' || rest.length !== 1) return null;
  return place.includes('/') ? place.slice(0, place.lastIndexOf('/')) || '/' : '.';
}

/** They let through some of the lines that they are given, where they name no file of their own. */
const SIEVES = new Set(['grep', 'egrep', 'fgrep', 'sort', 'uniq', 'head', 'tail', 'tac', 'cat']);
const isSieve = (node: CommandNode): boolean =>
  node.type === 'Command' &&
  SIEVES.has(node.name?.value ?? '') &&
  node.redirects.every((one) => one.type === 'Redirect' && /^\d?>$/.test(one.operator)) &&
  node.args.every((part) => part.type === 'Word' && !/^["']?(?:[/~]|\.\.)|\$\(|`/.test(part.text));

function onlyCommand(script: ParsedScript | undefined, scene: Scene): readonly string[] | null {
  const [statement, ...others] = script?.commands ?? [];
  if (statement === undefined || others.length > 0) return null;
  if (statement.command.type === 'Pipeline') {
    const [first, ...sieves] = statement.command.commands;
    const words = first?.type === 'Command' && sieves.every(isSieve) ? wordsOf(first, scene) : null;
    // What else is printed may be changed by what it flows through.
    return words !== null && LISTS.test(words.join(' ')) ? words : null;
  }
  return statement.command.type === 'Command' ? wordsOf(statement.command, scene) : null;
}

function wordsOf(command: Command, scene: Scene, substitute: Substitute = () => null): readonly string[] | null {
  if (
    command.name === undefined ||
    command.prefix.length > 0 ||
    command.redirects.some((one) => one.type !== 'Redirect')
  )
    return null;
  const words = [command.name, ...command.args.filter((part): part is Word => part.type === 'Word')].map((word) =>
    constantOf(word, scene, substitute),
  );
  return words.some((word) => word === null) ? null : (words as readonly string[]);
}
