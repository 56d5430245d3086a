import type { DayOfDecisions } from '../../api/wire.js';

const STEPS = [1, 2, 2.5, 5, 10];

/** Round figures from 0 to at least `highest`, three or four of them. */
export function yTicks(highest: number): number[] {
  const rough = highest / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, Math.ceil((STEPS.find((candidate) => candidate * power >= rough) ?? 10) * power));
  return Array.from({ length: Math.ceil(highest / step) + 1 }, (_, index) => index * step);
}

export const totalOf = ({ allow, ask, reject }: DayOfDecisions): number => allow + ask + reject;
