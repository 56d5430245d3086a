import classes from './live-mark.module.css';
import type { TailState } from './live-tail.js';

const WORDS: Readonly<Record<TailState, string>> = { off: '', connecting: 'Connecting …', live: 'Live', interrupted: 'Interrupted, trying again' };

export function LiveMark({ state }: { state: TailState }) {
  return (
    <span role="status" className={classes.mark} data-state={state}>
      {WORDS[state]}
    </span>
  );
}
