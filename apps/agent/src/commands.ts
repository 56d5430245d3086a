import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { DomainError, SystemClock } from '#kernel';
import { daemon } from './commands/daemon.js';
import { doctor } from './commands/doctor.js';
import { enroll } from './commands/enroll.js';
import { explain, explainBatch, type ExplainOptions } from './commands/explain.js';
import { install, type InstallOptions, uninstall } from './commands/install.js';
import { login, type LoginOptions } from './commands/login.js';
import { logout } from './commands/logout.js';
import { type OpenedMachine, openMachine } from './commands/opened-machine.js';
import { status } from './commands/status.js';
import { type Terminal, terminalOf } from './commands/terminal.js';
import { verify, type VerifyOptions } from './commands/verify.js';
import { BadArguments, FileRefused } from './machine/agent.errors.js';
import { readEnvironment } from './machine/environment.js';
import { PROGRAM_VERSION } from './machine/version.js';

/** Exit codes: 0 done, 1 it did not work or does not hold, 2 the command line is wrong. */
const FAILED = 1;
const MISUSED = 2;

/** Every command but `hook`. Answers the exit code; a fault is one sentence on stderr, never a stack. */
export async function run(args: readonly string[]): Promise<number> {
  let code = 0;
  // Whoever reads our lines may have read enough.
  process.stdout.on('error', () => process.exit(code));
  const fails = (failed: boolean): void => void (code = failed ? FAILED : code);
  try {
    await program(fails).parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof DomainError) {
      process.stderr.write(`${error.message}\n`);
      return error instanceof BadArguments ? MISUSED : FAILED;
    }
    if (isCommanderExit(error)) return error.exitCode === 0 ? 0 : MISUSED;
    // What nobody foresaw may carry anything in its message: only its kind is told.
    process.stderr.write(
      `castellan failed unexpectedly (${error instanceof Error ? error.name : 'unknown'}); run "castellan doctor".\n`,
    );
    return FAILED;
  }
}

interface Setting {
  readonly machine: OpenedMachine;
  readonly terminal: Terminal;
  /** Tells that the exit code is to be 1. */
  readonly fails: (failed: boolean) => void;
}

function program(fails: (failed: boolean) => void): Command {
  const environment = readEnvironment();
  const setting = { machine: openMachine(environment, new SystemClock()), terminal: terminalOf(environment), fails };
  const root = new Command('castellan')
    .description('Holds the coding agents of this machine to your organisation’s policy.')
    .version(PROGRAM_VERSION)
    .exitOverride();
  addMembership(root, setting);
  addStanding(root, setting);
  addProofs(root, setting);
  addHooks(root, setting);
  return root;
}

function addMembership(root: Command, { machine, terminal }: Setting): void {
  root
    .command('login')
    .description('Sign this machine in, with a code that you confirm in a browser')
    .option('--server <url>', 'address of the Castellan server')
    .option('--no-browser', 'do not open a browser')
    .action((options: LoginOptions) => login(machine, terminal, options));
  root
    .command('enroll')
    .description('Sign this machine in without a person, by an enrolment token or, in a pipeline, by CASTELLAN_TOKEN')
    .option('--server <url>', 'address of the Castellan server')
    .option('--token <token>', 'the token; "-" reads it from stdin, which keeps it out of the process list')
    .option('--token-file <file>', 'a file that holds the token')
    .action((options: { server?: string; token?: string; tokenFile?: string }) =>
      enroll(machine, terminal, {
        ...(options.server !== undefined && { server: options.server }),
        token: tokenOf(options, machine.environment.token),
      }),
    );
  root
    .command('logout')
    .description('End this machine’s access and remove its credentials')
    .action(() => logout(machine, terminal));
}

function addStanding(root: Command, { machine, terminal, fails }: Setting): void {
  for (const name of ['status', 'settings']) {
    root
      .command(name)
      .description('What applies to this machine, and why')
      .option('--json', 'one JSON object', false)
      .action((options: { json: boolean }) => status(machine, terminal, options));
  }
  root
    .command('daemon')
    .description('Keep the policy fresh and send the evidence, until stopped')
    .action(() => daemon(machine, terminal, stopSignal()));
  root
    .command('doctor')
    .description('Check everything that a decision and its evidence need')
    .option('--json', 'one JSON object', false)
    .action(async (options: { json: boolean }) => fails(!(await doctor(machine, terminal, options))));
}

function addProofs(root: Command, { machine, terminal, fails }: Setting): void {
  root
    .command('explain')
    .description('What the policy says about a command, and why; nothing is run')
    .argument('[command...]', 'after "--"')
    .option('--json', 'one JSON object', false)
    .option('--policy <file>', 'a policy document instead of the machine’s own')
    .option('--batch <file>', 'JSON lines {id, command, cwd?, workspace?, home?}')
    .option('--cwd <folder>', 'where the command would run')
    .option('--workspace <folder>', 'what the agent may work in')
    .action((words: string[], options: ExplainOptions) => {
      if (options.batch === undefined) explain(machine, terminal, words, options);
      else fails(explainBatch(machine, terminal, options.batch, options) > 0);
    });
  root
    .command('verify')
    .description('Prove an audit export, without a server')
    .argument('<export.zip>')
    .option('--json', 'one JSON object', false)
    .option('--key <key>', 'the ledger’s verifier key, name+id+key')
    .action(async (file: string, options: VerifyOptions) => fails(!(await verify(machine, terminal, file, options))));
}

function addHooks(root: Command, { machine, terminal, fails }: Setting): void {
  const works = [
    ['install', 'Put Castellan’s hooks into the settings of each coding agent found', install],
    ['uninstall', 'Take the hooks out again', uninstall],
  ] as const;
  for (const [name, description, work] of works) {
    root
      .command(name)
      .description(description)
      .option('--system', 'for all users of this machine', false)
      .option('--agent <name>', 'only this agent')
      .option('--dry-run', 'say what would be done, and do nothing')
      .action((options: InstallOptions) => fails(work(machine, terminal, options) > 0));
  }
  root.command('hook').argument('<agent>').argument('<event>').description('What coding agents call');
}

function tokenOf(
  { token, tokenFile }: { token?: string; tokenFile?: string },
  inEnvironment: string | undefined,
): string {
  if (token !== undefined && token !== '-') return token;
  if (token === undefined && tokenFile === undefined) {
    if (inEnvironment !== undefined) return inEnvironment;
    throw new BadArguments('Give the token with --token - or --token-file FILE, or in the variable CASTELLAN_TOKEN.');
  }
  try {
    return readFileSync(tokenFile ?? 0, 'utf8');
  } catch (cause) {
    throw new FileRefused('The enrolment token could not be read.', {}, { cause });
  }
}

/** Told by SIGINT and SIGTERM; the second one ends the process at once. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  return stop.signal;
}

const isCommanderExit = (error: unknown): error is Error & { exitCode: number } =>
  error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number';
