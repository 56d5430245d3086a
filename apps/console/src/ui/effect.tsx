import type { Effect } from '#contracts';
import classes from './effect.module.css';

/** From the mildest to the strictest. The contract's own list would bring its whole parser into the first view. */
export const EFFECT_ORDER = ['allow', 'ask', 'reject'] as const satisfies readonly Effect[];

const WORDS: Readonly<Record<Effect, string>> = { allow: 'Allow', ask: 'Ask', reject: 'Reject' };

/** A decision, told by word and shape as well as by colour. */
export function EffectBadge({ effect, monitored = false }: { effect: Effect | null; monitored?: boolean }) {
  if (effect === null) return <span className={classes.none}>–</span>;
  return (
    <span className={classes.badge} data-effect={effect}>
      <EffectMark effect={effect} />
      {WORDS[effect]}
      {monitored && <span className={classes.monitored}>monitored</span>}
    </span>
  );
}

/** A dot for allow, a half dot for ask, a barred square for reject. */
export function EffectMark({ effect }: { effect: Effect }) {
  return (
    <svg className={classes.mark} data-effect={effect} viewBox="0 0 10 10" width={10} height={10} aria-hidden="true">
      {effect === 'allow' && <circle cx={5} cy={5} r={4} fill="currentColor" />}
      {effect === 'ask' && (
        <>
          <circle cx={5} cy={5} r={3.4} fill="none" stroke="currentColor" strokeWidth={1.3} />
          <path d="M5 1.600a3.4 3.4 0 0 1 0 6.800Z" fill="currentColor" />
        </>
      )}
      {effect === 'reject' && (
        <>
          <rect x={0.8} y={0.8} width={8.4} height={8.4} rx={2} fill="currentColor" />
          <path d="M3 5h4" stroke="var(--c-surface)" strokeWidth={1.5} strokeLinecap="round" />
        </>
      )}
    </svg>
  );
}
