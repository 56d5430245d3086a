import { readFileSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import { type CompiledPolicy, compilePolicy, decide, type Decision, parsePolicy, type World } from '#engines/policy';
import { resolvePath } from '../decision/resolve-path.js';
import { workspaceOf } from '../decision/workspace.js';
import { BadArguments, FileRefused } from '../machine/agent.errors.js';
import { codeOf } from '../machine/state-folder.js';
import { exceptionAddress, isPastException } from './exception-address.js';
import { type OpenedMachine, standingHere } from './opened-machine.js';
import type { Terminal } from './terminal.js';

export interface ExplainOptions {
  readonly json: boolean;
  readonly policy?: string;
  readonly batch?: string;
  readonly cwd?: string;
  readonly workspace?: string;
}

const batchLine = z.object({
  id: z.union([z.string(), z.number()]),
  command: z.string(),
  cwd: z.string().refine(isAbsolute, 'must be an absolute path').optional(),
  workspace: z.string().refine(isAbsolute, 'must be an absolute path').optional(),
  home: z.string().refine(isAbsolute, 'must be an absolute path').optional(),
});

/** `castellan explain -- CMD`: what the policy would say, and why. Nothing is run and nothing recorded. @throws BadArguments, FileRefused */
export function explain(
  machine: OpenedMachine,
  terminal: Terminal,
  words: readonly string[],
  options: ExplainOptions,
): void {
  if (words.length === 0) throw new BadArguments('Say which command: castellan explain -- rm -rf build');
  const cwd = resolve(machine.environment.cwd, options.cwd ?? '.');
  const policy = policyFor(machine, options, cwd);
  const workspace =
    options.workspace === undefined ? workspaceOf({ ...machine.environment, cwd }) : resolve(options.workspace);
  const world = { ...worldOf(machine), workspace, resolve: resolvePath };
  const command = commandLine(words);
  const decision = decide(policy, { tool: 'shell', command, cwd }, world);
  if (options.json) terminal.out(JSON.stringify({ command, ...toldOf(decision), effects: decision.effects }));
  else for (const line of linesOf(decision)) terminal.out(line);
  if (options.json || options.policy !== undefined) return;
  if (isPastException(decision))
    terminal.out('No exception can be made for what is dangerous in itself. Do it in another way, or ask a person.');
  const exception = exceptionAddress(machine.folder, decision);
  if (exception !== null) terminal.out(`If your work needs it, ask for an exception: ${exception}`);
}

/**
 * `--batch FILE.jsonl`: lines `{id, command, cwd?, workspace?, home?}` become lines `{id, effect, risk, rules, reasons}` in the same order.
 * A line that names its own workspace speaks of another machine: symbolic links of this one do not matter to it.
 * @returns how many lines could not be read; each stands in the output with an `error`
 */
export function explainBatch(
  machine: OpenedMachine,
  terminal: Terminal,
  file: string,
  options: ExplainOptions,
): number {
  const policy = policyFor(machine, options, machine.environment.cwd);
  let unread = 0;
  for (const line of textOf(file).split('\n')) {
    if (line.trim() === '') continue;
    const read = batchLine.safeParse(jsonOf(line));
    if (read.success) {
      terminal.out(JSON.stringify({ id: read.data.id, ...toldOf(decideLine(machine, policy, read.data)) }));
    } else {
      unread += 1;
      terminal.out(
        JSON.stringify({
          id: idOf(line),
          error: 'This line is not {id, command, cwd?, workspace?, home?} with absolute paths.',
        }),
      );
    }
  }
  return unread;
}

function decideLine(machine: OpenedMachine, policy: CompiledPolicy, line: z.infer<typeof batchLine>): Decision {
  const cwd = line.cwd ?? line.workspace ?? machine.environment.cwd;
  const world: World = {
    ...worldOf(machine),
    ...(line.home !== undefined && { home: line.home }),
    ...(line.workspace === undefined
      ? { workspace: workspaceOf({ ...machine.environment, cwd }), resolve: resolvePath }
      : { workspace: line.workspace }),
  };
  return decide(policy, { tool: 'shell', command: line.command, cwd }, world);
}

function worldOf({ environment: { home, user, platform }, clock }: OpenedMachine): Omit<World, 'workspace'> {
  return { home, platform, now: clock.now(), ...(user !== undefined && { user }) };
}

const toldOf = ({ effect, risk, rules, reasons }: Decision): object => ({ effect, risk, rules, reasons });

function policyFor(machine: OpenedMachine, { policy: file }: ExplainOptions, cwd: string): CompiledPolicy {
  if (file !== undefined) return policyIn(file);
  const standing = standingHere(machine, cwd);
  if (standing.state === 'none') throw new BadArguments(`${standing.sentence} Or name a policy with --policy FILE.`);
  return standing.policy;
}

function policyIn(file: string): CompiledPolicy {
  const parsed = parsePolicy(textOf(file), file.endsWith('.json') ? 'json' : 'yaml');
  if (parsed.ok) return compilePolicy(parsed.document);
  const [first] = parsed.issues;
  throw new FileRefused(
    `${file} is no valid policy: line ${first?.line ?? 1}, column ${first?.column ?? 1}: ${first?.message ?? 'unreadable'}`,
  );
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new FileRefused(`${file} cannot be read (${codeOf(cause) ?? 'unknown fault'}).`, {}, { cause });
  }
}

/** One word is a whole command line; several are words, which the shell that called us has already taken apart. */
function commandLine(words: readonly string[]): string {
  return words.length === 1
    ? (words[0] ?? '')
    : words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : quoted(word))).join(' ');
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

function linesOf({ effect, wouldBe, risk, effects, sentence }: Decision): string[] {
  const monitored = effect === wouldBe ? '' : ` (would be ${wouldBe}: the rule only watches)`;
  return [
    `${effect}${monitored}, ${risk} risk`,
    sentence,
    ...effects.map(
      (one) => `  ${one.effect.padEnd(6)}  ${deedLine(one.deed)}  — ${one.reason} (${one.rule}${layerIn(one)})`,
    ),
  ];
}

/** Whose rule it is, and by which exception it was made milder. */
function layerIn({ layer, waiver }: Decision['effects'][number]): string {
  const whose =
    layer === undefined
      ? ''
      : ` of ${layer.kind === 'org' ? 'the organisation' : `${layer.kind} ${layer.name ?? layer.id}`}`;
  return `${whose.replace('of group team ', 'of team ')}${waiver === undefined ? '' : `, excepted by waiver ${waiver}`}`;
}

type Deed = Decision['effects'][number]['deed'];

function deedLine(deed: Deed): string {
  switch (deed.kind) {
    case 'run':
      return `run ${[deed.program, ...deed.arguments].join(' ').slice(0, 80)}`;
    case 'reach':
      return `reach ${deed.host}`;
    case 'call':
      return `call ${deed.server} ${deed.tool}`;
    case 'opaque':
    case 'danger':
      return `${deed.kind}: ${deed.what}`;
    case 'connect':
      return `speak to ${deed.server}`;
    case 'model':
      return `use ${deed.provider}/${deed.model}`;
    case 'session':
      return `session: ${deed.of} ${deed.is ?? 'unknown'}`;
    case 'finding':
      return `${deed.of} in the ${deed.in}: ${deed.what}`;
    default:
      return `${deed.kind} ${deed.path}`;
  }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function idOf(line: string): string | number | null {
  const id = z.object({ id: z.union([z.string(), z.number()]) }).safeParse(jsonOf(line));
  return id.success ? id.data.id : null;
}
