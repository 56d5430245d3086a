import type { Words } from './call.js';
import { danger, type Found, opaque, shell, write } from './found.js';
import { DELETERS, SHELLS } from './programs.js';
import { known, type Special } from './special.js';

/** The verbs that a person looks at first. */
const VERBS: Readonly<Record<string, RegExp>> = {
  npm: /^(?:i|install|add|ci|update|up|upgrade|uninstall|exec|x|create|init|link|publish|login|logout|adduser|token|audit|view|info|show|v|outdated|search|dedupe|owner|access|config|set|unpublish|rebuild|ping|cache|hook|org|team|star|deprecate|dist-tag|profile|whoami|doctor|edit|isntall|in|ins|innit|cit|it|un|rm|unlink|r|ln|prune|sbom|shrinkwrap|stars)$/,
  opam: /^(?:install|update|upgrade|remove|init|switch|pin|repo|repository|publish|source|reinstall|depext)$/,
  yarn: /^(?:upgrade-interactive|install|add|upgrade|up|remove|dlx|create|global|publish|login|info|link|config|import|set|cache|npm|plugin|unlink|unplug|outdated|audit|self-update)$/,
  pnpm: /^(?:i|install|add|update|up|remove|dlx|create|link|publish|login|fetch|config|outdated|audit|store|unlink|rebuild|import|env|self-update|setup|patch|prune|server|cache|rm|up|upgrade|un|uninstall|ci|info|view|search|login|logout|adduser|whoami|deploy|approve-builds)$/,
  bun: /^(?:i|install|ci|a|add|update|remove|rm|x|create|c|link|unlink|publish|upgrade|patch|outdated|audit|info|why)$/,
  deno: /^(?:install|add|run|eval|upgrade|cache|jupyter|serve|deploy|publish)$/,
  pip: /^(?:install|download|uninstall|wheel|search|index|config|cache)$/,
  pip3: /^(?:install|download|uninstall|wheel|search|index|config|cache)$/,
  uv: /^(?:add|remove|sync|pip|tool|lock|publish|python|self|venv|cache)$/,
  poetry: /^(?:add|install|update|remove|publish|lock|self|source|config|cache)$/,
  pipenv: /^(?:install|update|sync|uninstall|lock)$/,
  cargo:
    /^(?:install|add|update|publish|fetch|search|login|owner|yank|uninstall|remove|generate|vendor|binstall|quickinstall|install-update)$/,
  go: /^(?:get|install|generate|mod|work|telemetry)$/,
  bundle: /^(?:install|update|add|config|outdated|lock|remove)$/,
  gem: /^(?:install|i|update|push|yank|owner|signin|signout|fetch|search|cert|uninstall|sources|cleanup|pristine|server|unpack|outdated|mirror|open|exec|check)$/,
  composer:
    /^(?:install|update|require|global|create-project|config|self-update|clear-?cache|cc|upgrade|u|i|r|remove|reinstall)$/,
  dotnet: /^(?:fsi|script|add|restore|tool|nuget|new|workload|sdk|dev-certs|user-secrets|package|exec)$/,
  mix: /^(?:deps\.(?:get|update|unlock)|archive\.\S+|escript\.install|local\S*|hex(?:\.\S+)?|phx\.new|igniter\.\S+)$/,
  lerna: /^(?:publish|import|create|init)$/,
  nx: /^(?:release|migrate|connect|login|logout|add|init|import)$/,
  turbo: /^(?:login|logout|link|unlink|telemetry)$/,
  code: /^(?:tunnel|serve-web)$/,
  dzil: /^(?:release|setup|install|new)$/,
  minil: /^(?:release|install|new)$/,
  carton: /^(?:install|update|bundle)$/,
  rustup: /^(?:update|install|toolchain|target|component|self|default)$/,
  'scala-cli': /^(?:eval|repl|console|publish|shebang|export|config|setup-ide|install-\w+)$/,
  gh: /./,
  glab: /./,
  flutter: /^(?:pub|upgrade|downgrade|channel|config|precache|run|attach|drive|install|packages|emulators)$/,
  dart: /^(?:pub|fix)$/,
  stack: /^(?:upgrade|install|update|upload|new|setup|unpack)$/,
  cabal: /^(?:install|update|get|upload|fetch|unpack|report)$/,
  nix: /./,
  'pre-commit': /^(?:install|autoupdate)$/,
  playwright: /^(?:install.*|uninstall|codegen|open|cr|wk|ff|screenshot|pdf)$/,
  swift: /^(?:package(?:-registry)?|sdk)$/,
  protoc: /^$/,
  psql: /./,
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
  rebar3: /^(?:update|upgrade|get-deps|plugins|hex|local|as)$/,
  sbt: /^(?:update|reload|publish.*)$/,
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
  dvc: /^(?:push|pull|fetch|get|get-url|import|import-url|remote|config|install|exp|gc|update|studio)$/,
  jupyter: /^(?:notebook|lab|server|console|labextension|nbextension|serverextension|bundlerextension|run|kernelspec)$/,
  dbt: /^(?!parse$|ls$|list$|compile$|docs$|clean$|--version$).*$/,
  flask: /^(?:run|shell)$/,
  expo: /^(?:start|install|publish|login|register|upgrade|send|eject|whoami)$/,
  'react-native': /^(?:init|upgrade|install)$/,
  mlflow: /^(?:ui|server|deployments|models|run|artifacts|gc)$/,
  maturin: /^(?:publish|upload|develop)$/,
  fastlane:
    /^(?:deliver|pilot|upload_to_\w+|release|beta|deploy|match|sigh|cert|pem|produce|spaceauth|supply|init|update_fastlane|install_plugins|snapshot)$/,
  pod: /^(?:install|update|repo|trunk|lib|try|setup|outdated|search|init|deintegrate|cache|plugins)$/,
  conan: /^(?:install|create|upload|download|remote|search|export|remove|cache)$/,
  vcpkg: /^(?:install|update|upgrade|remove|fetch|integrate|bootstrap)$/,
  'arduino-cli': /^(?:upload|core|lib|board|monitor|burn-bootloader|update|upgrade|config|daemon)$/,
  platformio: /^(?:pkg|lib|platform|upgrade|update|remote|account|device|settings|home|package|system)$/,
  pio: /^(?:pkg|lib|platform|upgrade|update|remote|account|device|settings|home|package|system)$/,
  'idf.py': /^(?:flash|monitor|erase-flash|erase_flash|add-dependency|update-dependencies|create-project)$/,
  west: /^(?:flash|update|init|debug|attach)$/,
  lake: /^(?:update|upload|new|init|exe|env|lean|script)$/,
  luarocks: /^(?:install|upload|download|search|remove|purge|pack|unpack|new_version)$/,
  haxelib: /^(?:install|update|upgrade|git|submit|remove|register|search|set|dev)$/,
  opa: /^(?:run|exec|build)$/,
  conftest: /^(?:pull|push|plugin)$/,
  kustomize: /^(?:localize|cfg|fn)$/,
  skaffold: /^(?!diagnose$|schema$|version$|fix$|render$).*$/,
  cdk: /^(?!synth$|synthesize$|ls$|list$|version$|doctor$|notices$|acknowledge$|docs$|init$|metadata$).*$/,
  cdktf: /^(?!synth$|list$|convert$).*$/,
  sam: /^(?!build$|validate$|init$).*$/,
  packer: /^(?!fmt$|validate$|version$|inspect$|hcl2_upgrade$).*$/,
  prisma: /^(?!generate$|format$|validate$|version$|init$).*$/,
  'drizzle-kit': /^(?!generate$|check$|export$).*$/,
  detox: /^(?:init|clean-framework-cache|rebuild-framework-cache)$/,
  maestro: /^(?:cloud|studio|login|download-samples|upload)$/,
  'electron-builder': /^(?:publish|create-self-signed-cert|install-app-deps)$/,
  'electron-forge': /^(?:publish|init|import)$/,
  cap: /^(?:run|open|init|add|update|migrate|telemetry|plugin)$/,
  tauri: /^(?:dev|init|add|signer|migrate|icon)$/,
  lefthook: /^(?:install|add|uninstall|self-update)$/,
  husky: /./,
  overcommit: /^(?!--run|-r|--list).*$/,
  carthage: /^(?:update|bootstrap|checkout|outdated)$/,
  simctl: /^(?!list$|help$).*$/,
  jj: /^(?:git|config)$/,
  hg: /^(?:pull|push|clone|incoming|in|outgoing|out|serve|email|patchbomb|strip|config)$/,
  'git-lfs': /^(?:pull|push|fetch|install|uninstall|clone|lock|unlock|locks|migrate|prune|update)$/,
  forge: /^(?:install|update|create|script|verify-contract|init|remove|clone|publish|soldeer)$/,
  hardhat: /^(?:verify|node|run|console|ignition)$/,
  truffle: /^(?:migrate|deploy|console|develop|run|publish|install|exec)$/,
  anchor: /^(?:deploy|upgrade|publish|login|localnet|migrate|idl|cluster)$/,
  scarb: /^(?:add|publish|fetch|update)$/,
  svn: /^(?:checkout|co|update|up|commit|ci|switch|sw|export|import|list|ls|cat|copy|cp|merge|relocate|lock|unlock|mkdir|delete|rm)$/,
  chezmoi: /./,
  wasmer: /^(?:publish|login|install|deploy|app|add)$/,
};

