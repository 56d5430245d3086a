import type { Effect, PolicyDocument, Risk, SecretAction, Setting } from '#contracts';
import type { CompiledPolicy } from './compile-policy.js';
import { IMPLIED } from './merge/strictness.js';
import { rankOf, stricter } from './ranks.js';
import type { Deed, TextPlace, World } from './request.js';
import { isOneOf, type Protection, riskOf } from './risk.js';

/** The answer to a deed of which no rule speaks. */
export interface Fallback {
  readonly effect: Effect;
  /** `default/…`, `otherwise/…` or `builtin/…`. */
  readonly rule: string;
  readonly reason: string;
  readonly instead?: string;
  readonly risk: Risk;
  /** The value of the document that decided: what a lock may hold. */
  readonly setting: Setting;
  /** Nothing but this answer is possible: no rule of a policy speaks of such deeds, and no waiver changes it. */
  readonly isFinal?: boolean;
}

/** What the document, or Castellan where the document is silent, says of `deed`. Paths are normalised. */
export function fallbackOf(policy: CompiledPolicy, deed: Deed, world: World): Fallback {
  const { document } = policy;
  switch (deed.kind) {
    case 'read':
    case 'write':
    case 'delete':
      return ofFile(document, deed, world);
    case 'run':
      return unnamed(document, 'commands', riskOf(deed, world));
    case 'reach':
      return unnamed(document, 'network', riskOf(deed, world));
    case 'call':
      return unnamed(document, 'tools', riskOf(deed, world));
    case 'connect':
      return listedOnly(document, 'servers', riskOf(deed, world));
    case 'model':
      return listedOnly(document, 'models', riskOf(deed, world));
    case 'session':
      return ofSession(document, deed);
    case 'finding':
      return ofFinding(document, deed, world);
    case 'opaque': {
      const { risk, why } = riskOf(deed, world);
      const fallback = byRisk(document, risk, why);
      return { ...fallback, effect: stricter('ask', fallback.effect) };
    }
    case 'danger': {
      const { risk, why } = riskOf(deed, world);
      return { ...byRisk(document, risk, why), isFinal: true };
    }
  }
}

interface Weighed {
  readonly risk: Risk;
  readonly why: string;
}

function byRisk({ defaults }: PolicyDocument, risk: Risk, reason: string): Fallback {
  const { rule, setting } = DEFAULTS[risk];
  return { effect: defaults[risk], rule, reason, risk, setting };
}
const DEFAULTS = {
  low: { rule: 'default/low', setting: 'defaults.low' },
  medium: { rule: 'default/medium', setting: 'defaults.medium' },
  high: { rule: 'default/high', setting: 'defaults.high' },
} as const;

type Section = 'commands' | 'network' | 'tools' | 'servers' | 'models';

function unnamed(document: PolicyDocument, section: Section, { risk, why }: Weighed): Fallback {
  const effect = document.otherwise?.[section];
  if (effect === undefined) return byRisk(document, risk, why);
  const reason = effect === 'allow' ? why : `The policy does not name this ${NOUNS[section]}.`;
  return { effect, rule: `otherwise/${section}`, reason, risk, setting: `otherwise.${section}` };
}
const NOUNS: Readonly<Record<Section, string>> = {
  commands: 'program',
  network: 'host',
  tools: 'tool',
  servers: 'MCP server',
  models: 'model',
};

/** Where the policy has no list of something, being absent from it says nothing. */
function listedOnly(document: PolicyDocument, section: 'servers' | 'models', weighed: Weighed): Fallback {
  if (document[section] !== undefined && document[section].length > 0) {
    const absent = unnamed(document, section, weighed);
    return { ...absent, effect: document.otherwise?.[section] ?? stricter(document.defaults.low, absent.effect) };
  }
  return unnamed(document, section, { risk: 'low', why: 'The policy does not speak of it.' });
}

type FileDeed = Extract<Deed, { kind: 'read' | 'write' | 'delete' }>;

/** A file may be protected for several reasons: the strictest counts, so that protecting more never loosens. */
function ofFile(document: PolicyDocument, deed: FileDeed, world: World): Fallback {
  let without: Set<Protection> | undefined;
  let strictest: Fallback | undefined;
  for (const protection of LISTED) {
    const list = document.protections?.[protection];
    if (list === undefined) continue;
    const isAdded = list.add !== undefined && isOneOf(list.add, deed.path, world);
    if (list.except !== undefined && isOneOf(list.except, deed.path, world)) (without ??= new Set()).add(protection);
    else if (isAdded && (protection === 'secretFiles' || deed.kind !== 'read'))
      strictest = strictestOf(
        strictest,
        guarded(document, protection, 'The policy of your organisation protects this file.'),
      );
  }
  for (;;) {
    const { risk, why, protection } = riskOf(deed, world, without);
    const one = protection === undefined ? byRisk(document, risk, why) : guarded(document, protection, why);
    strictest = strictestOf(strictest, one);
    if (protection === undefined || protection === 'workspace') return strictest;
    (without ??= new Set()).add(protection);
  }
}

