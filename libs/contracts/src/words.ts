// The words alone, without the shapes: a hook that starts for every tool call loads these and no parser.

/** `payloadType` of the DSSE envelope around a bundle, and the media type under which the envelope travels. */
export const BUNDLE_PAYLOAD_TYPE = 'application/vnd.castellan.bundle.v1+json';
/** `payloadType` of the DSSE envelope around a draft that is watched in shadow. */
export const SHADOW_PAYLOAD_TYPE = 'application/vnd.castellan.shadow.v1+json';
export const DSSE_MEDIA_TYPE = 'application/vnd.dsse.envelope.v1+json';

/** Above this a push tells only that there is something new; the machine fetches it after a random wait. */
export const PUSH_INLINE_LIMIT_BYTES = 32 * 1024;

/** The coding agents that Castellan governs, by the names used on the wire, in policies and in the console. */
export const CODING_AGENTS = [
  'claude-code',
  'codex',
  'gemini-cli',
  'factory-droid',
  'cursor',
  'copilot-cli',
  'opencode',
] as const;
export type CodingAgent = (typeof CODING_AGENTS)[number];

export const EFFECTS = ['allow', 'ask', 'reject'] as const;
export type Effect = (typeof EFFECTS)[number];

export const RISKS = ['low', 'medium', 'high'] as const;
export type Risk = (typeof RISKS)[number];

/** How much a coding agent does without asking, from least to most. */
export const AUTONOMY_LEVELS = ['off', 'low', 'medium', 'high'] as const;
export type AutonomyLevel = (typeof AUTONOMY_LEVELS)[number];

/** What stands between a session and the machine, from least to most. */
export const ISOLATIONS = ['none', 'sandbox', 'container', 'vm'] as const;
export type Isolation = (typeof ISOLATIONS)[number];

/** How much content leaves a machine beside metadata, from most to least. */
export const CONTENT_LEVELS = ['full', 'redacted', 'none'] as const;
export type ContentLevel = (typeof CONTENT_LEVELS)[number];

/** What happens to text with a secret, from mild to strict. */
export const SECRET_ACTIONS = ['allow', 'redact', 'ask', 'reject'] as const;
export type SecretAction = (typeof SECRET_ACTIONS)[number];

/** Where a policy may be written, from the widest to the narrowest. */
export const LAYER_KINDS = ['org', 'group', 'project'] as const;
export type LayerKind = (typeof LAYER_KINDS)[number];

/** The parts of a policy that hold rules. */
export const RULE_SECTIONS = ['commands', 'paths', 'network', 'tools', 'servers', 'models'] as const;
export type RuleSection = (typeof RULE_SECTIONS)[number];

/** Every value that a layer may write and that a lock can hold, by its name. */
export const SETTINGS = [
  'mode',
  'defaults.low',
  'defaults.medium',
  'defaults.high',
  'otherwise.commands',
  'otherwise.network',
  'otherwise.tools',
  'otherwise.servers',
  'otherwise.models',
  'protections.workspace.effect',
  'protections.secretFiles.effect',
  'protections.secretFiles.add',
  'protections.secretFiles.except',
  'protections.protectedFiles.effect',
  'protections.protectedFiles.add',
  'protections.protectedFiles.except',
  'protections.hiddenCharacters',
  'secrets.commands',
  'secrets.prompts',
  'secrets.results',
  'secrets.ignore',
  'prompts.maxCharacters',
  'prompts.oversize',
  'prompts.injection.prompts',
  'prompts.injection.results',
  'prompts.injection.threshold',
  'session.isolation',
  'session.maxMinutes',
  'session.effect',
  'autonomy.max',
  'autonomy.effect',
  'telemetry.content',
  'offline.mode',
  'offline.graceSeconds',
] as const;
export type Setting = (typeof SETTINGS)[number];

export const TOOL_KINDS = ['shell', 'read', 'write', 'delete', 'fetch', 'mcp', 'prompt', 'other'] as const;
export type ToolKind = (typeof TOOL_KINDS)[number];

/** What a machine reports. Admin actions stand in the same ledger under `admin.` kinds, written by the server itself. */
export const MACHINE_EVENT_KINDS = [
  'tool.decision',
  'tool.result',
  'prompt.decision',
  'session.started',
  'session.ended',
  'machine.policy_refused',
  'machine.policy_applied',
  'machine.events_lost',
  'machine.hooks_repaired',
  'machine.hooks_lost',
] as const;
export type MachineEventKind = (typeof MACHINE_EVENT_KINDS)[number];

/**
 * The attributes of the OTLP LogRecord that carries one event. The record's `eventName` is the kind, its `timeUnixNano`
 * the moment on the machine, its body the content: what must be encrypted (command text, paths, prompts), as a JSON string.
 */
export const EVENT_ATTRIBUTES = {
  id: 'castellan.event.id',
  session: 'session.id',
  agent: 'castellan.agent.name',
  agentVersion: 'castellan.agent.version',
  toolKind: 'castellan.tool.kind',
  tool: 'castellan.tool.name',
  effect: 'castellan.decision.effect',
  wouldBe: 'castellan.decision.would_be',
  mode: 'castellan.decision.mode',
  risk: 'castellan.decision.risk',
  rules: 'castellan.decision.rules',
  reason: 'castellan.decision.reason',
  policyVersion: 'castellan.policy.version',
} as const;
