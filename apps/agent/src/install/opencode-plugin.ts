import { EMPTIED, type ProgramStart } from './hook-command.js';

const MARK =
  '// Written by "castellan install": asks Castellan about each tool call. "castellan uninstall" removes this file.';
const TIMEOUT_MS = 10_000;

/**
 * The plugin that opencode loads: it runs the hook for each tool call, and throws what is refused. Whatever is not an allowance in so many words
 * refuses, also a hook that cannot start, dies or is too slow.
 */
export function opencodePlugin({ words, folders }: ProgramStart): string {
  const pinned = folders ? { HOME: folders.home, CASTELLAN_HOME: folders.state } : { HOME: '', CASTELLAN_HOME: '' };
  const variables = { ...Object.fromEntries(EMPTIED.map((name) => [name, ''])), ...pinned };
  const [program = '', ...args] = words;
  return `${MARK}
import { spawnSync } from 'node:child_process';

const PROGRAM = ${JSON.stringify(program)};
const ARGUMENTS = ${JSON.stringify(args)};
const VARIABLES = ${JSON.stringify(variables)};

function ask(event, message) {
  const { status, stdout, stderr } = spawnSync(PROGRAM, [...ARGUMENTS, 'hook', 'opencode', event], {
    input: JSON.stringify({ hook_event_name: event, ...message }),
    env: { ...process.env, ...VARIABLES },
    encoding: 'utf8',
    timeout: ${TIMEOUT_MS},
  });
  if (status !== 0) return { decision: 'deny', reason: stderr || 'Castellan could not be asked; run "castellan doctor".' };
  try {
    return JSON.parse(stdout);
  } catch {
    return { decision: 'deny', reason: 'Castellan gave no answer; run "castellan doctor".' };
  }
}

export const Castellan = async ({ directory }) => {
  const told = ({ tool, sessionID }, args) => ({
    session_id: sessionID,
    cwd: directory,
    tool_name: tool,
    tool_input: args ?? {},
  });
  return {
    'tool.execute.before': async (input, output) => {
      const { decision, reason } = ask('ToolBefore', told(input, output.args));
      if (decision !== 'allow') throw new Error(reason ?? 'Castellan refused this.');
    },
    'tool.execute.after': async (input, output) => {
      ask('ToolAfter', { ...told(input, input.args), tool_response: output.output });
    },
  };
};
`;
}

/** Whether the file is one that `castellan install` has written, of whatever version. */
export const isOurPlugin = (text: string): boolean => text.startsWith('// Written by "castellan install"');