/** Verbs of those that, with the word behind them, only show something or work on what is here. */
const HARMLESS_PAIRS: Readonly<Record<string, RegExp>> = {
  opam: /^switch (?:list|show)$/,
  swift:
    /^package(?: (?:clean|reset|describe|dump-\S+|show-\S+|generate-\S+|init|tools-version|plugin|config|completion-tool|diagnose-\S+|edit|unedit|format|lint))?$/,
  npm: /^(?:config (?:get|list|ls)|access (?:ls|list)|init|cache (?:ls|verify)|prune|doctor)$/,
  yarn: /^(?:config (?:get|list|current)|npm info|cache (?:list|dir)|plugin list)$/,
  pnpm: /^(?:config (?:get|list)|store (?:path|status)|cache list|prune)$/,
  bun: /^(?:why)(?: |$)/,
  go: /^(?:mod (?:graph|why|verify|edit|init)|work (?:use|init|edit)|telemetry)$/,
  pip: /^(?:config (?:list|get|debug)|cache (?:dir|info|list))$/,
  pip3: /^(?:config (?:list|get|debug)|cache (?:dir|info|list))$/,
  uv: /^(?:pip (?:list|freeze|check|tree|show)|python (?:list|find|dir)|tool (?:list|dir)|cache dir)$/,
  poetry: /^(?:self show|source show|config|cache list)$/,
  composer: /^(?:global show|config)$/,
  bundle: /^(?:config (?:list|get)|config)$/,
  dotnet:
    /^(?:tool list|nuget (?:locals|list)|new (?:list|details|sln|gitignore|editorconfig|globaljson)|workload list|sdk check|package list)$/,
  rustup: /^(?:toolchain list|target list|component list|default)$/,
  flutter: /^pub (?:deps|run)$/,
  dart: /^(?:pub (?:deps|run)|fix)$/,
  buf: /^(?:generate|dep graph)(?: |$)/,
  nix: /^(?:flake (?:show|check|metadata)|fmt|eval|hash|store|path-info|why-depends|show-config)(?: |$)/,
  gem: /^(?:sources|outdated)$/,
  mise: /^(?:settings|plugins ls|cache path)$/,
  pyenv: /^global$/,
  rbenv: /^global$/,
  asdf: /^plugin list$/,
  rails: /^db (?:.*)$/,
};

