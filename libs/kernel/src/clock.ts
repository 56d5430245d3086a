/** Where time comes from. The edge and the jobs read it once per unit of work; everything below is given `now`. */
export abstract class Clock {
  abstract now(): Date;
}

/** The machine's own clock: the one place in the product that reads it. */
export class SystemClock extends Clock {
  override now(): Date {
    return new Date();
  }
}
