import type { Effect, Risk } from '#contracts';

/** How strict an effect is: its place among `EFFECTS`, which is asked for with every deed. */
export const rankOf = (effect: Effect): number => (effect === 'allow' ? 0 : effect === 'ask' ? 1 : 2);

/** How grave a risk is: its place among `RISKS`. */
export const rankOfRisk = (risk: Risk): number => (risk === 'low' ? 0 : risk === 'medium' ? 1 : 2);

/** The stricter of both; the first where they are alike. */
export const stricter = (a: Effect, b: Effect): Effect => (rankOf(a) >= rankOf(b) ? a : b);
