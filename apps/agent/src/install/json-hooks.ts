import type { CodingAgent } from '#contracts';
import { FileRefused } from '../machine/agent.errors.js';
import { isObject } from '../machine/enrolment.js';
import { isOurHook } from './hook-command.js';

type Json = Readonly<Record<string, unknown>>;

/** What one event gets: what stands in the agent's `hooks.EVENT` list, a group of hooks or, with some agents, the hook itself. */
export type HookGroups = Readonly<Record<string, Json>>;

/**
 * `text` (a settings file in JSON, or null when there is none) with our hooks for `agent` in it, and everything else as it was.
 * Doing it twice changes nothing; hooks of an earlier version are replaced.
 * @throws FileRefused when the text is not JSON, so that nothing of the person's is lost
 */
export function withHooks(text: string | null, file: string, agent: CodingAgent, groups: HookGroups): string {
  const settings = parsed(text, file);
  const others = withoutOurs(settings['hooks'], agent);
  const hooks: Record<string, unknown> = { ...others };
  for (const [event, group] of Object.entries(groups)) hooks[event] = [...listOf(others[event]), group];
  return `${JSON.stringify({ ...settings, hooks }, null, 2)}\n`;
}

/** `text` without our hooks; null when nothing else is left of the file. */
export function withoutHooks(text: string, file: string, agent: CodingAgent): string | null {
  const { hooks, ...rest } = parsed(text, file);
  const others = withoutOurs(hooks, agent);
  const left = Object.keys(others).length > 0 ? { ...rest, hooks: others } : rest;
  return Object.keys(left).length === 0 ? null : `${JSON.stringify(left, null, 2)}\n`;
}

/** Whether every event of `groups` is among the hooks of the file, exactly so. */
export function hasHooks(text: string, groups: HookGroups): boolean {
  try {
    const hooks = parsed(text, '')['hooks'];
    return (
      isObject(hooks) &&
      Object.entries(groups).every(([event, group]) =>
        listOf(hooks[event]).some((one) => JSON.stringify(one) === JSON.stringify(group)),
      )
    );
  } catch {
    return false;
  }
}

function withoutOurs(hooks: unknown, agent: CodingAgent): Record<string, unknown> {
  if (!isObject(hooks)) return {};
  const kept = Object.entries(hooks).map(
    ([event, groups]) => [event, Array.isArray(groups) ? foreignGroups(groups, agent) : groups] as const,
  );
  return Object.fromEntries(kept.filter(([, groups]) => !Array.isArray(groups) || groups.length > 0));
}

function foreignGroups(groups: readonly unknown[], agent: CodingAgent): unknown[] {
  return groups.flatMap((group) => {
    if (!isObject(group)) return [group];
    if (isOurs(group, agent)) return [];
    if (!Array.isArray(group['hooks'])) return [group];
    const foreign = group['hooks'].filter((hook) => !(isObject(hook) && isOurs(hook, agent)));
    if (foreign.length === group['hooks'].length) return [group];
    return foreign.length === 0 ? [] : [{ ...group, hooks: foreign }];
  });
}

/** The fields in which agents keep a hook's command line. */
const COMMANDS = ['command', 'bash', 'powershell'];
const isOurs = (hook: Json, agent: CodingAgent): boolean => COMMANDS.some((field) => isOurHook(hook[field], agent));

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function parsed(text: string | null, file: string): Json {
  if (text === null || text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Falls through: no JSON; or JSON with comments, which could not be written back.
  }
  throw new FileRefused(
    `${file} is not plain JSON, so it was left as it is; take comments and faults out of it, or add the hooks by hand.`,
  );
}
