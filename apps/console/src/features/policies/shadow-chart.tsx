import { count } from '../../ui/text.js';
import { barsOf } from './shadow-bars.js';
import classes from './shadow-chart.module.css';
import type { ShadowView } from './shadow-queries.js';

const HEIGHT = 132;

/** Calls answered otherwise over time, stricter above milder; the same figures stand in a table for those who cannot see them. */
export function ShadowChart({ hours }: { hours: ShadowView['hours'] }) {
  const bars = barsOf(hours);
  const top = Math.max(1, ...bars.map(({ stricter, milder }) => stricter + milder));
  const part = (calls: number) => ({ height: `${String((calls / top) * 100)}%` });
  return (
    <figure className={classes.figure}>
      <figcaption className={classes.legend}>
        <span data-kind="stricter">more strictly</span>
        <span data-kind="milder">more mildly</span>
        <span className={classes.top}>up to {count(top)}</span>
      </figcaption>
      <div className={classes.bars} style={{ height: HEIGHT }} aria-hidden="true">
        {bars.map(({ label, stricter, milder, compared }) => (
          <div
            key={label}
            className={classes.bar}
            title={`${label}: ${count(stricter)} stricter, ${count(milder)} milder, of ${count(compared)}`}
          >
            <div data-kind="stricter" style={part(stricter)} />
            <div data-kind="milder" style={part(milder)} />
          </div>
        ))}
      </div>
      <div className={classes.ends} aria-hidden="true">
        <span>{bars[0]?.label}</span>
        <span>{bars.length > 1 ? bars.at(-1)?.label : ''}</span>
      </div>
      <table className={classes.hidden}>
        <caption>Calls answered otherwise over time</caption>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">Stricter</th>
            <th scope="col">Milder</th>
            <th scope="col">Compared</th>
          </tr>
        </thead>
        <tbody>
          {bars.map(({ label, stricter, milder, compared }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>{stricter}</td>
              <td>{milder}</td>
              <td>{compared}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
