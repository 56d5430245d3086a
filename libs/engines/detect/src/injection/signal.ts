/** One thing that suspicious text does; weights join as independent doubts: 1 − Π(1 − weight). */
export interface Sign {
  readonly id: string;
  /** For people. */
  readonly what: string;
  readonly weight: number;
}

/** A sign that is known by a form. */
export interface Signal extends Sign {
  readonly form: RegExp;
}

/** Up to a few words between, on one line. */
export const gap = (words: number): string => `(?:[^\\n.]{0,${String(words * 8)}}? )?`;
export const phrase = (id: string, weight: number, what: string, ...forms: string[]): Signal => ({
  id,
  what,
  weight,
  form: new RegExp(forms.join('|'), 'g'),
});
