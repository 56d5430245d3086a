import { asWritten, isWithin } from '../paths.js';
import type { Call, Words } from './call.js';
import { changesRepository } from './git-looks.js';
import { file, type Scene } from './scene.js';
import { known } from './special.js';
import { notedOf } from './traits.js';

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Files where they stand tell them what to run. */
const TOLD_BY_FOLDER = words(`
  make gmake just task ninja rake npm pnpm yarn bun npx bunx cargo mvn mvnw gradle gradlew sbt lein ant mix composer bundle rails rspec pytest tox
  nox poetry pdm hatch pipenv dotnet swift stack cabal dune flutter jest vitest mocha ava playwright cypress webpack vite rollup eslint stylelint
  gulp grunt turbo nx lerna pre-commit lefthook bazel meson phpunit cucumber karma tsup parcel next nuxt astro ng jekyll hugo scons waf doit
  invoke fastlane pod cdk sam serverless
`);
/** What they make or change lies where they stand, unless a word of theirs says otherwise. */
const WORKS_IN_FOLDER = words(`
  git unzip unrar unar 7z 7za tar bsdtar cpio jar ar patch black ruff isort prettier biome rustfmt go dart zig uv split csplit ctags etags cscope
  gtags terraform tofu protoc doxygen mkdocs sphinx-build bump2version bumpversion cookiecutter hg svn jj tsc
`);
/** They only look, or tell about themselves. */
const LOOKS =
  /^(?:-v|-V|--version|--help|-h|version|help|ls|list|config|view|info|why|root|prefix|bin|env|show|tree|metadata|search|explain|whoami|doctor|outdated|status|log|diff)$/;
/** They only list what an archive holds. */
const LISTS = /^(?:-?[jJzv]*t[a-z]*|--list|--test|-[lZ]|-it|[lt])$/;
const ARCHIVERS = words('unzip unrar rar 7z 7za tar bsdtar cpio jar ar');

const habitsOf = notedOf((program): { readonly isTold: boolean } | null => {
  const isTold = TOLD_BY_FOLDER.has(program);
  return isTold || WORKS_IN_FOLDER.has(program) ? { isTold } : null;
});

/** After a `cd` out of the workspace, a program that works where it stands works on what is not the agent's. */
export function worksElsewhere(program: string, rest: Words, { scene }: Call): void {
  const [folder] = scene.folders;
  if (folder === undefined || (scene.folders.length === 1 && folder === scene.world.workspace)) return;
  const habits = habitsOf(program);
  if (habits === null || isInside(scene)) return;
  const given = known(rest);
  if (program === 'git' ? !changesRepository(given) : (ARCHIVERS.has(program) ? LISTS : LOOKS).test(given[0] ?? ''))
    return;
  if (habits.isTold) scene.deeds.push({ kind: 'opaque', what: 'what a project outside the workspace runs' });
  file('write', 'found', scene);
}

const isInside = ({ folders, world }: Scene): boolean =>
  folders.every((one) => isWithin(asWritten(one), world.workspace));