export const PACKAGE_PROGRAMS = Object.keys(VERBS);

const RUNS = /^(?:run|run-script|rum|urn)$/;
const RUN_BY = new Set(['npm', 'pnpm', 'yarn', 'bun']);
const BEYOND_SCRIPTS = new Set(['sudo', 'doas', 'su', 'env', 'node', ...SHELLS, ...DELETERS]);
/** Their own verbs among those names. */
const OWN_VERBS = /^(?:rm|unlink|del)$/;
/** They take a word that is no verb of theirs for a script, and else for a program. */
const STARTS_ANY = new Set(['pnpm', 'yarn', 'bun']);
/** `npm run env` starts `env` where no script has that name, with the words behind it; `bun run` starts any program of the system. */
function startedBy(program: string, args: Words, [verb, name]: Words): Found | null {
  if (!RUN_BY.has(program) || typeof verb !== 'string') return null;
  if (args.some(isForAll)) return opaque('a server that others can reach');
  if (STARTS_ANY.has(program) && BEYOND_SCRIPTS.has(verb) && !OWN_VERBS.test(verb))
    return { kind: 'words', words: args.slice(args.indexOf(verb)) };
  if (!RUNS.test(verb) || typeof name !== 'string') return null;
  if (name !== 'env' && !(program === 'bun' && BEYOND_SCRIPTS.has(name))) return null;
  const rest = args.slice(args.indexOf(name, args.indexOf(verb) + 1) + 1);
  return { kind: 'words', words: [name, ...(rest[0] === '--' ? rest.slice(1) : rest)] };
}

