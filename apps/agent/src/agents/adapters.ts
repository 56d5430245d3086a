import type { HookAdapter } from './adapter.js';
import { claudeCode } from './claude-code.js';
import { codex } from './codex.js';
import { copilotCli } from './copilot-cli.js';
import { cursor } from './cursor.js';
import { factoryDroid } from './factory-droid.js';
import { geminiCli } from './gemini-cli.js';
import { opencode } from './opencode.js';

export const ADAPTERS: readonly HookAdapter[] = [
  claudeCode,
  geminiCli,
  codex,
  factoryDroid,
  cursor,
  copilotCli,
  opencode,
];

/** Null for an agent that this program does not know. */
export const adapterFor = (agent: string | undefined): HookAdapter | null =>
  ADAPTERS.find((adapter) => adapter.agent === agent) ?? null;
