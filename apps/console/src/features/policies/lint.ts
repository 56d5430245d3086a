import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDebouncedValue } from '@mantine/hooks';
import type { PolicyFormat, PolicyIssue } from '../../api/wire.js';

const PAUSE_MS = 200;

export interface Lint {
  readonly isValid: boolean;
  readonly issues: readonly PolicyIssue[];
}

/** The engine's own reading of a text, in this browser; the server reads it again when it is published. */
export async function lintPolicy(text: string, format: PolicyFormat): Promise<Lint> {
  const { parsePolicy } = await import('#engines/policy');
  const parsed = parsePolicy(text, format);
  return parsed.ok ? { isValid: true, issues: parsed.warnings } : { isValid: false, issues: parsed.issues };
}

export function useLint(text: string, format: PolicyFormat): Lint | undefined {
  const [settled] = useDebouncedValue(text, PAUSE_MS);
  const lint = useQuery({
    queryKey: ['lint', format, settled],
    queryFn: () => lintPolicy(settled, format),
    staleTime: Infinity,
    gcTime: 10_000,
    placeholderData: keepPreviousData,
  });
  return lint.data;
}
