import type { Pipeline, SyntaxNode, Word } from 'unbash';
import { constant } from './evaluate.js';
import { pipedBy } from './pipes.js';
import { INTERPRETERS, SHELLS } from './programs.js';
import { basename, type Piped, type Scene } from './scene.js';

const WRAPS = /^(?:sudo|env|nohup|time|command|exec|nice|timeout|stdbuf|busybox|doas|-.*|\d+|\w+=.*)$/;

const SEARCHERS = new Set(['grep', 'egrep', 'rg', 'awk']);
const TOLD = new Set(['ed', 'red', 'ex', 'dc', 'ginsh', 'octave', 'gnuplot']);
const SENDERS = new Set(['curl', 'wget', 'http']);
const WIRES = new Set(['nc', 'ncat', 'netcat', 'socat', 'telnet']);

/** Data that flows into a shell is a command that nobody has seen; data that flows into a sender leaves the machine. */
export function pipeline({ commands }: Pipeline, scene: Scene): void {
  for (const [at0, command] of commands.entries()) {
    if (at0 === 0) continue;
    if (command.type !== 'Command' || command.name === undefined) continue;
    const words = [command.name, ...command.args.filter((part): part is Word => part.type === 'Word')].map(
      (word) => constant(word, scene) ?? '',
    );
    const at = words.findIndex((word) => !WRAPS.test(basename(word)));
    const program = basename(words[at] ?? '');
    const rest = words.slice(at + 1);
    const hasScript = rest.some((word) => /^-[a-zA-Z]*[cemEnp]/.test(word) || (!word.startsWith('-') && word !== ''));
    if (
      (SHELLS.has(program) && !rest.some((word) => /^-[a-z]*c$/.test(word)) && (!hasScript || rest.includes('-s'))) ||
      (INTERPRETERS.has(program) && !hasScript)
    )
      scene.deeds.push({ kind: 'danger', what: `data piped into ${program}` });
    if (
      SEARCHERS.has(program) &&
      rest.some((word) => /key|secret|token|passw|credential/i.test(word)) &&
      printsEnvironment(commands[at0 - 1])
    )
      scene.deeds.push({ kind: 'danger', what: 'a secret of the environment shown' });
    if (TOLD.has(program) && !isPlainEcho(commands[at0 - 1]))
      scene.deeds.push({ kind: 'opaque', what: `what ${program} is told to do` });
    if (SENDERS.has(program) && rest.some((word) => /^@-$|=@-$|^-$|^-d@-|\/dev\/stdin$/.test(word)))
      scene.deeds.push({ kind: 'danger', what: 'data piped into the network' });
    if (WIRES.has(program)) scene.deeds.push({ kind: 'danger', what: 'data piped into the network' });
  }
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

const printsEnvironment = (node: SyntaxNode | undefined): boolean =>
  node?.type === 'Command' && /^(?:env|printenv|set|export|declare|typeset|compgen)$/.test(node.name?.value ?? '');
