import type { Completion, CompletionResult, CompletionSource } from '@codemirror/autocomplete';
import type { PolicyFormat } from '../../api/wire.js';
import { contextBefore } from './completion-context.js';
import { type JsonSchema, keysAt, type Proposal, valuesAt } from './schema-completion.js';

/** Keys and values that the schema allows where the cursor stands. */
export function policyCompletions(schema: JsonSchema | undefined, format: PolicyFormat): CompletionSource {
  return ({ state, pos, explicit }): CompletionResult | null => {
    const context = schema && contextBefore(state.sliceDoc(0, pos), format);
    if (!context) return null;
    const { path, valueOf, word } = context;
    if (word === '' && !explicit && valueOf === null && format === 'yaml') return null;
    const proposals =
      valueOf === null ? [...keysAt(schema, path), ...itemsOf(schema, path)] : valuesAt(schema, path, valueOf);
    if (proposals.length === 0) return null;
    return {
      from: pos - word.length,
      options: proposals.map((proposal) => completionOf(proposal, format)),
      validFor: /^[\w.-]*$/,
    };
  };
}

/** In a YAML list written line by line, a word may be an item. */
function itemsOf(schema: JsonSchema, path: readonly string[]): readonly Proposal[] {
  return path.at(-1) === '[]' ? valuesAt(schema, path.slice(0, -1), '[]') : [];
}

function completionOf({ label, kind, detail, info, isRequired }: Proposal, format: PolicyFormat): Completion {
  const apply = kind === 'key' && format === 'yaml' ? `${label}: ` : label;
  return {
    label,
    apply,
    boost: isRequired ? 1 : 0,
    type: kind === 'key' ? 'property' : 'constant',
    ...(detail !== undefined && { detail: isRequired ? `${detail}, required` : detail }),
    ...(info !== undefined && { info }),
  };
}
