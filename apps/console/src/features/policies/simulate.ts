import type { Decision, ToolRequest } from '#engines/policy';
import type { PolicyFormat } from '../../api/wire.js';

export type TrialTool = 'shell' | 'read' | 'write' | 'fetch' | 'mcp';
export interface Trial {
  readonly tool: TrialTool;
  readonly text: string;
  readonly workspace: string;
  readonly home: string;
}

/** What the policy says to a trial. Throws an Error with the first fault of a policy that cannot be read. */
export async function simulate(policy: { text: string; format: PolicyFormat }, trial: Trial): Promise<Decision> {
  const { compilePolicy, decide, parsePolicy } = await import('#engines/policy');
  const parsed = parsePolicy(policy.text, policy.format);
  if (!parsed.ok)
    throw new Error(
      `The policy cannot be read. Line ${String(parsed.issues[0]?.line ?? 1)}: ${parsed.issues[0]?.message ?? 'unknown fault'}`,
    );
  const [workspace, home] = [withoutSlash(trial.workspace), withoutSlash(trial.home)];
  return decide(compilePolicy(parsed.document), requestOf(trial, workspace), {
    workspace,
    home,
    platform: 'linux',
    now: new Date(),
  });
}

export function requestOf({ tool, text }: Trial, cwd: string): ToolRequest {
  switch (tool) {
    case 'shell':
      return { tool, command: text, cwd };
    case 'read':
    case 'write':
      return { tool, path: text.trim(), cwd };
    case 'fetch':
      return { tool, url: text.trim() };
    case 'mcp': {
      const [server = '', ...name] = text.trim().split('/');
      return { tool, server, name: name.join('/'), arguments: {} };
    }
  }
}

const withoutSlash = (path: string): string => (path.length > 1 ? path.trim().replace(/\/+$/, '') : path);
