import { asWritten, isWithin } from '../paths.js';
import type { Call, Words } from './call.js';
import { apartFrom } from './branches.js';
import { fix } from './evaluate.js';
import { danger } from './found.js';
import { givePositional } from './functions.js';
import { absolute, file } from './scene.js';
import { hasArrived } from './unpacked.js';

/** What they are given is the developer's own line, and no option of another program. */
const LATER = new Set(['another program', 'alias', 'trap', 'eval']);

/** A program by its path: one of the workspace is a script of the project, unless this line made it. */
export function local(path: string, rest: Words, call: Call): void {
  const { scene } = call;
  for (const one of absolute(path, scene)) {
    const whole = asWritten(one);
    if (scene.written.has(whole)) {
      const inner = apartFrom(scene);
      givePositional(rest, inner);
      scriptWritten(whole, { ...call, scene: inner });
    } else if (scene.written.size > 0 && hasArrived(whole, scene))
      scene.deeds.push(danger('a file that was only just fetched and unpacked is run'));
    else if (!whole.startsWith(`${scene.world.workspace}/`))
      scene.deeds.push(
        scene.startedBy === undefined || LATER.has(scene.startedBy)
          ? { kind: 'opaque', what: 'a program outside the workspace' }
          : danger(`a program outside the workspace that ${scene.startedBy} is told to start`),
      );
  }
}

function scriptWritten(path: string, { scene, walker }: Call): void {
  const text = scene.written.get(path);
  scene.deeds.push(
    text === null || text === undefined
      ? danger('a file that was only just fetched or made is run')
      : { kind: 'opaque', what: 'a script that the command itself writes' },
  );
  if (typeof text === 'string') walker.script(text, scene);
}

/** They have the shell itself read a text; every other program starts another shell for it, and what that one sets does not come back. */
const OF_THIS_SHELL = new Set(['eval', 'source', '.', 'alias', 'trap']);

export function inlineScript(program: string, text: string | null, call: Call): void {
  const { scene, walker } = call;
  if (text === null)
    scene.deeds.push(
      call.isDecoded
        ? danger(`decoded or downloaded data run by ${program}`)
        : { kind: 'opaque', what: `what ${program} runs` },
    );
  else if (program === 'trap') atAnyTime(text, call);
  else walker.script(text, OF_THIS_SHELL.has(program) ? scene : apartFrom(scene));
}

/** What a trap sets may be set again before any later command. */
function atAnyTime(text: string, { scene, walker }: Call): void {
  const before = scene.variables.copy();
  walker.script(text, scene);
  for (const [name, value] of scene.variables.copy()) if (before.get(name) !== value) fix(name, scene);
}

export function sourced(program: string, [path]: Words, call: Call): void {
  if (call.isFetched) call.scene.deeds.push(danger(`fetched data run by ${program}`));
  else if (typeof path === 'string' && STANDARD_INPUT.test(path))
    for (const text of call.fed.length === 0 ? [null] : call.fed) inlineScript(program, text, call);
  else if (path !== undefined && path !== null && /(?:^|\/)(?:\.?venv|env)\/bin\/activate$/.test(path)) return;
  else call.scene.deeds.push({ kind: 'opaque', what: `what ${program} runs` });
  if (path !== undefined && path !== null) ranFile(path, call);
}

/** What an interpreter runs from its own words, or by the name of a module, is no file. */
export const INLINE = /^(?:-[a-zA-Z]*[cCeEpr]|-m|--eval|--print|--require|eval)$/;

/** A script that came neither with the project nor with the system: nobody has said what it does. */
export function isForeign(path: string, { scene }: Call): boolean {
  return !absolute(path, scene)
    .map((one) => asWritten(one))
    .every((one) => isWithin(one, scene.world.workspace) || /^\/usr\/(?:s?bin|lib|share)\//.test(one));
}

/** @returns the texts that the line itself has written there */
export function ranFile(path: string, call: Call): readonly string[] {
  return absolute(path, call.scene).flatMap((one) => {
    const whole = asWritten(one);
    if (!call.scene.written.has(whole)) {
      if (call.scene.written.size > 0 && hasArrived(whole, call.scene))
        call.scene.deeds.push(danger('a file that was only just fetched and unpacked is run'));
      return [];
    }
    scriptWritten(whole, call);
    return call.scene.written.get(whole) ?? [];
  });
}

const STANDARD_INPUT = /^\/(?:dev\/stdin|dev\/fd\/\d|proc\/self\/fd\/\d)$/;

export function shellScript(program: string, rest: Words, call: Call): void {
  if (call.isFetched) call.scene.deeds.push(danger(`fetched data run by ${program}`));
  if (rest.some((word) => /^--(?:rcfile|init-file)(?:=|$)/.test(word ?? '')))
    call.scene.deeds.push(danger(`a start-up file that ${program} is given`));
  for (const [at, word] of rest.entries()) {
    // fish runs these first.
    const text = /^--(?:init-)?command=(.*)$/s.exec(word ?? '')?.[1];
    if (text !== undefined) inlineScript(program, text, call);
    if (/^(?:-C|--(?:init-)?command)$/.test(word ?? '')) inlineScript(program, rest[at + 1] ?? null, call);
  }
  const at = rest.findIndex((word) => word !== null && /^-[a-zA-Z]*c$/.test(word)) + 1;
  if (at > 0) {
    const before = givePositional(rest.slice(at + 2), call.scene, rest[at + 1]);
    inlineScript(program, rest[at] ?? null, call);
    before();
    return;
  }
  // Behind `-s` stand words for what flows in.
  const path = rest.some((word) => /^-[a-z]*s[a-z]*$/.test(word ?? ''))
    ? undefined
    : rest.find((word) => word === null || !/^[-+]/.test(word));
  if (path === null) inlineScript(program, null, call);
  else if (path !== undefined && STANDARD_INPUT.test(path) && call.fed.length > 0)
    for (const text of call.fed) inlineScript(program, text, call);
  else if (path !== undefined) {
    ranFile(path, call);
    file('read', path, call.scene);
    if (isForeign(path, call)) call.scene.deeds.push({ kind: 'opaque', what: 'a script outside the workspace' });
  } else if (call.fed.length > 0) for (const text of call.fed) inlineScript(program, text, call);
  else if (!rest.some((word) => /^(?:--version|--help|-n|-V)$/.test(word ?? ''))) waits(program, call);
}

/** Nobody knows what a shell or an interpreter is told that waits to be told. */
export function waits(program: string, { scene }: Call): void {
  if (scene.given !== undefined) scene.deeds.push(danger(`data piped into ${program}`));
  scene.deeds.push(
    scene.startedBy === undefined
      ? { kind: 'opaque', what: `what ${program} is told to do` }
      : danger(`a ${program} that ${scene.startedBy} starts`),
  );
}
