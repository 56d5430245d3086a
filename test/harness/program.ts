import { type ChildProcessWithoutNullStreams, spawn, type SpawnOptionsWithoutStdio } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = new URL('../..', import.meta.url).pathname;
const NODE = join(ROOT, 'node_modules/.bin/node');
const PROGRAM = join(ROOT, 'dist/agent/castellan.cjs');

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The machine program as a developer's machine has it: the built file, with a home of its own. */
export class Program {
  private daemon: ChildProcessWithoutNullStreams | undefined;

  private constructor(
    readonly home: string,
    /** How it is started: the runtime and the file that it runs, or one executable. */
    readonly words: readonly [string, ...string[]],
  ) {}

  static async unpack(words: readonly [string, ...string[]] = [NODE, PROGRAM]): Promise<Program> {
    return new Program(await mkdtemp(join(tmpdir(), 'castellan-home-')), words);
  }

  /** What the program, and an agent that calls it, need in their environment. */
  get environment(): Record<string, string> {
    return { PATH: '/usr/bin:/bin', HOME: this.home, CASTELLAN_HOME: join(this.home, '.castellan') };
  }

  /** The command line by which an agent calls the hook. */
  hookCommand(agent: string, event: string): string {
    return [...this.words.map((word) => `'${word}'`), 'hook', agent, event].join(' ');
  }

  run(args: readonly string[], { stdin = '', cwd = this.home }: { stdin?: string; cwd?: string } = {}): Promise<Ran> {
    const child = this.start(args, { cwd });
    child.stdin.end(stdin);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
  }

  /** As `run`, when anything but success is a fault of the test. */
  async expect(args: readonly string[], options: Parameters<Program['run']>[1] = {}): Promise<Ran> {
    const ran = await this.run(args, options);
    if (ran.code !== 0)
      throw new Error(`castellan ${args.join(' ')} ended with ${ran.code}:\n${ran.stderr}${ran.stdout}`);
    return ran;
  }

  /** What an agent is told that wants to run `command` in `cwd`: allow, ask or deny. */
  async decision(command: string, cwd = this.home): Promise<string | undefined> {
    const message = {
      session_id: 's-1',
      cwd,
      hook_event_name: 'PreToolUse',
      tool_name: 'Bash',
      tool_input: { command },
    };
    const { stdout } = await this.expect(['hook', 'claude-code', 'PreToolUse'], { stdin: JSON.stringify(message) });
    return (JSON.parse(stdout) as { hookSpecificOutput?: { permissionDecision?: string } }).hookSpecificOutput
      ?.permissionDecision;
  }

  startDaemon(): void {
    this.daemon = this.start(['daemon']);
    for (const stream of [this.daemon.stdout, this.daemon.stderr]) stream.resume();
  }

  /** Starts it without waiting for its end. */
  start(args: readonly string[], options: SpawnOptionsWithoutStdio = {}): ChildProcessWithoutNullStreams {
    const [program, ...before] = this.words;
    return spawn(program, [...before, ...args], { cwd: this.home, env: this.environment, ...options });
  }

  /** Ends it as a log-out of the developer would: what it has to say it says at its end. */
  async restartDaemon(): Promise<void> {
    await this.endDaemon('SIGTERM');
    this.startDaemon();
  }

  /** As the system would when memory runs out. */
  killDaemon(): Promise<void> {
    return this.endDaemon('SIGKILL');
  }

  async remove(): Promise<void> {
    await this.endDaemon('SIGTERM');
    await rm(this.home, { recursive: true, force: true });
  }

  private endDaemon(signal: NodeJS.Signals): Promise<void> {
    const { daemon } = this;
    this.daemon = undefined;
    if (daemon === undefined || daemon.exitCode !== null || daemon.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      daemon.once('exit', () => resolve());
      daemon.kill(signal);
    });
  }
}
