import type { Effect, Risk } from '#contracts';

/** A tool call in a neutral form, whatever agent makes it. */
export type ToolRequest =
  | { readonly tool: 'shell'; readonly command: string; readonly cwd: string }
  | { readonly tool: 'read' | 'write' | 'delete'; readonly path: string; readonly cwd: string }
  | { readonly tool: 'fetch'; readonly url: string; readonly method?: string }
  | { readonly tool: 'mcp'; readonly server: string; readonly name: string; readonly arguments: unknown }
  | { readonly tool: 'prompt'; readonly text: string }
  | { readonly tool: 'other'; readonly name: string; readonly input: unknown };

/** Where the request is made. The engine asks nothing of the machine but what stands here. */
export interface World {
  /** Absolute paths, without a slash at the end. */
  readonly workspace: string;
  readonly home: string;
  readonly user?: string;
  readonly platform: 'linux' | 'darwin' | 'win32';
  /** Follows symbolic links of an absolute path, also of one that does not exist yet. Absent: paths are what they say. */
  readonly resolve?: (path: string) => string;
  readonly now: Date;
}

/** One thing that a request would do. */
export type Deed =
  | { readonly kind: 'run'; readonly program: string; readonly arguments: readonly string[] }
  | { readonly kind: 'read' | 'write' | 'delete'; readonly path: string }
  | { readonly kind: 'reach'; readonly host: string; readonly port?: number }
  | { readonly kind: 'call'; readonly server: string; readonly tool: string }
  /** Cannot be known without running it; never better than ask. */
  | { readonly kind: 'opaque'; readonly what: string }
  /** What no command of an agent should do, whatever its arguments. */
  | { readonly kind: 'danger'; readonly what: string };

/** A deed with the answer to it. */
export interface DecidedEffect {
  readonly deed: Deed;
  readonly effect: Effect;
  /** The rule that decided it; `default/…` or `builtin/…` where none of the document did. */
  readonly rule: string;
  readonly reason: string;
  readonly risk: Risk;
}

export interface Decision {
  /** What is done: after monitor mode. */
  readonly effect: Effect;
  /** What the policy says: before monitor mode. */
  readonly wouldBe: Effect;
  readonly mode: 'enforce' | 'monitor';
  readonly risk: Risk;
  readonly rules: readonly string[];
  readonly reasons: readonly string[];
  /** For the developer: what was refused, by which rule, and whom to ask. */
  readonly sentence: string;
  readonly effects: readonly DecidedEffect[];
}
