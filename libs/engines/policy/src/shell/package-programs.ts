import type { Words } from './call.js';
import { type Found, opaque, write } from './found.js';
import { DELETERS, SHELLS } from './programs.js';
import type { Special } from './special.js';

/** The verbs that a person looks at first. */
const VERBS: Readonly<Record<string, RegExp>> = {
  npm: /^(?:i|install|add|ci|update|up|upgrade|uninstall|exec|x|create|init|link|publish|login|logout|adduser|token|audit|view|info|outdated|search|dedupe|pack|owner|access|config|set|unpublish|rebuild|fund|ping)$/,
  yarn: /^(?:install|add|upgrade|up|remove|dlx|create|global|publish|login|info|link|config|import|set)$/,
  pnpm: /^(?:i|install|add|update|up|remove|dlx|create|link|publish|login|fetch|config|outdated|audit|store)$/,
  bun: /^(?:i|install|add|update|remove|x|create|link|publish|upgrade)$/,
  deno: /^(?:install|add|run|eval|upgrade|cache|jupyter|serve|deploy|publish)$/,
  pip: /^(?:install|download|uninstall|wheel|search|index|config)$/,
  pip3: /^(?:install|download|uninstall|wheel|search|index|config)$/,
  uv: /^(?:add|remove|sync|pip|tool|lock|publish|python|self|venv)$/,
  poetry: /^(?:add|install|update|remove|publish|lock|self|source|config)$/,
  pipenv: /^(?:install|update|sync|uninstall|lock)$/,
  cargo: /^(?:install|add|update|publish|fetch|search|login|owner|yank|uninstall|remove|generate|vendor)$/,
  go: /^(?:get|install|mod|generate|work)$/,
  bundle: /^(?:install|update|add|config|outdated|lock|remove)$/,
  gem: /./,
  composer: /^(?:install|update|require|global|create-project|config|self-update)$/,
  dotnet: /^(?:fsi|script|add|restore|tool|nuget|new|publish|workload)$/,
  mix: /^(?:deps\.get|archive\.install|local\S*)$/,
  rustup: /^(?:update|install|toolchain|target|component|self|default)$/,
  gh: /./,
  glab: /./,
  flutter: /^(?:pub|upgrade|doctor)$/,
  mvn: /^(?:deploy|release\S*|dependency\S*)$/,
  stack: /^(?:upgrade|install|update)$/,
  cabal: /^(?:install|update|get)$/,
  nix: /./,
  'pre-commit': /^(?:install|autoupdate)$/,
  playwright: /^install/,
  swift: /^package-registry/,
  protoc: /^$/,
  vagrant: /./,
  psql: /./,
  duckdb: /./,
  mongosh: /./,
  next: /^telemetry$/,
  hatch: /^(?:publish|self|python|env)$/,
  pdm: /^(?:add|install|update|sync|remove|publish|lock|self|plugin|cache|use|init|import|config)$/,
  rye: /^(?:add|sync|remove|publish|install|self|toolchain|fetch|lock|uninstall)$/,
  pixi: /^(?:add|install|update|remove|upload|global|lock|self-update|init|auth|search)$/,
  mise: /^(?:use|install|i|upgrade|up|plugins?|self-update|trust|set|settings|sync|uninstall|cache|ls-remote)$/,
  asdf: /^(?:install|plugin|update|uninstall|list-all|global|set|reshim)$/,
  pyenv: /^(?:install|uninstall|global|update|virtualenv)$/,
  rbenv: /^(?:install|uninstall|global)$/,
  devbox: /^(?:add|install|update|global|rm|create|init|services|auth|cloud|version)$/,
  mkdocs: /^(?:gh-deploy|serve)$/,
  jekyll: /^(?:serve|new)$/,
  hugo: /^(?:mod|deploy|server|serve|new)$/,
  docusaurus: /^(?:deploy|serve|start)$/,
  mdbook: /^(?:serve|watch)$/,
  quarto: /^(?:publish|install|add|update)$/,
  lein: /^(?:deploy|install|new|upgrade|ancient|repl|deps)$/,
  ant: /^(?:deploy|publish|install)$/,
  gleam: /^(?:publish|add|deps|update|export|remove|hex)$/,
  elm: /^(?:install|publish|bump|diff|init)$/,
  shards: /^(?:install|update|init)$/,
  nimble: /^(?:install|publish|develop|search|refresh|add|uninstall)$/,
  spago: /^(?:install|publish|ls|upgrade)$/,
  alr: /^(?:get|publish|toolchain|with|update)$/,
  dub: /^(?:fetch|add|upgrade|remove|search)$/,
  v: /^(?:install|update|up|upgrade|remove)$/,
  changeset: /^(?:publish|version)$/,
  trunk: /^(?:install|upgrade|serve|login|actions)$/,
  rush: /^(?:install|update|add|publish|init|deploy|upgrade-interactive)$/,
  moon: /^(?:setup|upgrade|docker|init)$/,
  buf: /^(?:push|registry|generate|mod|beta|dep|plugin)$/,
  rails: /^(?:new|server|s|console|c|runner|r|dbconsole|db|plugin|credentials.*|encrypted.*)$/,
  goreleaser: /^(?:release|publish|init|continue)$/,
  xcodebuild: /^(?:-downloadPlatform|-runFirstLaunch|-downloadAllPlatforms)$/,
  tuist: /^(?:install|fetch|cloud|auth)$/,
  vue: /^(?:create|add|init|invoke|upgrade|ui)$/,
  storybook: /^(?:init|upgrade|add)$/,
  astro: /^(?:add|login|link|telemetry|db)$/,
  gatsby: /^(?:new|telemetry|plugin)$/,
  typst: /^(?:update|init)$/,
  php: /^$/,
};

