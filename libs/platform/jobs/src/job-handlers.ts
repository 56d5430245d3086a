import { Injectable, type Provider, type Type } from '@nestjs/common';
import type { z } from 'zod';
import { Clock, type PrincipalId } from '#kernel';
import { spanned } from '#platform/observability';
import type { JobMessage } from './job-message.js';
import { type ContextOf, definedJobs, type InstallationContext, type JobDefinition, orgOf } from './job.js';
import { JobHopeless } from './jobs.errors.js';

type Handler = (ctx: never, payload: never) => Promise<void>;

/** The principal of every job; the label tells which. */
const JOB_PRINCIPAL = '00000000-0000-7000-8000-00000000000b' as PrincipalId;

/** Knows for each job who does it. */
@Injectable()
export class JobHandlers {
  private readonly handlers = new Map<string, { job: JobDefinition; handler: Handler }>();

  constructor(private readonly clock: Clock) {}

  /** @throws Error when the job has a handler already */
  add<P extends z.ZodObject>(
    job: JobDefinition<P>,
    handler: (ctx: ContextOf<P>, payload: z.output<P>) => Promise<void>,
  ): void {
    if (this.handlers.has(job.name)) throw new Error(`The job "${job.name}" has two handlers. Keep one.`);
    this.handlers.set(job.name, { job, handler: handler });
  }

  /** @throws Error naming each job that nobody would do: such a process may not start */
  checkComplete(jobs: readonly JobDefinition[] = definedJobs()): void {
    const orphans = jobs.filter(({ name }) => !this.handlers.has(name)).map(({ name }) => name);
    if (orphans.length === 0) return;
    throw new Error(`No handler for ${orphans.join(', ')}. Add the feature's JobsModule to the worker.`);
  }

  /**
   * Does the job as its payload says, in a context whose principal is the job.
   * @throws JobHopeless when nobody here knows the job, or its payload does not fit
   */
  async perform(message: JobMessage): Promise<void> {
    const found = this.handlers.get(message.name);
    if (found === undefined) throw new JobHopeless(`No handler is registered for "${message.name}".`);
    const payload = found.job.payload.safeParse(message.payload);
    if (!payload.success)
      throw new JobHopeless(`The payload does not fit "${message.name}" as this version defines it.`);
    const perform = (): Promise<void> => found.handler(this.contextOf(message) as never, payload.data as never);
    await spanned(`job ${message.name}`, perform);
  }

  private contextOf(message: JobMessage): InstallationContext {
    const orgId = orgOf(message.payload);
    return Object.freeze({
      ...(orgId !== null && { orgId }),
      principal: { kind: 'job', id: JOB_PRINCIPAL, label: message.name } as const,
      requestId: message.id,
      now: this.clock.now(),
    });
  }
}

/**
 * A provider for a feature's JobsModule: this service does that job.
 * `handles(sealCheckpoint, CheckpointService, (checkpoints, ctx, payload) => checkpoints.seal(ctx, payload))`
 */
export function handles<P extends z.ZodObject, S>(
  job: JobDefinition<P>,
  service: Type<S>,
  perform: (service: S, ctx: ContextOf<P>, payload: z.output<P>) => Promise<void>,
): Provider {
  return {
    provide: Symbol(`handles ${job.name}`),
    inject: [JobHandlers, service],
    useFactory: (handlers: JobHandlers, instance: S) => {
      handlers.add(job, (ctx, payload) => perform(instance, ctx, payload));
      return job.name;
    },
  };
}
