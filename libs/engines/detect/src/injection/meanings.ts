/** What words can mean that a suspicious clause is put together from, a bit for each. */
export const MEANS = {
  /** A model, by any of its names. */
  model: 1 << 0,
  /** A verb that drops something, as an order. */
  forget: 1 << 1,
  /** That something was there before. */
  prior: 1 << 2,
  /** Instructions, rules, tasks. */
  orders: 1 << 3,
  /** That something is the reader's, or was told to it. */
  yours: 1 << 4,
  /** That something does not hold any more. */
  void: 1 << 5,
  send: 1 << 6,
  /** What is not to get out. */
  asset: 1 << 7,
  /** An address outside. */
  sink: 1 << 8,
  /** That somebody is not to know. */
  hide: 1 << 9,
  disarm: 1 << 10,
  /** What is disarmed: approvals, checks, tests. */
  guard: 1 << 11,
  /** What cannot be taken back: deletions, payments. */
  destroy: 1 << 12,
  run: 1 << 13,
  /** The name of a tool or of a program that fetches, deletes or obeys. */
  tool: 1 << 14,
  /** A judgement that is ordered, not made. */
  verdict: 1 << 15,
  /** That somebody is bound by nothing. */
  free: 1 << 16,
  /** That the reader is somebody, or answers in some way. */
  role: 1 << 17,
  reveal: 1 << 18,
  /** The instructions that a model has, as a thing to be shown or dropped. */
  prompt: 1 << 19,
  /** That the text is being summed up. */
  reading: 1 << 20,
  must: 1 << 21,
  include: 1 << 22,
  /** What the reader is going to say. */
  answer: 1 << 23,
  /** That it holds for all that comes. */
  lasting: 1 << 24,
  /** That the text speaks of attacks. */
  about: 1 << 25,
  /** That something is read or worked on: with a model in the clause, it is spoken to. */
  scene: 1 << 26,
  /** That other orders are to be followed. */
  follow: 1 << 27,
  /** Somebody who may give orders. */
  office: 1 << 28,
  /** A model is spoken to. */
  called: 1 << 29,
  /** That the reader has already thought about it. */
  concluded: 1 << 30,
  /** A model that must do something. */
  bound: 1 << 31,
} as const;

export type Meaning = keyof typeof MEANS;
