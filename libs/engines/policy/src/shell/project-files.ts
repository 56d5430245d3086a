import { asWritten } from '../paths.js';
import { isHarm, type Call } from './call.js';
import { stateOf } from './branches.js';
import { danger } from './found.js';
import { absolute, type Scene } from './scene.js';

/** The files by which a project tells these programs what to run. */
const FILES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    make: 'Makefile makefile GNUmakefile',
    gmake: 'Makefile makefile GNUmakefile',
    npm: 'package.json',
    pnpm: 'package.json',
    yarn: 'package.json',
    bun: 'package.json',
    just: 'justfile Justfile .justfile',
    task: 'Taskfile.yml Taskfile.yaml',
    rake: 'Rakefile',
    cargo: 'build.rs .cargo/config.toml',
    pytest: 'conftest.py',
    tox: 'tox.ini',
    nox: 'noxfile.py',
    composer: 'composer.json',
    gradle: 'build.gradle build.gradle.kts',
    cmake: 'CMakeLists.txt',
    jest: 'jest.config.js jest.config.cjs',
    vitest: 'vitest.config.ts vite.config.ts',
    vite: 'vite.config.ts vite.config.js',
    eslint: 'eslint.config.js eslint.config.mjs .eslintrc.js',
    webpack: 'webpack.config.js',
  }).map(([program, names]) => [program, names.split(' ')]),
);
const MOST_LINES = 200;

/** What a build is told by a file that the line itself has written. */
export function ranWritten(program: string, path: string, { scene, walker }: Call): void {
  const text = scene.written.get(path);
  if (text === undefined) return;
  scene.deeds.push(
    text === null
      ? danger('a file that was only just fetched or made is run')
      : { kind: 'opaque', what: `what ${program} is given to run` },
  );
  const inner: Scene = { ...scene, ...stateOf(scene), deeds: [] };
  for (const command of commandsIn(text ?? '')) walker.script(command, inner);
  scene.deeds.push(...inner.deeds.filter(isHarm));
}

/** A line that writes such a file, and then has it run, runs what it wrote: only what is dangerous in it counts, besides that nobody has read it. */
export function ranProject(program: string, call: Call): void {
  const { scene } = call;
  if (scene.written.size === 0) return;
  for (const name of FILES.get(program) ?? [])
    for (const path of absolute(name, scene)) ranWritten(program, asWritten(path), call);
}

/** What may be a command in the text of such a file: its lines, and the texts in quotes. */
const commandsIn = (text: string): readonly string[] =>
  [
    ...text.split('\n').map((line) => line.replace(/^[\s@-]+/, '')),
    ...[...text.slice(0, 20_000).matchAll(/"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'/g)].map(
      ([, double, single]) => double ?? single ?? '',
    ),
  ]
    .filter((line) => /\s/.test(line))
    .slice(0, MOST_LINES);
