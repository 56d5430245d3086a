import { useState } from 'react';
import type { PolicyFormat } from '../../api/wire.js';

export interface Draft {
  readonly text: string;
  readonly format: PolicyFormat;
  /** The version that it was written on; null where there was none. */
  readonly basedOn: number | null;
}

const keyOf = (orgId: string): string => `castellan-policy-draft-${orgId}`;

/** An unpublished text survives going to another page and reloading, in this tab only. */
export function storedDraft(orgId: string): Draft | null {
  try {
    const stored = sessionStorage.getItem(keyOf(orgId));
    return stored === null ? null : (JSON.parse(stored) as Draft);
  } catch {
    return null;
  }
}

function store(orgId: string, draft: Draft | null): void {
  try {
    if (draft === null) sessionStorage.removeItem(keyOf(orgId));
    else sessionStorage.setItem(keyOf(orgId), JSON.stringify(draft));
  } catch {
    // A browser that forbids storage keeps the draft for as long as the page is open.
  }
}

/** The draft of an org, over the text in force: null while nothing was changed. */
export function useDraft(orgId: string): readonly [Draft | null, (draft: Draft | null) => void] {
  const [draft, setDraft] = useState(() => storedDraft(orgId));
  return [
    draft,
    (next) => {
      setDraft(next);
      store(orgId, next);
    },
  ];
}
