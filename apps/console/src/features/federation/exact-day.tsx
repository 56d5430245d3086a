import { exactly } from '../../ui/time.js';

/** A day with its year. */
export function ExactDay({ at }: { at: string }) {
  return <time dateTime={at}>{exactly(at).replace(/,.*$/u, '')}</time>;
}
