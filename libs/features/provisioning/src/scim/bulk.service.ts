import { Injectable } from '@nestjs/common';
import {
  type Attributes,
  BULK_RESPONSE_SCHEMA,
  type BulkOperation,
  readBulk,
  readResource,
  ScimRefusal,
  USER_TYPE,
  withReferences,
} from '#engines/scim';
import { newId } from '#kernel';
import { Log } from '#platform/observability';
import type { DirectoryContext } from '../directories/directory.js';
import { GroupDesk } from '../groups/group-desk.service.js';
import { LogService } from '../log/log.service.js';
import { withDefaults } from '../users/directory-user.js';
import { UserDesk } from '../users/user-desk.service.js';
import { statusOf, toScimError } from './scim-answer.js';
import { ReferenceUnresolved } from './scim.errors.js';

type Given = BulkOperation | ScimRefusal;
type Result = Readonly<Record<string, unknown>>;

/** One bulk message under way. */
interface Run {
  readonly ctx: DirectoryContext;
  readonly operations: readonly Given[];
  readonly results: (Result | undefined)[];
  /** The id of each resource to be made, given beforehand: so that a reference can point forward, or in a circle. */
  readonly ids: ReadonlyMap<string, string>;
  readonly underWay: Set<number>;
  readonly most: number;
  errors: number;
}

/** Many operations in one message (RFC 7644 section 3.7). Each stands for itself: what was done before an error stays done. */
@Injectable()
export class BulkService {
  constructor(
    private readonly users: UserDesk,
    private readonly groups: GroupDesk,
    private readonly logs: LogService,
    private readonly log: Log,
  ) {}

  /** @throws ScimRefusal for a message that is none */
  async take(ctx: DirectoryContext, body: unknown): Promise<object> {
    const { operations, failOnErrors } = readBulk(body);
    const run: Run = {
      ctx,
      operations,
      results: [],
      ids: new Map(operations.flatMap((one) => (isMaking(one) ? [[one.bulkId, newId(ctx.now)] as const] : []))),
      underWay: new Set(),
      most: failOnErrors ?? Number.POSITIVE_INFINITY,
      errors: 0,
    };
    for (let at = 0; at < operations.length && run.errors < run.most;) {
      const batch = batchFrom(run, at);
      if (batch.length > 1 && (await this.createAll(run, at, batch))) at += batch.length;
      else await this.takeOne(run, at++);
    }
    return { schemas: [BULK_RESPONSE_SCHEMA], Operations: run.results.filter((result) => result !== undefined) };
  }

  /** Users to be added, one behind another and speaking of nobody else, go in one statement. False: it has to be done one by one. */
  private async createAll(run: Run, at: number, batch: readonly Making[]): Promise<boolean> {
    try {
      const users = batch.map(({ bulkId, data }) => ({
        id: idIn(run, bulkId) as ReturnType<typeof newId<'DirectoryUser'>>,
        attributes: withDefaults(readResource(USER_TYPE, data)),
      }));
      const made = await this.users.createAll(run.ctx, users, (taken) => run.errors + taken < run.most);
      if (made === null) return false;
      for (const [place, one] of made.entries()) {
        const operation = batch[place];
        if (operation === undefined) continue;
        if (one instanceof Error) await this.failed(run, at + place, one);
        else run.results[at + place] = resultOf(operation, 201, one);
      }
      return true;
    } catch (error) {
      // One of them cannot be read: it alone is refused, in its turn.
      if (error instanceof ScimRefusal) return false;
      throw error;
    }
  }

  private async takeOne(run: Run, at: number): Promise<void> {
    const operation = run.operations[at];
    if (operation === undefined || run.results[at] !== undefined) return;
    run.underWay.add(at);
    try {
      if (operation instanceof ScimRefusal) throw operation;
      for (const name of operation.references) await this.first(run, name);
      if (run.errors < run.most) run.results[at] = await this.perform(run, operation);
    } catch (error) {
      await this.failed(run, at, error);
    } finally {
      run.underWay.delete(at);
    }
  }

