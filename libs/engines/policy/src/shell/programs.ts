/** What is known of programs, as data. A program that stands in no list is unknown: it is asked about. */

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Their arguments are files that are read; they write nothing but their output. */
export const READERS = words(
  'cat head tail less more wc grep egrep fgrep rg ag diff cmp comm sort uniq cut tr nl od xxd hexdump strings file stat md5sum sha1sum sha256sum sha512sum jq yq column fold rev tac paste join base64 source .',
);
/** Every argument is a file that is written. */
export const WRITERS = words('touch mkdir tee truncate chmod chown chgrp');
/** The last argument is written, the others are read. */
export const COPIERS = words('cp install ln rsync');
/** The last argument is written, the others are deleted. */
export const MOVERS = words('mv');
export const DELETERS = words('rm rmdir unlink shred');
/** They list, print, build or test; what they touch lies in the workspace by nature. */
export const HARMLESS = words(
  'ls pwd echo printf true false test [ [[ : which type whoami id date uname hostname env printenv basename dirname realpath readlink seq sleep ps df du free uptime tree man help history wait jobs set unset export local declare typeset readonly return break continue shift read mapfile let expr git make npm npx yarn pnpm node deno bun tsc eslint prettier jest vitest mocha python python3 pytest ruff black mypy go gofmt cargo rustc rustfmt clippy mvn gradle javac java dotnet cmake ctest ninja gcc g++ clang sed awk find fd cd pushd popd',
);
/** They reach the hosts that their arguments name. */
export const NETWORKERS = words(
  'curl wget nc ncat netcat ssh scp sftp ftp telnet ping dig nslookup host http https rsync',
);
export const SHELLS = words('sh bash dash zsh ksh ash fish busybox');
/** They become somebody else, or change the system. */
export const PRIVILEGED = words(
  'sudo doas su pkexec runuser mount umount mkfs fdisk dd shutdown reboot halt insmod modprobe iptables nft crontab at systemctl visudo useradd usermod passwd',
);

/** Programs that run another: how many words of their own stand before it, options apart. */
export const WRAPPERS: Readonly<Record<string, { readonly operands: number; readonly valued: ReadonlySet<string> }>> = {
  env: { operands: 0, valued: words('-u -C -S --unset --chdir') },
  nohup: { operands: 0, valued: new Set() },
  setsid: { operands: 0, valued: new Set() },
  command: { operands: 0, valued: new Set() },
  builtin: { operands: 0, valued: new Set() },
  exec: { operands: 0, valued: words('-a') },
  time: { operands: 0, valued: words('-o -f') },
  nice: { operands: 0, valued: words('-n') },
  ionice: { operands: 0, valued: words('-c -n -p') },
  stdbuf: { operands: 0, valued: words('-i -o -e') },
  timeout: { operands: 1, valued: words('-k -s --kill-after --signal') },
  xargs: { operands: 0, valued: words('-I -i -n -P -L -d -E -s -a') },
  watch: { operands: 0, valued: words('-n') },
  strace: { operands: 0, valued: words('-e -o -p') },
};

/** Files that hold secrets, or that run something later: reading the first, writing either, is of high risk. */
export const SECRET_FILES = [
  '~/.ssh/**',
  '~/.aws/**',
  '~/.gnupg/**',
  '~/.netrc',
  '~/.kube/**',
  '~/.config/gcloud/**',
  '~/.docker/config.json',
  '~/.npmrc',
  '~/.pypirc',
  '**/.env',
  '**/.env.*',
  '**/*.pem',
  '**/id_rsa*',
  '**/id_ed25519*',
  '/etc/shadow',
  '/etc/sudoers*',
  '/proc/*/environ',
];
export const PROTECTED_FILES = [
  '**/.git/hooks/**',
  '**/.git/config',
  '**/.github/workflows/**',
  '**/.gitlab-ci.yml',
  '~/.bashrc',
  '~/.bash_profile',
  '~/.profile',
  '~/.zshrc',
  '~/.zshenv',
  '**/.claude/settings*.json',
  '**/.gemini/settings.json',
  '**/.codex/**',
  '**/.factory/settings*.json',
  '**/.cursor/hooks.json',
  '**/.envrc',
];
