const SHORTEST_PASSWORD = 12;

export function passwordFault(password: string): string | null {
  return password.length < SHORTEST_PASSWORD ? `Use at least ${String(SHORTEST_PASSWORD)} characters.` : null;
}

export function codeFault(code: string): string | null {
  return /^\d{6}$/.test(code) ? null : 'Enter the six digits that the app shows now.';
}

/** A user code as the machine shows it: upper case, without what cannot stand in one, in two groups of four. */
export function tidyUserCode(typed: string): string {
  const letters = typed
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, '')
    .slice(0, 8);
  return letters.length > 4 ? `${letters.slice(0, 4)}-${letters.slice(4)}` : letters;
}
