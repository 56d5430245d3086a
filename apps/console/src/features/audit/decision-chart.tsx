import { useState } from 'react';
import type { DayOfDecisions } from '../../api/wire.js';
import { EFFECT_ORDER, EffectMark } from '../../ui/effect.js';
import { count } from '../../ui/text.js';
import { dayOf } from '../../ui/time.js';
import { totalOf, yTicks } from './decision-chart.scale.js';
import classes from './decision-chart.module.css';

const HEIGHT = 168;

/** Decisions by day as stacked bars; the same figures stand in a table for those who cannot see them. */
export function DecisionChart({ series }: { series: readonly DayOfDecisions[] }) {
  const [shown, setShown] = useState<number | null>(null);
  const ticks = yTicks(Math.max(...series.map(totalOf), 1));
  const top = ticks.at(-1) ?? 1;
  const day = shown === null ? undefined : series[shown];
  return (
    <figure className={classes.figure}>
      <figcaption className={classes.legend}>
        {EFFECT_ORDER.map((effect) => (
          <span key={effect}>
            <EffectMark effect={effect} /> {effect.charAt(0).toUpperCase() + effect.slice(1)}
            {day !== undefined && <b className="numbers"> {count(day[effect])}</b>}
          </span>
        ))}
        <span className={classes.shown}>{day === undefined ? '' : dayOf(day.day)}</span>
      </figcaption>
      <div className={classes.plot} style={{ height: HEIGHT }} aria-hidden="true" onPointerLeave={() => setShown(null)}>
        {ticks.map((tick) => (
          <div key={tick} className={classes.tick} style={{ bottom: `${String((tick / top) * 100)}%` }}>
            <span>{count(tick)}</span>
          </div>
        ))}
        <div className={classes.bars}>
          {series.map((entry, index) => (
            <div
              key={entry.day}
              className={classes.day}
              data-shown={index === shown || undefined}
              onPointerEnter={() => setShown(index)}
            >
              {EFFECT_ORDER.toReversed()
                .filter((effect) => entry[effect] > 0)
                .map((effect) => (
                  <div
                    key={effect}
                    className={classes.part}
                    data-effect={effect}
                    style={{ height: `${String((entry[effect] / top) * 100)}%` }}
                  />
                ))}
            </div>
          ))}
        </div>
      </div>
      <div className={classes.days} aria-hidden="true">
        {[series[0], series[Math.floor(series.length / 2)], series.at(-1)].map((entry, index) => (
          <span key={index}>{entry === undefined ? '' : dayOf(entry.day)}</span>
        ))}
      </div>
      <DecisionTable series={series} />
    </figure>
  );
}

function DecisionTable({ series }: { series: readonly DayOfDecisions[] }) {
  return (
    <table className={classes.hidden}>
      <caption>Decisions by day</caption>
      <thead>
        <tr>
          <th scope="col">Day</th>
          <th scope="col">Allow</th>
          <th scope="col">Ask</th>
          <th scope="col">Reject</th>
        </tr>
      </thead>
      <tbody>
        {series.map((entry) => (
          <tr key={entry.day}>
            <th scope="row">{dayOf(entry.day)}</th>
            <td>{entry.allow}</td>
            <td>{entry.ask}</td>
            <td>{entry.reject}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
