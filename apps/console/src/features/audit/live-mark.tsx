import classes from './live-mark.module.css';
import type { TailState } from './live-tail.js';

const WORDS: Readonly<Record<Exclude<TailState, 'off'>, string>> = {
  connecting: 'Connecting …',
  live: 'Live',
  interrupted: 'Interrupted, trying again',
};

export function LiveMark({ state }: { state: TailState }) {
  if (state === 'off') return null;
  return (
    <span role="status" className={classes.mark} data-state={state}>
      {WORDS[state]}
    </span>
  );
}