  /** What an operation speaks of is done before it, unless that in turn waits for it. */
  private async first(run: Run, name: string): Promise<void> {
    const at = run.operations.findIndex((one) => isMaking(one) && one.bulkId === name);
    if (at < 0) throw new ScimRefusal('invalidValue', `No POST of this message has the bulkId "${name}".`);
    if (run.results[at] === undefined && !run.underWay.has(at)) await this.takeOne(run, at);
    if (!run.underWay.has(at) && !isDone(run.results[at]))
      throw new ReferenceUnresolved(`The operation with the bulkId "${name}" did not succeed.`);
  }

  private async perform(run: Run, operation: BulkOperation): Promise<Result> {
    const { ctx } = run;
    const { method, resource, version: ifMatch } = operation;
    const idOf = (name: string): string => idIn(run, name);
    const body = withReferences(operation.data, idOf);
    const id = withReferences(operation.target ?? '', idOf) as string;
    const desk = resource === 'Users' ? this.users : this.groups;
    switch (method) {
      case 'POST': {
        const made = operation.bulkId === null ? undefined : idIn(run, operation.bulkId);
        return resultOf(operation, 201, await desk.create(ctx, body, made as never));
      }
      case 'PUT':
        return resultOf(operation, 200, await desk.replace(ctx, { id, ifMatch, body }));
      case 'PATCH':
        return resultOf(
          operation,
          resource === 'Users' ? 200 : 204,
          (await desk.patch(ctx, { id, ifMatch, body })) ?? {},
          `${ctx.base}/${resource}/${id}`,
        );
      case 'DELETE':
        await desk.remove(ctx, { id, ifMatch });
        return resultOf(operation, 204, {}, `${ctx.base}/${resource}/${id}`);
    }
  }

  private async failed(run: Run, at: number, error: unknown): Promise<void> {
    const operation = run.operations[at];
    const status = statusOf(error);
    if (status >= 500) this.log.error('request.failed', { requestId: run.ctx.requestId, error });
    run.errors += 1;
    const told = toScimError(error, status);
    if (operation === undefined || operation instanceof ScimRefusal) {
      run.results[at] = { status: String(status), response: told };
      const unread = { method: 'POST', resource: 'Bulk', resourceId: null, message: null } as const;
      return this.logs.refused(run.ctx, { ...unread, error: told });
    }
    const { method, resource, target, bulkId, data } = operation;
    run.results[at] = {
      method,
      ...(bulkId !== null && { bulkId }),
      ...(target !== null && { location: `${run.ctx.base}/${resource}/${target}` }),
      status: String(status),
      response: told,
    };
    return this.logs.refused(run.ctx, { method, resource, resourceId: target, error: told, message: data ?? null });
  }
}

interface Making extends BulkOperation {
  readonly method: 'POST';
  readonly bulkId: string;
}

const isMaking = (one: Given): one is Making =>
  !(one instanceof ScimRefusal) && one.method === 'POST' && one.bulkId !== null;

/** A message that was read has an id for each resource that it makes. */
const idIn = ({ ids }: Run, name: string): string => ids.get(name) ?? '';

const isDone = (result: Result | undefined): boolean => result !== undefined && /^2/.test(String(result['status']));

function batchFrom({ operations, results }: Run, at: number): readonly Making[] {
  const batch: Making[] = [];
  for (let next = at; next < operations.length; next += 1) {
    const one = operations[next];
    if (one === undefined || results[next] !== undefined || !isMaking(one)) break;
    if (one.resource !== 'Users' || one.references.length > 0) break;
    batch.push(one);
  }
  return batch;
}

function resultOf(operation: BulkOperation, status: number, resource: Attributes, location?: string): Result {
  const meta = resource['meta'] as { location?: string; version?: string } | undefined;
  return {
    method: operation.method,
    ...(operation.bulkId !== null && { bulkId: operation.bulkId }),
    location: meta?.location ?? location,
    ...(meta?.version !== undefined && { version: meta.version }),
    status: String(status),
  };
}
