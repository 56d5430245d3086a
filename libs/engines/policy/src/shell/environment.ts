/** Variables that make the program behind them run, load or believe something else. */
const RUNS = new RegExp(
  '^(?:ZDOTDIR|HISTFILE|LD_\\w+|DYLD_\\w+|BASH_ENV|ENV|SHELLOPTS|BASHOPTS|PS4|PROMPT_COMMAND|CDPATH|LESSOPEN|LESSCLOSE|LESSEDIT|PERL5OPT|PERL5LIB|PERL5DB|RUBYOPT|RUBYLIB|' +
    'PYTHONSTARTUP|PYTHONHOME|PYTHONINSPECT|PYTHONBREAKPOINT|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|MAVEN_OPTS|GRADLE_OPTS|GCONV_PATH|TAR_OPTIONS|GREP_OPTIONS|' +
    'GIT_SSH|GIT_SSH_COMMAND|GIT_EXEC_PATH|GIT_EXTERNAL_DIFF|GIT_CONFIG\\w*|GIT_ASKPASS|SSH_ASKPASS|SUDO_ASKPASS|GIT_PROXY_COMMAND|GIT_TEMPLATE_DIR|RSYNC_RSH|CVS_RSH|' +
    'CARGO_\\w*(?:WRAPPER|RUNNER|LINKER)|RUSTC_WRAPPER|RUSTC_WORKSPACE_WRAPPER|RUSTC|RUSTDOC|RIPGREP_CONFIG_PATH|FZF_DEFAULT_COMMAND|LUA_INIT\\w*|R_PROFILE\\w*|' +
    'npm_config_(?:script_shell|node_options|prefix|globalconfig|userconfig|git|shell)|NPM_CONFIG_(?:SCRIPT_SHELL|NODE_OPTIONS|PREFIX|GLOBALCONFIG|USERCONFIG|GIT|SHELL)|ELECTRON_RUN_AS_NODE|OPENSSL_CONF|MALLOC_CONF|BROWSER)$',
);
/** Variables that name a program: harmless when the program only prints. */
const NAMES_PROGRAM =
  /^(?:PAGER|EDITOR|VISUAL|MANPAGER|SYSTEMD_PAGER|BAT_PAGER|GIT_PAGER|GIT_EDITOR|GIT_SEQUENCE_EDITOR|CC|CXX|LD|AR|SHELL|MANOPT|PSQL_PAGER|PSQL_EDITOR|TERMINAL)$/;
const PRINTS = /^(?:true|:|cat|less|more|head|tail|gcc(?:-\d+)?|g\+\+|clang(?:-\d+)?|clang\+\+|cc|c\+\+|ld|lld|ar|)$/;
/** Variables that send the network elsewhere. */
const REDIRECTS =
  /^(?:\w*_?proxy|npm_config_\w*(?:registry|proxy)|PIP_\w*INDEX_URL|GOPROXY|NODE_TLS_REJECT_UNAUTHORIZED|SSL_CERT_FILE|NODE_EXTRA_CA_CERTS|KUBECONFIG|DOCKER_HOST|AWS_PROFILE|HOME)$/i;
const LOADS = /(?:^|\s)(?:-r|--require|--import|--loader|--experimental-loader|-e|--eval|--inspect\S*)(?:[=\s]|$)/;
/** Where a project keeps the programs that it was built with. */
const BINS = /(?:^|\/)(?:node_modules\/\.bin|\.?venv\/bin|vendor\/bin|bin)\/?$/;
const FOLDERS =
  /^(?:PATH|PYTHONPATH|NODE_PATH|CLASSPATH|MANPATH|XDG_CONFIG_HOME|XDG_DATA_HOME|GIT_DIR|GIT_WORK_TREE|GIT_INDEX_FILE|GIT_OBJECT_DIRECTORY|TMPDIR|CARGO_HOME|GOPATH|GOBIN|DESTDIR|PREFIX|CARGO_TARGET_DIR)$/;

/** Variables that hold options of a program; undefined for every other. */
function meaningOfFlags(name: string, value: string | null): 'danger' | 'opaque' | null | undefined {
  if (name === 'GOFLAGS') return value === null ? 'opaque' : /-exec|-overlay|-modfile/.test(value) ? 'danger' : null;
  if (name === 'MAKEFLAGS') return value === null ? 'opaque' : /eval|[A-Z]+=/.test(value) ? 'danger' : null;
  if (name === 'NODE_OPTIONS') return value === null ? 'opaque' : LOADS.test(value) ? 'danger' : null;
  return undefined;
}

/** What setting a variable does to what runs behind it; null: nothing that matters. `inside` says whether a folder is of the system or the workspace. */
export function meaningOfVariable(
  name: string,
  value: string | null,
  inside: (folder: string) => boolean,
): 'danger' | 'opaque' | null {
  if (RUNS.test(name)) return 'danger';
  if (NAMES_PROGRAM.test(name)) return value !== null && PRINTS.test(value) ? null : 'danger';
  if (/^(?:LESS|MORE|LV|LESSKEY\w*)$/.test(name))
    return value === null ? 'opaque' : /[!|]|^-*k/.test(value) || name.startsWith('LESSKEY') ? 'danger' : null;
  if (/^PS[0-3]$/.test(name)) return value === null || /\$\(|`/.test(value) ? 'danger' : null;
  const flags = meaningOfFlags(name, value);
  if (flags !== undefined) return flags;
  if (
    name === 'PATH' &&
    value !== null &&
    value.split(':').some((folder) => /^\.{0,2}$|^\.\.?\//.test(folder) && !BINS.test(folder))
  )
    return value.split(':').some((folder) => folder === '' || folder === '.') ? 'danger' : 'opaque';
  if (FOLDERS.test(name))
    return value === null
      ? 'opaque'
      : value.split(':').every((folder) => folder === '' || inside(folder))
        ? null
        : 'danger';
  if (REDIRECTS.test(name)) return 'opaque';
  return name === 'IFS' && value !== null && value !== '' && /[^\s,:;|=]/.test(value) ? 'opaque' : null;
}

const SECRET = /SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|API_?KEY|ACCESS_KEY|PRIVATE_KEY|CREDENTIAL/i;
const NO_SECRET = /(?:_(?:PATH|FILE|URL|NAME|LENGTH|COUNT|LIMIT|TYPE|TTL)|TOKENS)$|^(?:MAX|NUM|N)_/i;
/** Whether a variable of the environment holds a secret, by its name. */
export const isSecretVariable = (name: string): boolean => SECRET.test(name) && !NO_SECRET.test(name);