export const PACKAGE_PROGRAMS = Object.keys(VERBS);

const RUNS = /^(?:run|run-script|rum|urn)$/;
const RUN_BY = new Set(['npm', 'pnpm', 'yarn', 'bun']);
const BEYOND_SCRIPTS = new Set(['sudo', 'doas', 'su', ...SHELLS, ...DELETERS]);
/** `npm run env` starts `env` where no script has that name, with the words behind it; `bun run` starts any program of the system. */
function startedBy(program: string, args: Words, [verb, name]: Words): Found | null {
  if (!RUN_BY.has(program) || typeof verb !== 'string' || !RUNS.test(verb) || typeof name !== 'string') return null;
  if (name !== 'env' && !(program === 'bun' && BEYOND_SCRIPTS.has(name))) return null;
  const rest = args.slice(args.indexOf(name, args.indexOf(verb) + 1) + 1);
  return { kind: 'words', words: [name, ...(rest[0] === '--' ? rest.slice(1) : rest)] };
}

/** Where `config set` keeps what later installs believe. */
const CONFIGURATION: Readonly<Record<string, string>> = {
  npm: '~/.npmrc',
  pnpm: '~/.npmrc',
  yarn: '~/.yarnrc',
  pip: '~/.config/pip/pip.conf',
  pip3: '~/.config/pip/pip.conf',
};

/** Package managers and their like: some verbs install, publish or reach the network, the others are of every day. */
export const packages: Special = (args, { operands }, program) => {
  const verb = operands[0];
  if (verb === undefined)
    return program === 'yarn' || program === 'poetry' ? [opaque(`${program}, which installs`)] : [];
  const started = startedBy(program, args, operands);
  if (started !== null) return [started];
  const kept = verb === 'config' && operands[1] === 'set' ? CONFIGURATION[program] : undefined;
  if (kept !== undefined) return [write(kept)];
  return verb === null || (VERBS[program]?.test(verb) ?? false)
    ? [opaque(`${program}, which may install, publish or reach the network`)]
    : [];
};
