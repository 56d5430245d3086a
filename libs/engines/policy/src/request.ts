import type { AutonomyLevel, CodingAgent, Effect, Isolation, LayerKind, Risk } from '#contracts';
import type { Classification } from '#engines/detect';

/** A tool call in a neutral form, whatever agent makes it. */
export type ToolRequest =
  | { readonly tool: 'shell'; readonly command: string; readonly cwd: string }
  | { readonly tool: 'read' | 'write' | 'delete'; readonly path: string; readonly cwd: string }
  /** Without a method it is a GET. */
  | { readonly tool: 'fetch'; readonly url: string; readonly method?: string }
  | {
      readonly tool: 'mcp';
      readonly server: string;
      readonly name: string;
      readonly arguments: unknown;
      readonly origin?: ServerOrigin;
    }
  | { readonly tool: 'prompt'; readonly text: string }
  /** What a tool answered, before the model reads it. */
  | { readonly tool: 'result'; readonly of: string; readonly text: string }
  | { readonly tool: 'model'; readonly provider: string; readonly model: string }
  /** A session that begins, or goes on, as the world says. */
  | { readonly tool: 'session' }
  | { readonly tool: 'other'; readonly name: string; readonly input: unknown };

/** What an MCP server is, whatever a developer calls it. */
export interface ServerOrigin {
  /** Of a remote server, without query and fragment. */
  readonly url?: string;
  /** Of a local server, its words joined by one space. */
  readonly command?: string;
}

/** The session that a request is part of; what is absent is not known. */
export interface SessionState {
  readonly autonomy?: AutonomyLevel;
  readonly isolation?: Isolation;
  /** How long it has run. */
  readonly minutes?: number;
}

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
  readonly agent?: CodingAgent;
  readonly session?: SessionState;
  /** Whether the caller can put `Decision.rewritten` in place of the text; if not, what should be redacted is rejected. */
  readonly canRewrite?: boolean;
  /** The customer's own opinion of the text of this request, asked before: the engine waits for nobody. */
  readonly classified?: Classification;
}

/** A text in which something was found. */
export type TextPlace = 'command' | 'arguments' | 'prompt' | 'result';

/** One thing that a request would do. */
export type Deed =
  | {
      readonly kind: 'run';
      readonly program: string;
      readonly arguments: readonly string[];
      /** The program's absolute path, where the command names one. */
      readonly file?: string;
    }
  | { readonly kind: 'read' | 'write' | 'delete'; readonly path: string }
  | {
      readonly kind: 'reach';
      readonly host: string;
      readonly port?: number;
      readonly scheme?: string;
      readonly method?: string;
    }
  | { readonly kind: 'call'; readonly server: string; readonly tool: string; readonly arguments?: unknown }
  /** An MCP server that is spoken to. */
  | { readonly kind: 'connect'; readonly server: string; readonly origin: ServerOrigin }
  | { readonly kind: 'model'; readonly provider: string; readonly model: string }
  /** A session that is not as the policy wants it. */
  | {
      readonly kind: 'session';
      readonly of: 'autonomy' | 'isolation' | 'length';
      /** How it is; null when the caller does not say. */
      readonly is: string | null;
      readonly wanted: string;
    }
  /** Something in a text: a secret, somebody else's orders, characters that cannot be seen, too much of it. */
  | {
      readonly kind: 'finding';
      readonly of: 'secret' | 'injection' | 'hidden' | 'size';
      readonly in: TextPlace;
      /** Which secret, or why it is suspected; never the text itself. */
      readonly what: string;
    }
  /** Cannot be known without running it; never better than ask. */
  | { readonly kind: 'opaque'; readonly what: string }
  /** What no command of an agent should do, whatever its arguments. */
  | { readonly kind: 'danger'; readonly what: string };

/** A deed with the answer to it. */
export interface DecidedEffect {
  readonly deed: Deed;
  /** What the policy says, before monitor mode. */
  readonly effect: Effect;
  /** What is done. */
  readonly bound: Effect;
  /** The rule that decided it; `default/…`, `otherwise/…` or `builtin/…` where none of the document did. */
  readonly rule: string;
  readonly reason: string;
  readonly risk: Risk;
  /** What is allowed instead, and whom to ask, where the rule says so. */
  readonly instead?: string;
  readonly contact?: string;
  /** The layer of the policy that the rule stands in; absent where the policy is one document. */
  readonly layer?: PolicyLayer;
  /** The waiver that made the answer milder. */
  readonly waiver?: string;
  /** Rules that matched and only watch. */
  readonly monitored: readonly string[];
}

export interface PolicyLayer {
  readonly kind: LayerKind;
  readonly id: string;
  readonly name?: string;
}

export interface Decision {
  /** What is done: after monitor mode. */
  readonly effect: Effect;
  /** What the policy says: before monitor mode. */
  readonly wouldBe: Effect;
  readonly mode: 'enforce' | 'monitor';
  readonly risk: Risk;
  /** Rules that decided, first those that bind. */
  readonly rules: readonly string[];
  readonly reasons: readonly string[];
  /** For the developer: what was refused, by which rule, and whom to ask. May quote the request. */
  readonly sentence: string;
  readonly effects: readonly DecidedEffect[];
  /** The text to use in place of the request's, its secrets taken out. Only where the world can rewrite. */
  readonly rewritten?: string;
}
