import type { Deed } from '../request.js';
import { type Call, deeper, type Words } from './call.js';
import { ASKED, isKnown, NETWORKERS, PRIVILEGED } from './programs.js';
import { absolute } from './scene.js';
import { danger } from './found.js';
import { apartFrom } from './branches.js';
import { ofParallel, ofXargs } from './handed-words.js';
import { set } from './evaluate.js';
import { type Traits, traitsOf } from './traits.js';
import { variableDeed } from './variables.js';

/** What a wrapper runs: the words of a command, or a text for a shell. */
export type Inner = { readonly call: Call } & ({ readonly words: Words } | { readonly text: string | null });

const OF_PRIVILEGED = { operands: 0, valued: new Set(['-u', '-g', '-c']) };
/** They run something only behind this word of theirs. */
const RUNNERS = new Map<string, RegExp>(
  Object.entries({
    uv: /^run$/,
    poetry: /^run$/,
    pipenv: /^run$/,
    bundle: /^exec$/,
    direnv: /^exec$/,
    npm: /^(?:exec|x)$/,
    yarn: /^(?:exec|dlx)$/,
    pnpm: /^(?:exec|dlx)$/,
    bun: /^x$/,
    dotenvx: /^run$/,
    mise: /^(?:exec|x)$/,
    asdf: /^exec$/,
    pyenv: /^exec$/,
    rbenv: /^exec$/,
    conda: /^run$/,
    hatch: /^run$/,
    pdm: /^run$/,
    rye: /^run$/,
    pixi: /^run$/,
    devbox: /^run$/,
    cabal: /^exec$/,
    dune: /^exec$/,
    stack: /^exec$/,
    opam: /^exec$/,
    rustup: /^run$/,
    perf: /^(?:stat|record|trace)$/,
    'py-spy': /^record$/,
    doppler: /^run$/,
  }),
);
/** They give what stands behind their own words to a shell. */
const SHELLED = new Set(['ssh', 'watch', 'sshpass']);
/** Behind their word stands a script that the project gives a name to, or a program. */
const SCRIPTED = new Set(['hatch', 'pdm', 'rye', 'pixi', 'devbox', 'mise']);
const isScriptOfProject = (program: string, [word]: Words): boolean =>
  SCRIPTED.has(program) &&
  typeof word === 'string' &&
  /^\w[\w:.-]*$/.test(word) &&
  ![ASKED, NETWORKERS, PRIVILEGED].some((set) => set.has(word)) &&
  !isKnown(word);
const OF_TEXT = new Set(['entr', 'flock', 'script', 'su']);

const wrapperOf = (program: string): Traits['wrapper'] => {
  const { isPrivileged, wrapper } = traitsOf(program);
  return isPrivileged ? OF_PRIVILEGED : wrapper;
};

/** The first word that is no option, and no value of one. */
function verbIn(rest: Words, valued: ReadonlySet<string>): string {
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at] ?? '';
    if (valued.has(word)) at += 1;
    else if (!word.startsWith('-')) return word;
  }
  return '';
}

/** Where the command begins that a wrapper runs: behind its options, their values, assignments, operands. */
export function commandAt(program: string, rest: Words): number {
  const wrapper = wrapperOf(program);
  if (wrapper === undefined || RUNNERS.get(program)?.test(verbIn(rest, wrapper.valued)) === false) return rest.length;
  let operands = wrapper.operands;
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at];
    if (word === null || word === undefined) return at;
    if (wrapper.valued.has(word)) at += 1;
    else if (wrapper.pairs?.has(word) === true) at += 2;
    else if (isOperand(word, program) && operands-- <= 0) return at;
  }
  return rest.length;
}

