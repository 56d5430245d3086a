import { z } from 'zod';
import { CODING_AGENTS, EFFECTS } from '#contracts';
import type { Simulation, SimulationOrder } from './simulation.js';

const LONGEST_TEXT = 512 * 1024;
const DAY_MS = 86_400_000;

export const simulationBody = z.strictObject({
  text: z.string().max(LONGEST_TEXT),
  format: z.enum(['yaml', 'json']),
  days: z.int().min(1).max(90).default(7),
  agent: z.enum(CODING_AGENTS).optional(),
  most: z.int().min(1).max(5_000).default(1_000).describe('The latest so many calls'),
});
export type SimulationBody = z.infer<typeof simulationBody>;

const effect = z.enum(EFFECTS);
const count = z.int();

export const simulationView = z.object({
  replayed: count.describe('Calls that the draft was asked'),
  unknown: count.describe('Calls whose content is not kept or cannot be opened'),
  earliest: z.string().nullable(),
  latest: z.string().nullable(),
  moves: z.array(z.object({ was: effect, is: effect, calls: count })),
  rules: z.array(z.object({ rule: z.string(), stricter: count, milder: count })),
  changed: z.array(
    z.object({
      id: z.string(),
      at: z.string(),
      actor: z.string(),
      agent: z.string().nullable(),
      tool: z.string().nullable(),
      was: effect,
      is: effect,
      rules: z.array(z.string()),
      reasons: z.array(z.string()),
    }),
  ),
});
export type SimulationView = z.infer<typeof simulationView>;

export const toOrder = ({ days, ...body }: SimulationBody, now: Date): SimulationOrder => ({
  ...body,
  from: new Date(now.getTime() - days * DAY_MS),
});

export const toView = ({ moves, rules, changed, ...rest }: Simulation): SimulationView => ({
  ...rest,
  moves: [...moves],
  rules: [...rules],
  changed: changed.map((call) => ({ ...call, rules: [...call.rules], reasons: [...call.reasons] })),
});
