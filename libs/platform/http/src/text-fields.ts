import { z } from 'zod';

/** What a person writes: trimmed, of at most `longest` characters. */
export const textField = (longest: number) => z.string().trim().max(longest);

/** What something is called: one line of at most `longest` characters. `missing` says to who sends an empty one what to do. */
export const nameField = (longest: number, missing: string) =>
  z
    .string()
    .trim()
    .min(1, missing)
    .max(longest)
    .regex(/^[^\u0000-\u001f\u007f]*$/, 'A name has no control characters.');

/** The words by which a list is searched; `describes` says in what they are looked for. */
export const searchField = (describes: string) => textField(200).optional().describe(describes);