const LISTED = ['secretFiles', 'protectedFiles'] as const;

const strictestOf = (before: Fallback | undefined, one: Fallback): Fallback =>
  before === undefined || rankOf(one.effect) > rankOf(before.effect) ? one : before;

function guarded(document: PolicyDocument, protection: Protection, reason: string): Fallback {
  const own = document.protections?.[protection]?.effect;
  return {
    effect: own ?? document.defaults.high,
    rule: own === undefined ? 'default/high' : `builtin/${IDS[protection]}`,
    reason,
    instead: INSTEAD[protection],
    risk: 'high',
    setting: own === undefined ? 'defaults.high' : `protections.${protection}.effect`,
  };
}
const IDS: Readonly<Record<Protection, string>> = {
  workspace: 'workspace',
  secretFiles: 'secret-files',
  protectedFiles: 'protected-files',
};
const INSTEAD: Readonly<Record<Protection, string>> = {
  workspace: 'Write inside the workspace.',
  secretFiles: 'Work with names or placeholders, and let a person put in the secret.',
  protectedFiles: 'Say what should change there, and let a person do it.',
};

function ofSession(document: PolicyDocument, deed: Extract<Deed, { kind: 'session' }>): Fallback {
  const isAutonomy = deed.of === 'autonomy';
  const wanted = (isAutonomy ? document.autonomy?.effect : document.session?.effect) ?? 'reject';
  const setting: Setting = isAutonomy
    ? 'autonomy.max'
    : deed.of === 'length'
      ? 'session.maxMinutes'
      : 'session.isolation';
  const is = deed.is === null ? 'the agent does not say how it is' : `it is ${deed.is}`;
  return {
    // What is not known may be as the policy wants it: a person can tell.
    effect: deed.is === null && wanted === 'reject' ? 'ask' : wanted,
    rule: `builtin/session-${deed.of}`,
    reason: `The session must be ${deed.wanted}; ${is}.`,
    instead: INSTEAD_OF_SESSION[deed.of],
    risk: 'high',
    setting,
  };
}
const INSTEAD_OF_SESSION = {
  autonomy: 'Start the agent again with less autonomy.',
  isolation: 'Start the agent inside the isolation that the policy names.',
  length: 'End this session and begin a new one.',
} as const;

type Finding = Extract<Deed, { kind: 'finding' }>;

function ofFinding(document: PolicyDocument, deed: Finding, world: World): Fallback {
  switch (deed.of) {
    case 'secret':
      return ofSecret(document, deed, world);
    case 'injection': {
      const place = deed.in === 'result' ? 'results' : 'prompts';
      return {
        effect: document.prompts?.injection?.[place] ?? IMPLIED[`prompts.injection.${place}`],
        rule: 'builtin/injection',
        reason: `The text seems to give orders in somebody else’s name: ${deed.what}.`,
        risk: 'high',
        setting: `prompts.injection.${place}`,
      };
    }
    case 'hidden':
      return {
        effect: document.protections?.hiddenCharacters ?? IMPLIED['protections.hiddenCharacters'],
        rule: 'builtin/hidden-characters',
        reason: `The text holds characters that a reader does not see: ${deed.what}.`,
        instead: 'Type the text again, without copying it.',
        risk: 'medium',
        setting: 'protections.hiddenCharacters',
      };
    case 'size':
      return {
        effect: document.prompts?.oversize ?? IMPLIED['prompts.oversize'],
        rule: 'builtin/prompt-size',
        reason: `The prompt is too long: ${deed.what}.`,
        instead: 'Put the text in a file of the workspace and name the file.',
        risk: 'medium',
        setting: 'prompts.oversize',
      };
  }
}

const SECRET_SETTINGS = { command: 'commands', arguments: 'commands', prompt: 'prompts', result: 'results' } as const;

/** What the policy does with secrets in a text. */
export function secretAction(document: PolicyDocument, place: TextPlace): SecretAction {
  const setting = SECRET_SETTINGS[place];
  return document.secrets?.[setting] ?? IMPLIED[`secrets.${setting}`];
}

function ofSecret(document: PolicyDocument, deed: Finding, { canRewrite = false }: World): Fallback {
  const action = secretAction(document, deed.in);
  const isReplaceable = canRewrite && deed.in !== 'arguments';
  return {
    effect: action === 'redact' ? (isReplaceable ? 'allow' : 'reject') : action,
    rule: 'builtin/secrets',
    reason: `${NOUN_OF_TEXT[deed.in]} holds ${deed.what}.`,
    instead: 'Name the environment variable or the secret manager’s entry in its place.',
    risk: 'high',
    setting: `secrets.${SECRET_SETTINGS[deed.in]}`,
  };
}
const NOUN_OF_TEXT: Readonly<Record<TextPlace, string>> = {
  command: 'The command',
  arguments: 'The tool call',
  prompt: 'The prompt',
  result: 'The tool’s answer',
};
