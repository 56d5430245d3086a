import { z } from 'zod';
import { Secret } from './secret.js';

/** The settings do not fit; the message names every fault, never a value. */
export class SettingsInvalid extends Error {
  constructor(faults: readonly string[]) {
    super(`Correct the environment and start again. ${faults.join(' ')}`);
    this.name = 'SettingsInvalid';
  }
}

/** A text that must not be seen. */
export const secret = () =>
  z
    .string()
    .min(1)
    .transform((value) => new Secret(value));

/**
 * Reads `schema` from `environment`, all faults at once. An empty variable counts as not set.
 * @throws SettingsInvalid
 */
export function readSettings<S extends z.ZodType>(schema: S, environment: NodeJS.ProcessEnv): z.output<S> {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new SettingsInvalid(
    result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}.`.replace('..', '.')),
  );
}
