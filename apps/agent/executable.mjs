// Makes the machine program one self-contained file for a platform: the built program, compiled to bytecode, on the runtime that npm carries
// for that platform. Wants npm and a Node, and no compiler; any platform is made on any other. The runtime is taken only if it is the one
// that is named here by its digest.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildAgent } from './build.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const VERSION = '1.4.5';

const INTEGRITY = {
  'linux-x64': 'sha512-IWX9BELoGHAUtMonkeSaNaZwXzRk+oDw6Mk+HBFXd3KHYIBNBsIGRupMZPcgNoDbJpLu6gAJjIoIVPZtt1aJ1g==',
  'linux-aarch64': 'sha512-4BXmsSKnjOrlGWqZV4x/oWa7AVoR+B6lCXddMzOAXBIm3t50eslg9wb66gmtW1AamEQ1l1CDvmmruysEhqOWMg==',
  'linux-x64-musl': 'sha512-10QoW/YfTgnURaGEaHpJCiXjLI2e5iTtfVDaA5JKcyUzaa1cq6cVUY9/Uq5XkYzvtRjHLRe9Oj/lTDIQcxy8HQ==',
  'linux-aarch64-musl':
    'sha512-XCNc+WvvMAdNNb+OWTogpy+N9wm62fkVeEVLb6how0RZhW5LPi6c7BlkeVCuWps7XjEl2saFpHFa20/1E+PAHg==',
  'darwin-x64': 'sha512-qkLPMGHZM9NI6CeHTWwVezzmlo6cC4Ta7yUAjYIWXS366qQcOlcp75t2uZyiuVRBMPS0h9qE0tCcvCHGaFqjJg==',
  'darwin-aarch64': 'sha512-4MIFXHmctH2EhAxLXm2/qxNtv17dFtLJylvaOCsrgq6KSqHTs6eW5YSrJjRbJxYUJaR901fsN8JfZOa+CsWpWQ==',
  'windows-x64': 'sha512-FNvply651vcE/GHgNWz6mZvhmkwBuu8Hw54oNzA+CQog+HW+542rXQmZqNHRkFxazD9L3xi+iTtvO3engAgJfw==',
  'windows-aarch64': 'sha512-MiPFZnBNDnBXgr1oONc5pizC4fOLjnIOfNkYdFEnWzLmoFTg86naZIG3SvS7d/GglpQSAnCKMAzSjI/TAckiRw==',
};
export const TARGETS = Object.keys(INTEGRITY);

/** The platform that this runs on, as the runtime names it. */
export function ownTarget() {
  const { glibcVersionRuntime } = process.report.getReport().header;
  const system = { linux: 'linux', darwin: 'darwin', win32: 'windows' }[process.platform] ?? process.platform;
  const machine = process.arch === 'arm64' ? 'aarch64' : process.arch;
  return `${system}-${machine}${system === 'linux' && glibcVersionRuntime === undefined ? '-musl' : ''}`;
}

/** Where the executable for `target` lies in `outdir`. */
export const executableIn = (outdir, target) =>
  join(outdir, `castellan-${target}${target.startsWith('windows') ? '.exe' : ''}`);

/** Makes the executable for `target` in `outdir`, and answers its path. */
export async function buildExecutable({ outdir, target = ownTarget(), say = () => undefined }) {
  if (INTEGRITY[target] === undefined) throw new Error(`There is no executable for ${target}: ${TARGETS.join(', ')}.`);
  const compiler = await runtimeFor(ownTarget(), say);
  const runtime = await runtimeFor(target, say);
  mkdirSync(outdir, { recursive: true });
  const folder = mkdtempSync(join(outdir, '.making-'));
  try {
    await buildAgent({ outdir: folder });
    writeFileSync(join(folder, 'executable.cjs'), ENTRY);
    say(`Compiling ${target}`);
    const out = executableIn(folder, target);
    const { status, stderr } = spawnSync(
      compiler,
      [...FLAGS, '--compile-executable-path', runtime, '--outfile', out, 'executable.cjs'],
      {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, BUN_RUNTIME_TRANSPILER_CACHE_PATH: '0' },
      },
    );
    if (status !== 0 || !existsSync(out)) throw new Error(`Compiling ${target} failed: ${stderr}`);
    chmodSync(out, 0o755);
    renameSync(out, executableIn(outdir, target));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return executableIn(outdir, target);
}

// A project that the program runs in must not steer it: nothing of the working folder is loaded by itself.
const FLAGS = [
  'build',
  '--compile',
  '--bytecode',
  '--minify',
  '--format=cjs',
  '--no-compile-autoload-dotenv',
  '--no-compile-autoload-bunfig',
  // A hook runs most lines once: what a core would do to make machine code of them pays only where a message is long.
  '--compile-jit-policy',
  '30',
];

// Both are in the file; what is not asked for is not evaluated.
const ENTRY = `'use strict';
const args = process.argv.slice(2);
if (args[0] === 'hook') require('./hook.cjs').hook(args.slice(1));
else {
  Bun.unsafe.setJITPolicy(1);
  require('./commands.cjs').run(args).then((code) => { process.exitCode = code; });
}
`;

/** Whether the executable for this platform can be made here without getting anything. */
export const hasRuntime = () => INTEGRITY[ownTarget()] !== undefined && existsSync(runtimeOf(ownTarget()));
export const getRuntime = async () => void (await runtimeFor(ownTarget(), () => undefined));

const folderOf = (target) => join(root, '.cache/runtime', `${target}-${VERSION}`);
const runtimeOf = (target) => join(folderOf(target), target.startsWith('windows') ? 'bun.exe' : 'bun');

/** The runtime for a platform, out of npm, kept between runs. @throws when it is not the one that was pinned */
async function runtimeFor(target, say) {
  const [folder, program] = [folderOf(target), runtimeOf(target)];
  if (existsSync(program)) return program;
  say(`Getting the runtime for ${target}`);
  mkdirSync(dirname(folder), { recursive: true });
  const unpacking = mkdtempSync(`${folder}-`);
  try {
    const [packed] = JSON.parse(
      must('npm', ['pack', `@oven/bun-${target}@${VERSION}`, '--json', '--pack-destination', unpacking]),
    );
    const archive = join(unpacking, packed.filename.replace('/', '-').replace('@', ''));
    const digest = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
    if (digest !== INTEGRITY[target]) throw new Error(`The runtime for ${target} is not the one that is pinned.`);
    must('tar', ['-xzf', archive, '-C', unpacking]);
    rmSync(folder, { recursive: true, force: true });
    renameSync(join(unpacking, 'package/bin'), folder);
    return program;
  } finally {
    rmSync(unpacking, { recursive: true, force: true });
  }
}

function must(program, args) {
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`${program} ${args[0]} failed: ${stderr}`);
  return stdout;
}
