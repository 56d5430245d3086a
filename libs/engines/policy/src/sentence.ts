import type { Effect } from '#contracts';
import type { CompiledPolicy } from './compile-policy.js';
import type { DecidedEffect, Deed, PolicyLayer } from './request.js';

const LONGEST_QUOTE = 120;

/** What a developer is told: what was refused, why, by which rule, what is allowed instead, and whom to ask. */
export function sentenceOf(
  effect: Effect,
  effects: readonly DecidedEffect[],
  { document }: Pick<CompiledPolicy, 'document'>,
): string {
  const decisive = effect === 'allow' ? undefined : effects.find(({ bound }) => bound === effect);
  if (decisive === undefined) return 'Allowed by your organisation’s policy.';
  const verb = effect === 'reject' ? 'refused this' : 'wants you to confirm this';
  // With one deed there is nothing to point at.
  const part = effects.length > 1 ? partOf(decisive.deed) : '';
  const contact = decisive.contact ?? document.contact;
  return [
    `Your organisation’s policy ${verb}: ${part === '' ? '' : `${part}. `}${decisive.reason}`,
    `(rule ${decisive.rule}${from(decisive.layer)}).`,
    ...(decisive.instead === undefined ? [] : [decisive.instead]),
    ...(contact === undefined ? [] : [`Questions: ${contact}.`]),
  ].join(' ');
}

const from = (layer: PolicyLayer | undefined): string =>
  layer === undefined || layer.kind === 'org' ? '' : `, from the ${layer.kind} ${layer.name ?? layer.id}`;

/** The part of a request that a deed is, quoted shortly; empty where the reason says it already. */
export function partOf(deed: Deed): string {
  switch (deed.kind) {
    case 'run':
      return `“${quoted([deed.program, ...deed.arguments].join(' '))}”`;
    case 'read':
    case 'write':
    case 'delete':
      return `${deed.kind} ${quoted(deed.path)}`;
    case 'reach':
      return `reach ${quoted(deed.host)}${deed.port === undefined ? '' : `:${String(deed.port)}`}`;
    case 'call':
      return `call ${quoted(deed.server === '' ? deed.tool : `${deed.server}/${deed.tool}`)}`;
    case 'connect':
      return `speak to the MCP server ${quoted(deed.server)}`;
    case 'model':
      return `use the model ${quoted(`${deed.provider}/${deed.model}`)}`;
    case 'session':
    case 'finding':
    case 'opaque':
    case 'danger':
      return '';
  }
}

/** Short, on one line, and without characters that could change what a terminal shows around them. */
function quoted(text: string): string {
  const plain = /[^ -~]/.test(text) ? text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ') : text;
  const characters = Array.from(plain.slice(0, LONGEST_QUOTE * 2));
  return characters.length > LONGEST_QUOTE ? `${characters.slice(0, LONGEST_QUOTE).join('')}…` : characters.join('');
}
