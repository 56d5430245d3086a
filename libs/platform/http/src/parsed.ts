import type { PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { RequestInvalid } from './http.errors.js';
import { type UnfitValue, unfitValue } from './unfit-value.js';

/** The pipe behind `@Body(parsed(schema))`; it keeps its schema so that the API document can be made from it. */
export interface ParsedPipe<S extends z.ZodType> extends PipeTransform<unknown, z.output<S>> {
  readonly schema: S;
}

const MOST_ISSUES_TOLD = 20;

/**
 * Turns the unknown outside into a typed inside.
 * @throws RequestInvalid naming each field that does not fit, and why
 */
export const parsed = <S extends z.ZodType>(schema: S): ParsedPipe<S> => ({
  schema,
  transform(value) {
    const unfit = unfitValue(value);
    if (unfit !== null) throw refusal([unfit]);
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    throw refusal(result.error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message })));
  },
});

function refusal(all: readonly UnfitValue[]): RequestInvalid {
  const issues = all.slice(0, MOST_ISSUES_TOLD);
  const told = issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
  return new RequestInvalid(`Correct the request and send it again. ${told}`, { issues });
}