/** `--host` without a name of one: the server that a script starts is for everybody. */
const isForAll = (word: string | null, at: number, all: Words): boolean =>
  word === '--host' && all.includes('--') && (all[at + 1] ?? '-').startsWith('-');

/** Where `config set` keeps what later installs believe. */
const CONFIGURATION: Readonly<Record<string, string>> = {
  npm: '~/.npmrc',
  pnpm: '~/.npmrc',
  yarn: '~/.yarnrc',
  pip: '~/.config/pip/pip.conf',
  pip3: '~/.config/pip/pip.conf',
};

/** Settings that are kept for the user, and not for the project. */
const OF_USER: Readonly<Record<string, RegExp>> = {
  bundle: /^config (?:set )?--global \S+ ./,
  composer: /^(?:global config|config (?:-g|--global)) [\w.-]+ ./,
  conda: /^config --(?:add|append|prepend|set|remove)/,
};

/** The file of the user that a setting is kept in. */
function keptBy(program: string, args: Words, [verb, name]: Words): string | null {
  const kept = verb === 'config' && name === 'set' ? CONFIGURATION[program] : undefined;
  if (kept !== undefined) return kept;
  return OF_USER[program]?.test(known(args).join(' ')) === true ? `~/.config/${program}` : null;
}

/** A script that the line gives the project is a command that later runs. */
const scriptsSet = (args: Words, [verb, , text]: Words): readonly Found[] =>
  verb === 'set-script'
    ? [shell(text ?? null, 'code'), write('package.json')]
    : known(args).flatMap((word) => {
        const text = /^scripts\.[\w:.-]+=(.*)$/s.exec(word)?.[1];
        return text === undefined ? [] : [shell(text, 'code')];
      });

/** `go env -w` keeps a variable for every later call; `go clean` takes away what is kept, too. */
const settingOfGo = (word: string): readonly Found[] =>
  /^(?:GOFLAGS=.*-(?:tool)?exec|CC=|CXX=|GOROOT=|PKG_CONFIG=)/.test(word)
    ? [danger('a program that go runs')]
    : /^-(?:mod|fuzz)?cache$/.test(word)
      ? [opaque('what go keeps outside the workspace')]
      : /^-[wu]$/.test(word)
        ? [write('~/.config/go/env')]
        : [];

/** `R CMD INSTALL` and its like. */
export const packagesOfR: Special = (args) =>
  args[0] === 'CMD' && /^(?:INSTALL|REMOVE|javareconf|BATCH|SHLIB)$/.test(args[1] ?? '')
    ? [opaque('what R installs or runs')]
    : [];

