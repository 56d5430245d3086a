import { BUILD_PROGRAMS } from './build-programs.js';

/** What is known of programs, as data. A program that stands in no list is unknown: it is asked about. */

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Their operands are files that are read; they write nothing but their output and what their options name. */
export const READERS = words(`
  cat bat tac head tail less more most view wc diff cmp comm sort uniq nl od xxd hexdump strings file stat md5sum sha1sum
  sha224sum sha256sum sha384sum sha512sum b2sum cksum shasum sum yq column fold fmt rev paste join base32 base64 basenc cut expand
  unexpand pr ptx tsort iconv zcat zgrep zless bzcat xzcat zstdcat lz4cat ls dir vdir exa eza lsd tree du readlink realpath find fd
  locate diffstat colordiff delta sdiff diff3 vimdiff csplit split ul look shuf factor numfmt open-csv xmllint xsltproc pdftotext
  readelf objdump nm ldd size otool lsattr getfacl namei dos2unix glow mdcat hd tokei cloc scc source . unzip zipinfo ar cpio 7z 7za 7zz 7zr rar unrar unar lsar dpkg-deb
`);
/** Their first operand is a pattern or a program text, the others are files that are read. */
export const PATTERN_READERS = words(
  'grep egrep fgrep rg ag ack sed gsed awk gawk mawk nawk jq gojq perl-rename ast-grep',
);
/** Every operand is a file that is written. */
export const WRITERS = words(
  'ex virtualenv touch mkdir tee truncate mkfifo mktemp gzip gunzip pigz unpigz pbzip2 lbzip2 pixz lzip lzop brotli bzip2 bunzip2 xz unxz zstd lz4 compress fallocate rename vim vi nvim nano emacs code sponge ed red mknod setfacl setfattr scrot maim grim gnome-screenshot',
);
/** The first operand is a mode or an owner, the others are written. */
export const MODE_WRITERS = words('chmod chown chgrp setcap');
/** The last operand is written, the others are read. */
export const COPIERS = words('cp install ln rsync gcp link symlink ditto');
/** The last operand is written, the others are deleted. */
export const MOVERS = words('mv mmv pmv');
export const DELETERS = words('rm rmdir unlink shred srm trash trash-put wipe rimraf del del-cli trash-cli rip');
export const COMPILERS = words('gcc g++ cc c++ clang clang++ ld rustc go swiftc javac ghc zig nim dmd gfortran');
/** They list, print, build or test; what they touch lies in the workspace by nature. */
export const HARMLESS = words(`
  pwd echo printf true false test [ [[ : which type whoami id groups date uname hostname env printenv basename dirname seq sleep ps
  df free uptime man help apropos whatis info history wait jobs fg bg disown set unset export local declare typeset readonly return break continue
  shift read mapfile readarray let expr git make gmake cmake ctest ninja meson bazel npm npx yarn pnpm bun deno node tsc tsx eslint
  prettier biome jest vitest mocha ava playwright cypress webpack rollup vite esbuild turbo nx lerna python python2 python3 pytest tox nox ruff
  black isort flake8 pylint mypy pyright go gofmt goimports golangci-lint cargo rustc rustfmt clippy-driver mvn mvnw gradle gradlew javac java kotlinc
  scalac sbt dotnet gcc g++ cc c++ clang clang++ clang-format clang-tidy ld as cpp swift swiftc cd pushd popd dirs tr yes nproc arch lscpu lsb_release tput
  clear reset tty stty locale cal bc dc sum exit umask ulimit getopts svn age rage hash trap command builtin exec enable shopt alias unalias times logname users who w last
  uuidgen getconf lsof pgrep pidof pstree vmstat iostat mpstat top htop ruby rake rspec rubocop bundle php phpunit composer phpstan perl prove lua luac ghc stack
  cabal elixir mix rebar3 erl ocaml dune opam zig nim crystal dart flutter terraform-fmt hadolint eval shellcheck shfmt yamllint markdownlint actionlint
  protoc buf openssl gpg tar zip jar patch dd cp awk sed xargs time timeout nice uv poetry pipenv pre-commit just task watchexec entr hyperfine
  ip ifconfig hostnamectl timedatectl localectl route arch ss netstat getent locale nmcli networksetup sw_vers system_profiler lsb_release
  castellan compgen complete printf sqlite3 duckdb psql gdb lldb valgrind strace ltrace mix select coproc expand ssh-keygen busybox toybox tig gh glab pip pip3
  javap jstack jps rustup rustdoc cbindgen wasm-pack tflint stylelint ng vue-cli-service next nuxt astro svelte-check storybook knip depcheck swc babel
  codesign PlistBuddy sips softwareupdate mdutil installer xcode-select hdiutil nodemon ts-node concurrently cross-env dos2unix script fc bind caller suspend readarray tput cmp ipcs lsblk findmnt lsmod lspci lsusb dmidecode pwsh powershell
`);
/** They reach the hosts that their operands name. */
export const NETWORKERS = words(`
  curl wget nc ncat netcat ssh scp sftp ftp tftp telnet ping ping6 traceroute tracepath mtr dig nslookup host whois http https xh rsync socat nmap aria2c axel lftp
  rclone wscat websocat grpcurl httpie ab wrk hey k6 vegeta open xdg-open lynx w3m links ngrok cloudflared tailscale iperf3 mosh autossh sshpass ldapsearch
`);
/** They change what is installed, what runs or other machines: a person looks first. */
export const ASKED = words(`
  kill killall pkill skill at batch launchctl journalctl dmesg brew apt-get apt apt-cache dpkg rpm yum dnf apk pacman snap flatpak port nix nix-env docker docker-compose podman nerdctl
  kubectl helm minikube kind terraform tofu pulumi ansible ansible-playbook vagrant aws gcloud az gsutil doctl flyctl heroku vercel netlify firebase wrangler
  pipx gem conda mamba pbpaste pbcopy scrot maim grim gnome-screenshot xclip xsel wl-copy wl-paste osascript screen tmux loginctl xdotool redis-cli mysql mongo mongosh pg_dump pg_restore
  mysqldump ssh-copy-id ssh-keyscan uvicorn gunicorn flask http-server serve nginx caddy systemd-run claude codex gemini cursor droid opencode copilot crond renice cursor-agent aider goose amp qwen crush cline auggie kiro kiro-cli windsurf devin openhands plandex gptme cody
`);
/** What those programs only tell or check, by their words: nothing is installed, started or reached. */
export const TELLING: Readonly<Record<string, RegExp>> = {
  terraform: /^(?:-chdir=\S+ )?(?:fmt|validate|version|-version|graph|providers$)(?: |$)/,
  tofu: /^(?:-chdir=\S+ )?(?:fmt|validate|version|-version|graph|providers$)(?: |$)/,
  pulumi: /^version$/,
  helm: /^(?:lint(?: [\w./*-]+)*|version(?: --client)?|template(?: [\w-]+)? \.?\.?[\w-]*\/?[\w./-]+(?: (?:-f|--values) [\w./-]+)*)$/,
  kubectl: /^(?:version --client\S*|kustomize [\w./-]+|completion \w+)$/,
  docker: /^(?:version|buildx version|compose version)$/,
  'docker-compose': /^version$/,
  dpkg: /^(?:-l|-L|-s|-S|--list|--status|--listfiles|--search|--print-architecture|--compare-versions)(?: |$)/,
  apt: /^(?:policy|show|list|depends|rdepends|search)(?: |$)/,
  'apt-cache': /^(?:policy|show|showpkg|depends|rdepends|search|madison|stats|pkgnames)(?: |$)/,
  'apt-get': /^--version$/,
  brew: /^(?:list|ls|--prefix|--cellar|--repository|config|leaves|deps|--version)(?: |$)/,
  rpm: /^(?:-q|--query|-V|--verify|--version|--showrc)\S*(?: |$)/,
  snap: /^(?:list|version)(?: |$)/,
  flatpak: /^list(?: |$)/,
  pacman: /^-Q\w*(?: |$)/,
  apk: /^(?:info|list)(?: |$)/,
  gem: /^(?:list|which|env|environment|contents|specification|dependency|build|help)(?: |$)/,
  conda: /^(?:list|info|env list|config --show\S*|env export)(?: |$)/,
  mamba: /^(?:list|info|env list)(?: |$)/,
  pipx: /^(?:list|environment)(?: |$)/,
  'ansible-playbook': /(?:^| )--(?:syntax-check|list-tasks|list-hosts|list-tags)(?: |$)/,
  nginx: /^-[tTvV]+(?: |$)/,
  caddy: /^(?:validate|fmt|adapt|version)(?: |$)/,
  flask: /^(?:routes|--version|db(?: (?:upgrade|downgrade|migrate|current|history|heads|revision|stamp|init))?)(?: |$)/,
  gunicorn: /(?:^| )--check-config(?: |$)/,
  tmux: /^(?:ls|list-sessions|-V)$/,
  screen: /^-(?:ls|list)$/,
  kill: /^-(?:l|L|0)(?: |$)/,
  pg_restore: /^(?:-l|--list)(?: |$)/,
  minikube: /^version$/,
  kind: /^version$/,
  vagrant: /^(?:validate|version)$/,
};
export const SHELLS = words('sh bash dash zsh ksh ash fish mksh rbash csh tcsh');
export const INTERPRETERS = words(
  'python python2 python3 pypy pypy3 node nodejs deno bun perl ruby php lua luajit tclsh wish Rscript R julia osascript guile elixir erl groovy irb ipython ipython3 iex escript runghc runhaskell sbcl clisp racket swipl octave ocaml bb coffee ts-node tsx esno vite-node babel-node jshell scala clojure clj raku newlisp janet fennel',
);
/** They become somebody else, or change the system. */
export const PRIVILEGED = words(`
  sudo sudoedit sudo-rs doas dzdo please pbrun pfexec pmrun calife gksu gksudo kdesu kdesudo beesu su pkexec runuser run0 gosu su-exec mount umount mkfs fdisk sfdisk parted diskutil mkswap swapon shutdown reboot halt poweroff init insmod rmmod modprobe
  iptables ip6tables nft ufw firewall-cmd crontab systemctl service visudo useradd usermod userdel groupadd adduser deluser passwd chpasswd chsh sysctl chroot unshare nsenter
  setenforce auditctl update-rc.d chkconfig csrutil spctl dscl scutil pfctl kextload defaults setcap losetup cryptsetup wipefs blkdiscard hdparm ld.so vipw
  mke2fs mkdosfs mkntfs tune2fs resize2fs e2fsck sgdisk gdisk cgdisk partprobe dmsetup lvremove vgremove pvremove mdadm zpool zfs badblocks nvme
  addgroup delgroup groupmod gpasswd chage dpkg-reconfigure launchd kextunload nvram bless pmset systemsetup tmutil profiles authconfig pam-auth-update aa-teardown apparmor_parser aa-disable
  setsebool semanage fdesetup sc certutil bitsadmin mshta rundll32 regsvr32 wmic cscript wscript msiexec rd vssadmin icacls cacls takeown net sc.exe bcdboot
  wbadmin cipher fsutil ntdsutil installutil regasm regsvcs msbuild.exe forfiles pcalua odbcconf certreq esentutl hh cmstp mavinject
  Set-MpPreference Add-MpPreference Stop-Service New-Service Set-Service Set-ItemProperty New-ItemProperty Remove-ItemProperty Register-ScheduledTask Disable-WindowsOptionalFeature
  gcore swapoff pwconv authselect kextunload dscacheutil dsenableroot sysadminctl grub-install update-grub efibootmgr dracut
  agetty getty ldconfig bpftrace openvpn wg-quick hwclock tccutil aa-complain aa-enforce aa-unconfined depmod mkinitcpio update-initramfs update-ca-certificates trust locale-gen
  vigr ntpdate arpspoof ettercap hping3 setpci flashrom quotaon edquota setquota lvcreate pvcreate vgcreate cryptdisks_start iscsiadm multipath zramctl
  btrfs bcachefs chcon restorecon fixfiles dseditgroup chfn loadkeys xfs_repair xfs_growfs fsck partx kpartx fstrim pwck grpck faillock systemd-tmpfiles
  systemd-sysusers udevadm rfkill ebtables arptables ipset dhclient dhcpcd pppd lpadmin cupsctl sysrc login hostapd wpa_supplicant
  rsyslogd syslog-ng sshd cron crond anacron atd inetd xinetd dockerd containerd kubelet auditd tshark dumpcap wireshark setpriv arch-chroot systemd-nspawn schroot newrole newgrp sg capsh debugfs bpftool tcpdump kexec update-alternatives xattr security cmd wevtutil reg bcdedit schtasks netsh diskpart format
`);

/** Programs that run another: how many words of their own stand before it, options apart. */
export const WRAPPERS: Readonly<
  Record<
    string,
    { readonly operands: number; readonly valued: ReadonlySet<string>; readonly pairs?: ReadonlySet<string> }
  >
> = {
  env: { operands: 0, valued: words('-u -C --unset --chdir') },
  nohup: { operands: 0, valued: new Set() },
  setsid: { operands: 0, valued: new Set() },
  command: { operands: 0, valued: new Set() },
  builtin: { operands: 0, valued: new Set() },
  exec: { operands: 0, valued: words('-a') },
  coproc: { operands: 0, valued: new Set() },
  time: { operands: 0, valued: words('-o -f') },
  nice: { operands: 0, valued: words('-n') },
  ionice: { operands: 0, valued: words('-c -n -p') },
  chrt: { operands: 1, valued: new Set() },
  taskset: { operands: 1, valued: new Set() },
  numactl: { operands: 0, valued: new Set() },
  stdbuf: { operands: 0, valued: words('-i -o -e') },
  unbuffer: { operands: 0, valued: new Set() },
  timeout: { operands: 1, valued: words('-k -s --kill-after --signal') },
  gtimeout: { operands: 1, valued: words('-k -s --kill-after --signal') },
  xargs: {
    operands: 0,
    valued: words('-I -J -R -S -n -P -L -d -E -s -a --max-args --max-procs --arg-file --delimiter'),
  },
  parallel: {
    operands: 0,
    valued: words(
      '-j -P -I -a -N -n -L -S -C -d --jobs --arg-file --max-replace-args --max-args --max-lines --colsep --delimiter --header --joblog --results --tmpdir --halt --delay --timeout --retries --load --memfree --workdir --wd --tagstring --rpl --arg-sep --arg-file-sep --trc --return --basefile --bf --env --sshlogin --sshloginfile --slf --block --recstart --recend --nice --termseq --tempdir --compress-program --profile --sqlworker --sqlmaster --limit --memsuspend --max-procs --max-chars',
    ),
  },
  logsave: { operands: 1, valued: new Set() },
  'systemd-run': { operands: 0, valued: words('-p -u -E --unit --property --slice --on-active') },
  watch: { operands: 0, valued: words('-n --interval') },
  strace: { operands: 0, valued: words('-e -o -p') },
  ltrace: { operands: 0, valued: words('-e -o -p') },
  valgrind: { operands: 0, valued: new Set() },
  flock: { operands: 1, valued: words('-w -E') },
  script: { operands: 1, valued: words('-c --command -E -I -O -B -T -o --echo --log-in --log-out') },
  entr: { operands: 0, valued: new Set() },
  watchexec: { operands: 0, valued: words('-e -w -i') },
  hyperfine: {
    operands: 0,
    valued: words(
      '-w -r --warmup --runs -m -M --min-runs --max-runs -n --command-name -S --shell --time-unit -u --style --output --export-json --export-csv --export-markdown --export-asciidoc --export-orgmode -p --prepare -s --setup -c --cleanup -C --conclude',
    ),
  },
  busybox: { operands: 0, valued: new Set() },
  toybox: { operands: 0, valued: new Set() },
  proxychains: { operands: 0, valued: words('-f') },
  torsocks: { operands: 0, valued: new Set() },
  firejail: { operands: 0, valued: new Set() },
  setarch: { operands: 0, valued: new Set() },
  linux64: { operands: 0, valued: new Set() },
  linux32: { operands: 0, valued: new Set() },
  prlimit: { operands: 0, valued: new Set() },
  xcrun: { operands: 0, valued: words('-sdk --sdk --toolchain') },
  perf: { operands: 1, valued: words('-e -o -p -F -g -C --call-graph') },
  heaptrack: { operands: 0, valued: words('-o -p') },
  'py-spy': { operands: 1, valued: words('-o -r -d -f -p --pid') },
  doppler: { operands: 1, valued: words('-p -c') },
  caffeinate: { operands: 0, valued: words('-t -w') },
  ssh: { operands: 1, valued: words('-i -p -l -o -F -L -R -D -J -E -S -c -m -b -e -I -Q -w -W') },
  sshpass: { operands: 0, valued: words('-p -f') },
  'cross-env': { operands: 0, valued: new Set() },
  dotenv: { operands: 0, valued: words('-e') },
  direnv: { operands: 2, valued: new Set() },
  uv: {
    operands: 1,
    valued: words(
      '--with --python -p --with-requirements --with-editable --extra --group --only-group --env-file --package --directory --project --index-url --index --no-group -C --color',
    ),
  },
  poetry: { operands: 1, valued: new Set() },
  pipenv: { operands: 1, valued: new Set() },
  bundle: { operands: 1, valued: new Set() },
  npm: { operands: 1, valued: words('-p --package -c --call -w --workspace --prefix') },
  yarn: { operands: 1, valued: new Set() },
  pnpm: { operands: 1, valued: words('-C --dir -F --filter') },
  cabal: { operands: 1, valued: words('--project-file') },
  stack: { operands: 1, valued: new Set() },
  opam: { operands: 1, valued: new Set() },
  rustup: { operands: 2, valued: new Set() },
  choom: { operands: 0, valued: words('-n -p') },
  cpulimit: { operands: 0, valued: words('-l -e -p -P --limit') },
  setlock: { operands: 1, valued: new Set() },
  softlimit: { operands: 0, valued: new Set() },
  rlwrap: { operands: 0, valued: words('-f -H -P') },
  multitime: { operands: 0, valued: words('-n -s -i -o -r -b') },
  torify: { operands: 0, valued: new Set() },
  grc: { operands: 0, valued: words('-c') },
  catchsegv: { operands: 0, valued: new Set() },
  'dbus-run-session': { operands: 0, valued: new Set() },
  'ssh-agent': { operands: 0, valued: words('-a -t') },
  'xvfb-run': { operands: 0, valued: words('-e -n -s') },
  arch: { operands: 0, valued: words('-e') },
  c8: { operands: 0, valued: words('-r --reporter -o --report-dir -x -n') },
  nyc: { operands: 0, valued: words('-r --reporter --report-dir --temp-dir -t -x -n') },
  dune: { operands: 1, valued: words('--root --profile --build-dir -j') },
  chronic: { operands: 0, valued: new Set() },
  eatmydata: { operands: 0, valued: new Set() },
  fakeroot: { operands: 0, valued: words('-l -s -i -b') },
  faketime: { operands: 1, valued: words('-f') },
  proot: { operands: 0, valued: words('-r -b -w -q -R -S') },
  bwrap: {
    pairs: words(
      '--bind --ro-bind --dev-bind --bind-try --ro-bind-try --dev-bind-try --symlink --setenv --file --bind-data --ro-bind-data',
    ),
    operands: 0,
    valued: words('--chdir --proc --dev --tmpfs --dir --setenv --unsetenv'),
  },
  tini: { operands: 0, valued: words('-p -e') },
  'dumb-init': { operands: 0, valued: words('-r') },
  chpst: { operands: 0, valued: words('-u -U -b -/ -n -l -L -m -d -o -p -f -c -r -t -C') },
  shx: { operands: 0, valued: new Set() },
  'env-cmd': { operands: 0, valued: words('-f -e') },
  dotenvx: { operands: 1, valued: words('-f --env-file') },
  mise: { operands: 1, valued: new Set() },
  asdf: { operands: 1, valued: new Set() },
  pyenv: { operands: 1, valued: new Set() },
  rbenv: { operands: 1, valued: new Set() },
  conda: { operands: 1, valued: words('-n -p --name --prefix --cwd') },
  hatch: { operands: 1, valued: words('-e --env') },
  pdm: { operands: 1, valued: words('-p --project') },
  rye: { operands: 1, valued: new Set() },
  pixi: { operands: 1, valued: words('-e --environment') },
  devbox: { operands: 1, valued: new Set() },
  retry: { operands: 0, valued: words('-t -d -m -c') },
  npx: { operands: 0, valued: words('-p --package -c --call') },
  bunx: { operands: 0, valued: new Set() },
  bun: { operands: 1, valued: words('-p --package --cwd') },
};

const KNOWN: ReadonlySet<string> = new Set([
  ...[
    HARMLESS,
    BUILD_PROGRAMS,
    READERS,
    PATTERN_READERS,
    WRITERS,
    MODE_WRITERS,
    COPIERS,
    MOVERS,
    DELETERS,
    SHELLS,
    INTERPRETERS,
  ].flatMap((programs) => [...programs]),
  ...Object.keys(WRAPPERS),
]);

const FAMILY =
  /^(python[23]?|pypy3?|lua|ruby|php|perl|node|gcc|g\+\+|cpp|clang|clang\+\+|clang-format|clang-tidy|tclsh|wish|gdb|go|gawk|pip3?)-?\d+(?:\.\d+)*$/;
/** The name under which a program is known: versions of one share it, as `python3.12` and `gcc-13`. */
export const canonical = (program: string): string => {
  // What zsh holds itself, under a name of its own.
  if (program.startsWith('zf_')) return program.slice(3);
  if (program.endsWith('.exe') && program.length > 4) return program.slice(0, -4).toLowerCase();
  const family = FAMILY.exec(program)?.[1];
  return family === undefined || /^(?:python|pypy|pip)[23]$/.test(program) ? program : family;
};

/** Whether this is a program of which Castellan knows what its words mean, and that it is harmless by itself. */
export const isKnown = (program: string): boolean =>
  KNOWN.has(program) || program.startsWith('./') || KNOWN.has(canonical(program));