/** What a wrapper runs; null where the program is none, or runs nothing. */
export function wrapped(program: string, rest: Words, call: Call): Inner | null {
  if (wrapperOf(program) === undefined) return null;
  const at = commandAt(program, rest);
  const own = rest.slice(0, at);
  const words = rest.slice(at);
  const inside = own.some((word) => word?.includes('=') === true && ASSIGNMENT.test(word)) ? assigned(own, call) : call;
  if (program === 'command' && own.some((word) => /^-[vV]/.test(word ?? ''))) return null;
  if (program === 'env') return ofEnv(own, words, inside);
  const option = OF_TEXT.has(program) ? own.findIndex((word) => word === '-c' || word === '-s') : -1;
  if (option !== -1) return { text: rest[option + 1] ?? null, call };
  if (isScriptOfProject(program, words)) return null;
  if (program === 'npx' && own.some((word) => /^(?:-y|--yes|-p|--package)/.test(word ?? '')))
    call.scene.deeds.push({ kind: 'opaque', what: 'a package that npx fetches' });
  if (FETCHING.has(program)) {
    const place = fetchedFrom(words[0] ?? null);
    if (place !== null) {
      call.scene.deeds.push(place);
      return null;
    }
  }
  const inner = { ...inside, scene: deeper(inside.scene) };
  if (program === 'xargs') return { words: ofXargs(own, words, inner), call: inner };
  // Each of its words is a command of its own.
  if (program === 'hyperfine') return { text: words.includes(null) ? null : words.join('\n'), call: inner };
  if (program === 'parallel') return { text: ofParallel(own, words, inner), call: inner };
  if (words.length > 0 && SHELLED.has(program) && !words.includes(null)) return { text: words.join(' '), call: inner };
  return { words, call: inner };
}

/** They run what they fetch, where they are told whence. */
const FETCHING = new Set(['npx', 'bunx', 'npm', 'pnpm', 'yarn', 'bun']);
function fetchedFrom(word: string | null): Deed | null {
  if (word === null) return null;
  if (/^(?:git\+|git:|ssh:|https?:|git@)/.test(word)) return danger('a program from the network that runs at once');
  if (/^file:/.test(word)) return { kind: 'opaque', what: 'a package from a folder' };
  return /^(?:(?:github|gitlab|bitbucket|gist):|[a-z\d][\w-]*\/[\w.-]+(?:#.*)?$)/i.test(word)
    ? { kind: 'opaque', what: 'a program that is fetched' }
    : null;
}

const ASSIGNMENT = /^([A-Za-z_]\w*(?:%%|\(\))?)=(.*)$/s;
/** `env NAME=value` sets what runs behind it, as the shell would. */
function assigned(own: Words, call: Call): Call {
  const scene = apartFrom(call.scene);
  for (const word of own) {
    const [, name, value] = ASSIGNMENT.exec(word ?? '') ?? [];
    if (name === undefined || value === undefined) continue;
    variableDeed(name, value, scene);
    set(name, value, scene);
  }
  return { ...call, scene };
}

/** `-S` splits a text into a command, `-C` goes to a folder first. */
function ofEnv(own: Words, words: Words, call: Call): Inner {
  let { scene } = call;
  for (const [at, option] of own.entries()) {
    if (option === null) continue;
    const split = /^(?:-S|--split-string=?)(.*)$/s.exec(option)?.[1];
    if (split !== undefined) {
      const text = [split, ...own.slice(at + 1), ...words].filter((word) => word !== '');
      return { text: text.includes(null) ? null : text.join(' '), call };
    }
    const isApart = option === '-C' || option === '--chdir';
    const folder = isApart ? (own[at + 1] ?? null) : /^(?:--chdir=|-C)(.*)$/s.exec(option)?.[1];
    if (folder !== undefined) scene = { ...scene, folders: folder === null ? [] : absolute(folder, scene) };
  }
  return { words, call: { ...call, scene: deeper(scene) } };
}

/** They take assignments before the command. */
const ASSIGNS = new Set(['env', 'sudo', 'doas', 'cross-env', 'env-cmd', 'dotenv', 'systemd-run', 'su', 'pkexec']);
const isOperand = (word: string, program: string): boolean =>
  (word === '-' || !word.startsWith('-')) && !(ASSIGNS.has(program) && /^[A-Za-z_]\w*(?:%%|\(\))?=/.test(word));