/** `example.com/tool@latest` is fetched; `./cmd/app` lies here. */
const REMOTE = /@|^[\w-]+(?:\.[\w-]+)+\//;

/** Verbs behind which another command stands, or another call of the same program. */
const BEHIND: Readonly<Record<string, RegExp>> = {
  npm: /^explore \S+ (?:-- )?/,
  yarn: /^(?:workspace \S+ |workspaces (?:foreach|run) (?:-\S+ (?:(?<=(?:--include|--exclude|--from|-j|--jobs|--since) )\S+ )?)*)/,
  composer: /^exec (?:-\S+ )*/,
  uv: /^(?:tool run|tool-run) (?:-\S+ (?:(?<=(?:--from|--with|--python|-p|-w) )\S+ )?)*/,
  nix: /^(?:shell|develop) (?:.* )?(?:-c|--command) /,
};
/** The first words of those. */
const BEGIN_BEHIND = new Set('explore workspace workspaces exec tool tool-run shell develop'.split(' '));

/** What runs behind such verbs; each word keeps its place, since none of those before it holds a space. */
function behind(program: string, args: Words): readonly Found[] | null {
  if (!BEGIN_BEHIND.has(args[0] ?? '')) return null;
  const verbs = Object.hasOwn(BEHIND, program) ? BEHIND[program] : undefined;
  if (verbs === undefined) return null;
  const line = `${args.map((word) => (word ?? '?').replace(/\s/g, '_') || '_').join(' ')} `;
  const own = verbs.exec(line.slice(0, 4_000))?.[0];
  if (own === undefined) return null;
  const words = args.slice(own.split(' ').length - 1);
  const isAgain = program === 'yarn';
  return [
    ...(program === 'uv' || program === 'nix' ? [opaque(`what ${program} fetches`)] : []),
    { kind: 'words', words: isAgain ? ['yarn', ...words] : words },
  ];
}

/** Package managers and their like: some verbs install, publish or reach the network, the others are of every day. */
export const packages: Special = (args, { operands }, program) => {
  if (args.length > 1 && args.at(-1) === '--help' && !args.includes('--')) return [];
  if (args[0] === 'help' && args.every((word) => word !== null && /^[a-z][a-z0-9-]*$/.test(word))) return [];
  return behind(program, args) ?? byVerb(args, operands, program);
};

/** A package of the project is its own; null for that. */
function runByGo(place: string | null | undefined): Found | null {
  if (place === null || (place !== undefined && REMOTE.test(place))) return opaque('a program that go fetches');
  return place !== undefined && /^(?:-$|[/~]|\.\.)/.test(place) ? opaque('what go is given to run') : null;
}

function byVerb(args: Words, operands: Words, program: string): readonly Found[] {
  const verb = operands[0];
  if (verb === undefined)
    return program === 'yarn' || program === 'poetry' ? [opaque(`${program}, which installs`)] : [];
  // Nothing is fetched then: what runs is there.
  if (program === 'npm' && verb === 'exec' && args.includes('--no')) return [];
  if (program === 'npm' && (verb === 'pkg' || verb === 'set-script')) return scriptsSet(args, operands);
  if (program === 'go' && (verb === 'env' || verb === 'clean')) return known(args).flatMap(settingOfGo);
  if (program === 'cargo' && known(args).some((word) => /^(?:-C)?(?:linker|link-args?|codegen)=/.test(word)))
    return [danger('a program that cargo runs')];
  const started = startedBy(program, args, operands);
  if (started !== null) return [started];
  const kept = keptBy(program, args, operands);
  if (kept !== null) return [write(kept)];
  const isHarmless = HARMLESS_PAIRS[program]?.test(`${verb ?? ''} ${operands[1] ?? ''}`.trim()) === true;
  if (verb !== null && isHarmless) return [];
  const strange = program === 'go' && verb === 'run' ? runByGo(operands[1]) : null;
  if (strange !== null) return [strange];
  return verb === null || (VERBS[program]?.test(verb) ?? false)
    ? [opaque(`${program}, which may install, publish or reach the network`)]
    : [];
}
