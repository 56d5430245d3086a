import type { Command, Pipeline, SyntaxNode, Word } from 'unbash';
import { constant } from './evaluate.js';
import { pipedBy } from './pipes.js';
import { basename, type Piped, type Scene } from './scene.js';
import { traitsOf } from './traits.js';
import { isUnpacker, unpacked } from './unpacked.js';

const WRAPS = /^(?:sudo|env|nohup|time|command|exec|nice|timeout|stdbuf|busybox|doas|-.*|\d+|\w+=.*)$/;

const SEARCHERS = new Set(['grep', 'egrep', 'rg', 'awk']);
const TOLD = new Set(['ed', 'red', 'ex', 'dc', 'ginsh', 'octave', 'gnuplot']);
/** They run what flows into them, each line or all of it. */
const LATER = new Set(['at', 'batch', 'parallel']);
const SENDERS = new Set(['curl', 'wget', 'http']);
const WIRES = new Set(['nc', 'ncat', 'netcat', 'socat', 'telnet']);
/** To the others it does not matter here what flows into them. */
const LISTENS = new Set([...LATER, ...SEARCHERS, ...TOLD, ...SENDERS, ...WIRES]);

/** Data that flows into a shell is a command that nobody has seen; data that flows into a sender leaves the machine. */
export function pipeline({ commands }: Pipeline, scene: Scene): void {
  for (let at = 1; at < commands.length; at += 1) {
    const command = commands[at];
    if (command?.type !== 'Command' || command.name === undefined) continue;
    fedInto(command, commands[at - 1], scene);
    if (isUnpacker(command.name.value) && commands.slice(0, at).some(isFetching))
      unpacked(
        wordsOf(command).map((word) => constant(word, scene)),
        scene,
      );
  }
}

/** The first word that is none of a wrapper, and where it stands. */
function innermost(words: readonly Word[], scene: Scene): { readonly program: string; readonly at: number } {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    const name = word === undefined ? '' : basename(constant(word, scene) ?? '');
    if (!WRAPS.test(name)) return { program: name, at };
  }
  return { program: '', at: -1 };
}

function wordsOf({ name, args }: Command): readonly Word[] {
  const words = name === undefined ? [] : [name];
  for (const part of args) if (part.type === 'Word') words.push(part);
  return words;
}

function fedInto(command: Command, before: SyntaxNode | undefined, scene: Scene): void {
  const words = wordsOf(command);
  const { program, at } = innermost(words, scene);
  const { isShell, isInterpreter } = traitsOf(program);
  if (!isShell && !isInterpreter && !LISTENS.has(program)) return;
  const rest = words.slice(at + 1).map((word) => constant(word, scene) ?? '');
  const hasScript = rest.some((word) => /^-[a-zA-Z]*[cemEnp]/.test(word) || (!word.startsWith('-') && word !== ''));
  if (
    (isShell && !rest.some((word) => /^-[a-z]*c$/.test(word)) && (!hasScript || rest.includes('-s'))) ||
    (isInterpreter && !hasScript)
  )
    scene.deeds.push({ kind: 'danger', what: `data piped into ${program}` });
  if (
    LATER.has(program) &&
    (program === 'at' || !hasScript) &&
    scene.piped.get(command)?.text === undefined &&
    !isPlainEcho(before)
  )
    scene.deeds.push({ kind: 'danger', what: `data piped into ${program}` });
  if (
    SEARCHERS.has(program) &&
    rest.some((word) => /key|secret|token|passw|credential/i.test(word)) &&
    printsEnvironment(before)
  )
    scene.deeds.push({ kind: 'danger', what: 'a secret of the environment shown' });
  if (TOLD.has(program) && !isPlainEcho(before))
    scene.deeds.push({ kind: 'opaque', what: `what ${program} is told to do` });
  if (SENDERS.has(program) && rest.some((word) => /^@-$|=@-$|^-$|^-d@-|\/dev\/stdin$/.test(word)))
    scene.deeds.push({ kind: 'danger', what: 'data piped into the network' });
  if (WIRES.has(program)) scene.deeds.push({ kind: 'danger', what: 'data piped into the network' });
}

/** Keeps what flows into the commands of a pipeline. */
export function flow({ commands }: Pipeline, scene: Scene): void {
  let piped: Piped | undefined;
  commands.forEach((command, at) => {
    if (at > 0 && piped !== undefined) scene.piped.set(command, piped);
    // Nothing stands behind the last.
    if (at === commands.length - 1) return;
    piped = pipedBy(command, piped, (word) => constant(word, scene));
  });
}

/** A line that is printed as it stands, without the sign by which a calculator or an editor starts a shell. */
const isPlainEcho = (node: SyntaxNode | undefined): boolean =>
  node?.type === 'Command' &&
  node.name?.value === 'echo' &&
  node.args.every((part) => part.type === 'Word' && !/[!$`]/.test(part.text));

const isFetching = (node: SyntaxNode): boolean =>
  node.type === 'Command' && node.name !== undefined && traitsOf(basename(node.name.value)).isNetworker;

const printsEnvironment = (node: SyntaxNode | undefined): boolean =>
  node?.type === 'Command' && /^(?:env|printenv|set|export|declare|typeset|compgen)$/.test(node.name?.value ?? '');
