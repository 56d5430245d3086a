// Real coding agents, got from npm at a pinned version and driven without a model and without a network: a script says which tools the
// model asks for, the program does the rest as it always does, hooks included.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const peersDir = join(here, '../../.cache/peers');
const LONGEST_RUN_SECONDS = 90;

/** How this host can give a program a network of its own, or null. As root, or as a user where user namespaces are allowed. */
function isolation() {
  const ways = [
    ['unshare', '-n', '--'],
    ['unshare', '-r', '-n', '--'],
  ];
  return (
    ways.find(([program, ...args]) => spawnSync(program, [...args, 'ip', 'link', 'set', 'lo', 'up']).status === 0) ??
    null
  );
}

export const networkNamespaces = {
  name: 'network namespaces (unshare -n)',
  available: () => Promise.resolve(isolation() !== null),
  get: () => Promise.reject(new Error('This host lets nobody make a network namespace.')),
};

/** A program from npm in a folder of its own: never among the packages of the product. */
function fromNpm({ name, version, integrity, folder, args }) {
  const home = join(peersDir, folder);
  const lock = join(home, 'node_modules/.package-lock.json');
  const installed = () => existsSync(lock) && JSON.parse(readFileSync(lock, 'utf8')).packages?.[`node_modules/${name}`];
  return {
    home,
    version,
    name: `${folder} ${version}`,
    available: () => Promise.resolve(Boolean(installed()) && installed().version === version),
    get() {
      mkdirSync(home, { recursive: true });
      writeFileSync(join(home, 'package.json'), '{"private":true}\n');
      const { status } = spawnSync(
        'npm',
        [
          'install',
          '--ignore-scripts',
          '--no-audit',
          '--no-fund',
          '--save-exact',
          '--loglevel=error',
          ...args,
          `${name}@${version}`,
        ],
        {
          cwd: home,
          stdio: ['ignore', 'ignore', 'inherit'],
        },
      );
      if (status !== 0) return Promise.reject(new Error(`npm could not install ${name}@${version}.`));
      const got = installed().integrity;
      return got === integrity
        ? Promise.resolve()
        : Promise.reject(new Error(`${name}@${version} is not what it was: ${got}`));
    },
  };
}

/** Runs an agent by plan (see alone.mjs); answers how it ended, what it printed, and what it told the model. */
function run(plan, { work, watch, shared = false }) {
  const transcript = join(work, 'model-requests.jsonl');
  const script = join(work, 'script.json');
  const planFile = join(work, 'plan.json');
  writeFileSync(script, JSON.stringify(plan.steps));
  writeFileSync(transcript, '');
  writeFileSync(planFile, JSON.stringify({ ...plan, script, transcript, seconds: LONGEST_RUN_SECONDS }));
  const way = shared ? [] : isolation();
  const [program, ...args] = [
    ...way,
    process.execPath,
    join(here, 'alone.mjs'),
    ...(shared ? ['--shared'] : []),
    planFile,
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
        watch?.(chunk.toString());
      });
    }
    child.once('error', reject);
    child.once('exit', (code) => {
      const requests = readFileSync(transcript, 'utf8')
        .trim()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line).request);
      resolve({ code, output, requests });
    });
  });
}

const gemini = fromNpm({
  name: '@google/gemini-cli',
  version: '0.61.0',
  integrity: 'sha512-dbQ9A0qBtFJNi6XBkHvfZ6Azpn6PNgH/P8h2MZ67RLlX8hSAVjup39CRWqdRxZv7YXIuhrFaytr8y0jKnkoxnQ==',
  folder: 'gemini-cli',
  args: ['--omit=optional'],
});

/** Settings of a person who lets Gemini CLI do everything; only the hooks stand between it and the machine. */
const geminiSettings = (hooks) => ({
  hooks,
  hooksConfig: { enabled: true, notifications: false },
  security: { auth: { selectedType: 'gemini-api-key' }, folderTrust: { enabled: false } },
  general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
  privacy: { usageStatisticsEnabled: false },
  telemetry: { enabled: false },
  model: { name: 'gemini-2.5-flash' },
});

export const geminiCli = {
  ...gemini,
  /**
   * @param home     HOME of the agent: what is in it decides which hooks run
   * @param steps    [{ name: 'run_shell_command', args: { command } }, …]: what the model asks for, one a turn
   */
  run({ home, workspace, work, prompt, steps, hooks, env = {}, watch, shared }) {
    mkdirSync(join(home, '.gemini'), { recursive: true });
    writeFileSync(join(home, '.gemini/settings.json'), JSON.stringify(geminiSettings(hooks), null, 2));
    const command = [
      process.execPath,
      join(gemini.home, 'node_modules/@google/gemini-cli/bundle/gemini.js'),
      '--yolo',
      '-p',
      prompt,
    ];
    const own = {
      HOME: home,
      PATH: '/usr/bin:/bin',
      NO_COLOR: '1',
      GEMINI_API_KEY: 'anything',
      GOOGLE_GEMINI_BASE_URL: '{model}',
    };
    return run(
      { model: 'fake-gemini-model.mjs', steps, command, cwd: workspace, env: { ...own, ...env } },
      { work, watch, shared },
    );
  },
};

const codex = fromNpm({
  name: '@openai/codex',
  version: '0.169.0',
  integrity: 'sha512-KhzYlkKPxoNssR8CEm45IjqnFWn7UtlF4CiD3tOJPea51xBs7MaHy0UQG9GSbCqk6Lrjn5QdJDV0QD1/FgWlGw==',
  folder: 'codex-cli',
  args: [],
});

const codexConfig = `model = "gpt-5"
model_provider = "scripted"
approval_policy = "never"
sandbox_mode = "danger-full-access"
check_for_update_on_startup = false
[analytics]
enabled = false
`;

export const codexCli = {
  ...codex,
  /** As geminiCli.run, with steps [{ command }, …] and hooks { PreToolUse: 'program arguments', … }. */
  run({ home, workspace, work, prompt, steps, hooks, env = {}, watch, shared }) {
    mkdirSync(join(home, '.codex'), { recursive: true });
    const hookLines = Object.entries(hooks).map(
      ([event, command]) =>
        `[[hooks.${event}]]\n[[hooks.${event}.hooks]]\ntype = "command"\ncommand = ${JSON.stringify(command)}\ntimeout = 10\n`,
    );
    writeFileSync(join(home, '.codex/config.toml'), [codexConfig, ...hookLines].join('\n'));
    const provider = 'model_providers.scripted={name="scripted",base_url="{model}/v1",wire_api="responses"}';
    const command = [
      process.execPath,
      join(codex.home, 'node_modules/@openai/codex/bin/codex.js'),
      'exec',
      '--skip-git-repo-check',
      '--dangerously-bypass-hook-trust',
      '-c',
      provider,
      prompt,
    ];
    const own = { HOME: home, PATH: '/usr/bin:/bin', NO_COLOR: '1' };
    return run(
      { model: 'fake-codex-model.mjs', steps, command, cwd: workspace, env: { ...own, ...env } },
      { work, watch, shared },
    );
  },
};
