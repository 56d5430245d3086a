import type { Peer } from './peer.js';

export interface AgentRun<Step, Hooks> {
  home: string;
  workspace: string;
  /** A folder for what the run needs and leaves behind. */
  work: string;
  prompt: string;
  /** What the model asks for, one a turn. */
  steps: readonly Step[];
  hooks: Hooks;
  env?: Record<string, string>;
  watch?: (text: string) => void;
  /** Without a network namespace. */
  shared?: boolean;
}

export interface AgentRunResult {
  code: number;
  output: string;
  /** What the agent sent to the model, in order. */
  requests: readonly unknown[];
}

interface CodingAgentPeer<Step, Hooks> extends Peer {
  readonly version: string;
  run(run: AgentRun<Step, Hooks>): Promise<AgentRunResult>;
}

export interface GeminiHook {
  matcher?: string;
  hooks: readonly { name?: string; type: 'command'; command: string; timeout?: number }[];
}

export declare const networkNamespaces: Peer;
export declare const geminiCli: CodingAgentPeer<
  { name: string; args: Record<string, unknown> },
  Record<string, readonly GeminiHook[]>
>;
export declare const codexCli: CodingAgentPeer<{ command: string }, Record<string, string>>;
