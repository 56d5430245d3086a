import { remembered } from '../remembered.js';
import { FOLDER_VARIABLES, LAUNCHING_VARIABLES, OUTPUT_VARIABLES, RUNNING_VARIABLES } from './environment-names.js';

/** Variables that name a program, and the programs that do no more than is expected of such a variable. */
const NAMES_PROGRAM =
  /^(?:PAGER|EDITOR|VISUAL|MANPAGER|SYSTEMD_PAGER|BAT_PAGER|GIT_PAGER|DELTA_PAGER|GH_PAGER|AWS_PAGER|GIT_EDITOR|GIT_SEQUENCE_EDITOR|KUBE_EDITOR|SVN_EDITOR|HGEDITOR|FCEDIT|SUDO_EDITOR|CC|CXX|LD|AR|CPP|FC|SHELL|MANOPT|PSQL_PAGER|PSQL_EDITOR|TERMINAL|BROWSER|LAUNCH_EDITOR|REACT_EDITOR)$/;
const EXPECTED =
  /^(?:|true|false|:|none|echo|cat|more|head|tail|most|delta|bat|(?:less|bat)(?: -{1,2}[\w=-]+)*|vim?|nvim|nano|emacs|micro|hx|(?:code|subl|cursor|zed)(?: (?:--wait|-w))?|(?:\/usr)?\/bin\/(?:ba|da|z|fi|)sh|(?:ba|z|da)sh|firefox|chromium|google-chrome|open)$/;
const COMPILER =
  /^(?:(?:s?ccache|distcc|icecc) )?(?:[\w]+(?:-[\w]+)*-)?(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+|ld|lld|ar|cpp|gfortran|zig cc|zig c\+\+|musl-gcc|emcc|em\+\+)(?:-\d+)?(?: -[mstWOgf][\w=+-]*)*$/;
const CACHES = /^(?:|s?ccache|distcc|icecc)$/;
const isExpected = (name: string, value: string): boolean =>
  EXPECTED.test(value) || (/^(?:CC|CXX|LD|AR|CPP|FC)$/.test(name) && COMPILER.test(value));

/** Variables that send the network elsewhere. */
const REDIRECTS =
  /^(?:\w*_?proxy|npm_config_\w*(?:registry|proxy)|PIP_\w*INDEX_URL|UV_\w*INDEX\w*|GOPROXY|GONOSUMDB|GONOSUMCHECK|GOSUMDB|NODE_TLS_REJECT_UNAUTHORIZED|SSL_CERT_FILE|SSL_CERT_DIR|CURL_CA_BUNDLE|REQUESTS_CA_BUNDLE|GIT_SSL_NO_VERIFY|GIT_SSL_CAINFO|NODE_EXTRA_CA_CERTS|PYTHONHTTPSVERIFY|KUBECONFIG|DOCKER_HOST|AWS_PROFILE|AWS_ENDPOINT_URL\w*|HF_ENDPOINT|HOME|HOSTALIASES|RES_OPTIONS|LOCALDOMAIN)$/i;
/** Where a project keeps the programs that it was built with. */
const BINS =
  /(?:^|\/)(?:node_modules\/\.bin|\.?venv\/bin|vendor\/bin|bin|scripts|tools|target\/(?:debug|release)|build|dist|out)\/?$/;

