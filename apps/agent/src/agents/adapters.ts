import type { HookAdapter } from './adapter.js';
import { claudeCode } from './claude-code.js';
import { codex } from './codex.js';
import { geminiCli } from './gemini-cli.js';

export const ADAPTERS: readonly HookAdapter[] = [claudeCode, geminiCli, codex];

/** Null for an agent that this program does not know. */
export const adapterFor = (agent: string | undefined): HookAdapter | null =>
  ADAPTERS.find((adapter) => adapter.agent === agent) ?? null;
