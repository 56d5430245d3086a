import { describe, expect, it } from 'vitest';
import { policyDocument } from '#contracts';
import { compilePolicy } from './compile-policy.js';
import { decide } from './decide.js';
import type { World } from './request.js';

const world: World = {
  workspace: '/home/dev/app',
  home: '/home/dev',
  platform: 'linux',
  now: new Date('2030-01-01T00:00:00Z'),
};
const policy = compilePolicy(policyDocument.parse({ version: 1 }));
const said = (command: string) => {
  const { effect, effects } = decide(policy, { tool: 'shell', command, cwd: world.workspace }, world);
  return { effect, reasons: effects.map(({ reason }) => reason) };
};

/** What every object of JavaScript answers to: a table that is asked for such a name must not answer by what it has from there. */
const BORROWED = Object.getOwnPropertyNames(Object.prototype);
/** A name of the same letters, as far as a word or an address takes them for something. */
const nobodysLike = (name: string): string => (name.startsWith('_') ? '__nobodysName__' : 'nobodysName');
/** Where a name of the command line is looked up. */
const PLACES: readonly ((name: string) => string)[] = [
  (name) => name,
  (name) => `${name} one two`,
  (name) => `${name} --${name} -x ${name}`,
  (name) => `echo one > note.txt && ${name} note.txt`,
  (name) => `env ${name}=1 ${name}`,
  (name) => `$${name}`,
  (name) => `cat ${name}/${name}`,
  (name) => `cat ~${name}/x`,
  (name) => `curl ${name}://example.com/x`,
  (name) => `man ${name}`,
  (name) => `sort --${name}=x notes.txt`,
  (name) => `${name}() { ls; }; ${name}`,
  (name) => `alias ${name}=ls; ${name}`,
  (name) => `ls | xargs ${name}`,
  (name) => `python3 -m ${name}`,
  (name) => `osascript -e ${name}`,
  ...[
    'git',
    'npm',
    'yarn',
    'docker',
    'kubectl',
    'aws',
    'gcloud',
    'terraform',
    'cargo',
    'go',
    'pip',
    'helm',
    'gh',
  ].flatMap((program) => [
    (name: string) => `${program} ${name}`,
    (name: string) => `${program} ${name} ${name}`,
    (name: string) => `${program} config set ${name}`,
    (name: string) => `${program} run --${name} ${name}`,
  ]),
];

describe('a name that every object has', () => {
  it.each(BORROWED)('is decided as any other that nobody knows: %s', (name) => {
    const nobodys = nobodysLike(name);
    const differing = PLACES.map((place) => place(name)).filter(
      (command, at) =>
        JSON.stringify(said(command)).replaceAll(name, nobodys) !== JSON.stringify(said(PLACES[at]!(nobodys))),
    );
    expect(differing).toEqual([]);
  });
});