/** Variables that hold options of a program, with the options that make it run or load something else. */
const OPTIONS: readonly (readonly [name: RegExp, harm: RegExp])[] = [
  [/^GOFLAGS$/, /-(?:tool)?exec|-overlay|-modfile/],
  [/^(?:MAKEFLAGS|GNUMAKEFLAGS|MFLAGS)$/, /eval|[A-Z]+=|-f|-C/],
  [
    /^NODE_OPTIONS$/,
    /(?:^|\s)(?:-r|--require|--import|--loader|--experimental-loader|-e|--eval|--inspect\S*)(?:[=\s]|$)/,
  ],
  [/^(?:CARGO_ENCODED_|CARGO_BUILD_|CARGO_TARGET_\w+_)?RUST(?:DOC)?FLAGS$/, /linker|link-arg|-Z|plugin|--sysroot/],
  [
    /^(?:\w*_)?(?:C|CPP|CXX|LD|F|OBJC)FLAGS$/,
    /-fplugin|-wrapper|-specs|(?:^|\s)-B|-fuse-ld=[./]|-load\b|dynamic-linker/,
  ],
  [
    /^\w*(?:JAVA|JDK|JVM|MAVEN|MVN|GRADLE|SBT|LEIN|ANT|KOTLIN|SCALA|GROOVY|CATALINA|JRUBY)\w*_(?:OPTS|OPTIONS|ARGS)$|^(?:JAVA|SBT|JVM)OPTS$/,
    /-javaagent|-agent(?:lib|path)|-Xrun|-Xbootclasspath|-XX:(?:On|Flags|VMOptions)|-D[\w.]*(?:class\.?path|loader|ext\.)|(?:^|\s)(?:-cp|--?class-?path|--init-script|-I|@\S)/,
  ],
  [/^PYTEST_ADDOPTS$/, /(?:^|\s)-[pco]|--(?:rootdir|confcutdir|basetemp)/],
  [/^FZF_\w*OPTS$/, /execute|become|preview|reload|transform/],
  [/^(?:LESS|MORE|LV)$/, /[!|]|^-*k/],
  [/^(?:GCC|CLANG|TEX|PANDOC|RUBY|PHP)_?OPTIONS$/, /./],
  [/^(?:ENV|BASH_ENV)$/, /[/.~$`]/],
  [/^PYTHONBREAKPOINT$/, /^(?!0$|$|i?pdb\.set_trace$|pudb\.set_trace$|breakpoint$)/],
  [/^PYTHONWARNINGS$/, /:[\w.]*\.[\w.]*:|antigravity/],
  [/^PS[0-3]$/, /\$\(|`/],
  // Nothing of what is typed is kept.
  [/^HIST(?:FILE)?SIZE$/, /^0*$/],
  [/^HISTIGNORE$/, /(?:^|:)\*(?:$|:)/],
];

/** What the lists say of one variable. */
interface Meaning {
  /** What makes the options dangerous that it holds. */
  readonly harm: RegExp | undefined;
  readonly isLaunching: boolean;
  readonly isRunning: boolean;
  readonly namesProgram: boolean;
  readonly namesFolders: boolean;
  readonly redirects: boolean;
  readonly namesOutput: boolean;
}

/** Of nearly every variable: nothing. Names repeat, and the lists are long. */
const listed = remembered((name): Meaning | null => {
  const meaning: Meaning = {
    harm: OPTIONS.find(([fits]) => fits.test(name))?.[1],
    isLaunching: LAUNCHING_VARIABLES.test(name),
    isRunning: RUNNING_VARIABLES.test(name),
    namesProgram: NAMES_PROGRAM.test(name),
    namesFolders: FOLDER_VARIABLES.test(name),
    redirects: REDIRECTS.test(name),
    namesOutput: OUTPUT_VARIABLES.test(name),
  };
  return Object.values(meaning).some((value) => value !== undefined && value !== false) ? meaning : null;
});

/** What setting a variable does to what runs behind it; null: nothing that matters. `inside` says whether a folder is of the system or the workspace. */
export function meaningOfVariable(
  name: string,
  value: string | null,
  inside: (folder: string) => boolean,
): 'danger' | 'opaque' | 'output' | null {
  const meaning = listed(name);
  if (meaning === null)
    return name === 'IFS' && value !== null && value !== '' && /[^\s,:;|=.-]/.test(value) ? 'opaque' : null;
  const { harm } = meaning;
  if (harm !== undefined) {
    if (value === null) return /^PS/.test(name) ? 'danger' : 'opaque';
    return harm.test(value) ? 'danger' : null;
  }
  if (meaning.isLaunching) return value !== null && CACHES.test(value) ? null : 'danger';
  if (meaning.isRunning) return 'danger';
  if (meaning.namesProgram) return value !== null && isExpected(name, value) ? null : 'danger';
  const found = name === 'PATH' && value !== null ? meaningOfPath(value.split(':'), inside) : null;
  if (found !== null) return found;
  if (meaning.namesFolders)
    return value === null
      ? 'opaque'
      : value.split(/[:,;]/).every((folder) => folder === '' || isOfSystem(folder) || inside(folder))
        ? null
        : 'danger';
  return meaning.namesOutput ? 'output' : 'opaque';
}

/** What stands in front of the folders of the system takes the place of their programs. */
function meaningOfPath(folders: readonly string[], inside: (folder: string) => boolean): 'danger' | 'opaque' | null {
  if (folders.includes('') || folders.includes('.')) return 'danger';
  const end = folders.findIndex((folder) => /^\/(?:usr\/)?bin\/?$/.test(folder));
  const isOwn = (folder: string): boolean =>
    !BINS.test(folder) && !isOfSystem(folder) && !OF_SYSTEM.test(folder) && (!/^[/~]/.test(folder) || inside(folder));
  const at = folders.findIndex(isOwn);
  return at === -1 ? null : at < end ? 'danger' : 'opaque';
}
const OF_SYSTEM = /^\/(?:usr\/(?:local\/)?)?s?bin\/?$|^\/(?:opt|snap)\//;

/** Where the system and the managers of versions keep what is installed. */
const isOfSystem = (folder: string): boolean =>
  /^\/(?:usr\/(?:lib|local|share|include)|opt|Library\/(?:Java|Developer|Frameworks)|nix\/store)(?:\/(?!\.\.)[\w.+@-]+)*\/?$/.test(
    folder,
  ) ||
  /^(?:~|\/(?:home|Users)\/[\w.-]+)\/(?:\.(?:sdkman|jdks|asdf|nvm|rbenv|pyenv|rustup|jenv|local\/share\/mise)\/(?:(?!\.\.)[\w.+@-]+\/?)+|(?:\.(?:cargo|local|bun|deno|yarn|dotnet|pub-cache)|go)\/bin\/?)$/.test(
    folder,
  );

const SECRET = /SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|API_?KEY|ACCESS_KEY|PRIVATE_KEY|CREDENTIAL/i;
const NO_SECRET = /(?:_(?:PATH|FILE|URL|NAME|LENGTH|COUNT|LIMIT|TYPE|TTL)|TOKENS)$|^(?:MAX|NUM|N)_/i;
/** Whether a variable of the environment holds a secret, by its name. */
export const isSecretVariable = (name: string): boolean => SECRET.test(name) && !NO_SECRET.test(name);
