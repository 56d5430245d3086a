import { opaque, write } from './found.js';
import type { Special } from './special.js';

/** The verbs that a person looks at first. */
const VERBS: Readonly<Record<string, RegExp>> = {
  npm: /^(?:i|install|add|ci|update|up|upgrade|uninstall|exec|x|create|init|link|publish|login|logout|adduser|token|audit|view|info|outdated|search|dedupe|pack|owner|access|config|set|unpublish|rebuild|fund|ping)$/,
  yarn: /^(?:install|add|upgrade|up|remove|dlx|create|global|publish|login|info|link|config|import|set)$/,
  pnpm: /^(?:i|install|add|update|up|remove|dlx|create|link|publish|login|fetch|exec|config|outdated|audit|store)$/,
  bun: /^(?:i|install|add|update|remove|x|create|link|publish|upgrade)$/,
  deno: /^(?:install|add|run|eval|upgrade|cache|jupyter|serve|deploy|publish)$/,
  pip: /^(?:install|download|uninstall|wheel|search|index|config)$/,
  pip3: /^(?:install|download|uninstall|wheel|search|index|config)$/,
  uv: /^(?:add|remove|sync|pip|tool|lock|publish|python|self|venv)$/,
  poetry: /^(?:add|install|update|remove|publish|lock|self|source|config)$/,
  pipenv: /^(?:install|update|sync|uninstall|lock)$/,
  cargo: /^(?:install|add|update|publish|fetch|search|login|owner|yank|uninstall|remove|generate|vendor)$/,
  go: /^(?:get|install|mod|generate|work)$/,
  bundle: /^(?:install|update|add|config|outdated)$/,
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
  swift: /^package/,
  protoc: /^$/,
  vagrant: /./,
  psql: /./,
  duckdb: /./,
  mongosh: /./,
  next: /^telemetry$/,
  php: /^$/,
};

export const PACKAGE_PROGRAMS = Object.keys(VERBS);

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
  const kept = verb === 'config' && operands[1] === 'set' ? CONFIGURATION[program] : undefined;
  if (kept !== undefined) return [write(kept)];
  return verb === null || (VERBS[program]?.test(verb) ?? false)
    ? [opaque(`${program}, which may install, publish or reach the network`)]
    : [];
};
