import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { PERMISSIONS } from '#features/access';
import type { OpenApiDocument } from '#platform/http';
import { breaksBetween } from '../../scripts/openapi-breaks.mjs';
import { describeApi } from '../../apps/api/src/describe-api.js';

interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security: readonly object[];
  readonly 'x-permission'?: string;
}

const committed = JSON.parse(
  readFileSync(new URL('../../libs/contracts/openapi.json', import.meta.url), 'utf8'),
) as OpenApiDocument;

let current: OpenApiDocument;
beforeAll(async () => {
  current = await describeApi();
});

const operationsOf = (document: OpenApiDocument): [string, Operation][] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [
      `${method} ${path}`,
      operation as Operation,
    ]),
  );

describe('the API document', () => {
  it('is committed as it is in the code; "npm run openapi" renews it', () => {
    expect(current).toEqual(committed);
  });

  it('keeps what it has promised; "npm run openapi -- --promise" where a break is meant', () => {
    const promised = JSON.parse(
      readFileSync(new URL('../../libs/contracts/openapi.promised.json', import.meta.url), 'utf8'),
    ) as object;
    expect(breaksBetween(promised, current)).toEqual([]);
  });

  it('says of every address who may enter: one permission of the catalogue, or why it is open', () => {
    const unknown = operationsOf(current).filter(
      ([, operation]) =>
        operation['x-permission'] !== undefined && !Object.hasOwn(PERMISSIONS, operation['x-permission']),
    );
    expect(unknown.map(([name]) => name)).toEqual([]);
  });

  it('has a sentence and a place for every operation', () => {
    const bare = operationsOf(current).filter(
      ([, { summary = '', tags = [] }]) => !/^[A-Z]/.test(summary) || tags.length === 0,
    );
    expect(bare.map(([name]) => name)).toEqual([]);
  });
});
