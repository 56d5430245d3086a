import { hash, verify } from '@node-rs/argon2';

/** OWASP's figures for Argon2id, raised to 64 MiB. */
const COST = { memoryCost: 65_536, timeCost: 3, parallelism: 1 } as const;

export const SHORTEST_PASSWORD = 12;
export const LONGEST_PASSWORD = 256;

/** Beginnings that guessers try first; NIST SP 800-63B section 3.1.1.2 asks for such a list and for no rules of composition. */
const COMMON =
  /^(?:password|passwort|qwerty|letmein|welcome|admin|iloveyou|castellan|changeme|secret|123456|abc123|monkey|dragon)/;

/** Why `password` cannot be taken; null when it can. */
export function weaknessOf(password: string, about: readonly string[] = []): string | null {
  const folded = password.normalize('NFKC').toLowerCase();
  if (password.normalize('NFC').length < SHORTEST_PASSWORD)
    return `Use at least ${SHORTEST_PASSWORD} characters; four unrelated words are good.`;
  if (password.length > LONGEST_PASSWORD) return `Use at most ${LONGEST_PASSWORD} characters.`;
  if (new Set(folded).size < 5) return 'Use more different characters.';
  if (COMMON.test(folded) && folded.length < 20)
    return 'It begins like the passwords that are tried first; use four unrelated words.';
  const echoed = about.find(
    (word) => word.length >= 4 && folded.includes(word.toLowerCase()) && folded.length < word.length + 8,
  );
  return echoed === undefined ? null : 'It is little more than your name or address; use four unrelated words.';
}

/** In PHC form. NFKC first: the same password typed on another keyboard is the same password. */
export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFKC'), COST);

let decoy: Promise<string> | undefined;

/** Whether `password` is the one behind `phc`. Where there is none, it takes as long and answers no. */
export async function isPassword(phc: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword('nobody has this password, whoever asks');
  const isRight = await verify(phc ?? (await decoy), password.normalize('NFKC'));
  return phc !== null && isRight;
}
