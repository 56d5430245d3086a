import classes from './step-marks.module.css';

export function StepMarks({ total, current }: { total: number; current: number }) {
  return (
    <p className={classes.marks}>
      {Array.from({ length: total }, (_, step) => (
        <span key={step} className={classes.mark} data-done={step <= current || undefined} />
      ))}
      <span className={classes.words}>
        Step {current + 1} of {total}
      </span>
    </p>
  );
}
