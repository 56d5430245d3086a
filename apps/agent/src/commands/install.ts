import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DomainError } from '#kernel';
import { type AgentInstall, INSTALLS, type Scope } from '../install/agent-installs.js';
import { foundAgents } from '../install/found-agents.js';
import type { ProgramStart } from '../install/hook-command.js';
import type { Repair } from '../daemon/hook-keeper.js';
import { keepAgent, keepNoMore, keptAgents } from '../install/kept-agents.js';
import { BadArguments, FileRefused } from '../machine/agent.errors.js';
import { codeOf } from '../machine/state-folder.js';
import type { OpenedMachine } from './opened-machine.js';
import type { Terminal } from './terminal.js';

export interface InstallOptions {
  readonly system: boolean;
  /** Only this agent, found or not. */
  readonly agent?: string;
  /** Only says what would be done. */
  readonly dryRun?: boolean;
}

/** `castellan install`: our hooks into the settings of each found agent, beside all that stands there. @returns how many failed */
export function install(machine: OpenedMachine, terminal: Terminal, options: InstallOptions): number {
  return each(machine, terminal, options, (one) => {
    const text = textOf(one.file);
    const wanted = one.add(text);
    if (options.dryRun) return text === wanted ? 'has the hooks already' : 'would get the hooks';
    if (!options.system) keepAgent(machine.folder, one.agent);
    if (text === wanted) return 'has the hooks already';
    replace(one.file, wanted);
    if (one.afterwards !== undefined) terminal.say(`  ${one.afterwards}`);
    return 'has the hooks now';
  });
}

/** `castellan uninstall`: takes out what `install` put in, and nothing else. */
export function uninstall(machine: OpenedMachine, terminal: Terminal, options: InstallOptions): number {
  return each(machine, terminal, options, (one) => {
    const text = textOf(one.file);
    const left = text === null ? null : one.take(text);
    if (!options.system && !options.dryRun) keepNoMore(machine.folder, one.agent);
    if (text === null || left === text) return 'had no hooks of ours';
    if (options.dryRun) return 'would lose the hooks';
    if (left === null) rmSync(one.file, { force: true });
    else replace(one.file, left);
    return 'has no hooks of ours any more';
  });
}

/** Puts the hooks back into the settings of each agent that `install` was told to hold and that is still here. @returns those that had lost them */
export function repairHooks(machine: OpenedMachine): Repair[] {
  const kept = keptAgents(machine.folder);
  const here = installsFor(machine, { system: false }).filter(({ agent }) => kept.includes(agent));
  return here.flatMap((one): Repair[] => {
    const { agent, file } = one;
    try {
      const text = textOf(file);
      if (text !== null && one.isIn(text)) return [];
      replace(file, one.add(text));
      return [{ agent, file, trouble: null }];
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error;
      return [{ agent, file, trouble: error.message }];
    }
  });
}

/** The files of the agents that are here, with whether our hooks stand in them. */
export function installed(machine: OpenedMachine, scope: Scope): { agent: string; file: string; isIn: boolean }[] {
  return installsFor(machine, { system: scope === 'system' }).map(({ agent, file, isIn }) => {
    const text = existsSync(file) ? textOf(file) : null;
    return { agent, file, isIn: text !== null && isIn(text) };
  });
}

/** The agents that ask Castellan, by their user's settings or by those for all users. */
export const governedAgents = (machine: OpenedMachine): ReadonlySet<string> =>
  new Set(
    [...installed(machine, 'user'), ...installed(machine, 'system')]
      .filter(({ isIn }) => isIn)
      .map(({ agent }) => agent),
  );

function each(
  machine: OpenedMachine,
  terminal: Terminal,
  options: InstallOptions,
  work: (one: AgentInstall) => string,
): number {
  const installs = installsFor(machine, options);
  if (installs.length === 0) terminal.say('No coding agent was found here; name one with --agent.');
  return installs.filter((one) => {
    try {
      terminal.out(`${one.agent}  ${one.file}  ${work(one)}`);
      return false;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      terminal.say(`${one.agent}  ${error.message}`);
      return true;
    }
  }).length;
}

function installsFor({ environment }: OpenedMachine, { system, agent }: InstallOptions): AgentInstall[] {
  if (agent !== undefined && !(agent in INSTALLS)) {
    throw new BadArguments(
      `Castellan has no hooks for "${agent}"; it has them for ${Object.keys(INSTALLS).join(', ')}.`,
    );
  }
  const wanted = agent === undefined ? foundAgents(environment).map((found) => found.agent as string) : [agent];
  const { program, platform, home, stateFolder } = environment;
  const start: ProgramStart = {
    words: program,
    platform,
    ...(!system && { folders: { home, state: stateFolder } }),
  };
  return wanted.flatMap((name) => INSTALLS[name]?.(environment, system ? 'system' : 'user', start) ?? []);
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return null;
    throw refused(file, cause);
  }
}

/** Whole or not at all, with the rights that the file had. */
function replace(file: string, text: string): void {
  const half = `${file}.castellan-new`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? 0o644;
    writeFileSync(half, text, { mode: mode & 0o777 });
    renameSync(half, file);
  } catch (cause) {
    rmSync(half, { force: true });
    throw refused(file, cause);
  }
}

const refused = (file: string, cause: unknown): FileRefused =>
  new FileRefused(
    `${file} cannot be changed (${codeOf(cause) ?? 'unknown fault'}); run this as a user who may.`,
    {},
    { cause },
  );
