import type { z } from 'zod';
import type { OrgId, Principal, RequestContext } from '#kernel';

export type JobName = `${string}.${string}`;

/** Quick jobs are many and done in seconds; slow ones (an export, a rebuild) may not stand in their way. */
export type JobLane = 'quick' | 'slow';

/** What may be asked of the workers. A payload with `orgId` makes it a job of that org, any other a job of the installation. */
export interface JobDefinition<Payload extends z.ZodObject = z.ZodObject> {
  /** `noun.verb`. A name once released keeps its meaning: jobs of an older version may still wait. */
  readonly name: JobName;
  /** Ids only, never secrets or bodies: a payload lies in the queue in the clear. */
  readonly payload: Payload;
  readonly lane: JobLane;
}

/** Who acts when no person does: what a job of the installation is given. */
export interface InstallationContext {
  readonly principal: Principal;
  readonly requestId: string;
  readonly now: Date;
}

/** A job of an org acts in that org, as a request would; a job of the installation acts in none. */
export type ContextOf<Payload extends z.ZodObject> =
  z.output<Payload> extends { orgId: string } ? RequestContext : InstallationContext;

const defined = new Map<JobName, JobDefinition>();

/**
 * Names a job and the shape of its payload; stands in a `.jobs.ts`.
 * @throws Error when another job has that name: each name means one thing in the whole product
 */
export function defineJob<Payload extends z.ZodObject>(job: {
  name: JobName;
  payload: Payload;
  lane?: JobLane;
}): JobDefinition<Payload> {
  if (defined.has(job.name)) throw new Error(`Two jobs are named "${job.name}". Rename one.`);
  const definition = { lane: 'quick', ...job } as const;
  defined.set(job.name, definition);
  return definition;
}

/** Every job that the loaded code defines. */
export const definedJobs = (): readonly JobDefinition[] => [...defined.values()];

/** The org whose job this payload asks for, or null for the installation. */
export function orgOf(payload: Readonly<Record<string, unknown>>): OrgId | null {
  return typeof payload['orgId'] === 'string' ? (payload['orgId'] as OrgId) : null;
}
