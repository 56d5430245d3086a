import { describe, expect, it } from 'vitest';
import { breaksBetween, promiseOf } from '../../scripts/openapi-breaks.mjs';

const text = { type: 'string', maxLength: 10 };
const body = (properties: object, required: readonly string[] = []) => ({
  required: true,
  content: { 'application/json': { schema: { type: 'object', properties, required, additionalProperties: false } } },
});
const operation = (over: object = {}) => ({
  summary: 'Do it',
  'x-permission': 'thing:do',
  parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer', maximum: 100 } }],
  requestBody: body({ name: text, kind: { type: 'string', enum: ['a', 'b'] } }, ['name']),
  responses: { 200: body({ id: text, note: text }, ['id']), 400: { description: 'No' } },
  ...over,
});
const document = (post: object = operation(), more: object = {}) => ({ paths: { '/things': { post }, ...more } });
const breaks = (post: object) => breaksBetween(document(), document(post));

describe('a new API document breaks programs of the old one', () => {
  it('when an address is gone, or wants another permission', () => {
    expect(breaksBetween(document(), { paths: {} })).toEqual(['POST /things is gone']);
    expect(breaks(operation({ 'x-permission': 'thing:own' }))).toHaveLength(1);
  });

  it('when it wants more than it did, or understands less', () => {
    const worse = [
      { parameters: [] },
      { parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer', maximum: 50 } }] },
      { parameters: [...operation().parameters, { name: 'why', in: 'query', required: true, schema: text }] },
      { requestBody: body({ name: text, kind: { type: 'string', enum: ['a', 'b'] } }, ['name', 'kind']) },
      { requestBody: body({ name: text, kind: { type: 'string', enum: ['a'] } }, ['name']) },
      { requestBody: body({ name: text }, ['name']) },
      { requestBody: body({ name: { type: 'integer' }, kind: { type: 'string', enum: ['a', 'b'] } }, ['name']) },
      { requestBody: body({ name: { ...text, minLength: 2 }, kind: { type: 'string', enum: ['a', 'b'] } }, ['name']) },
    ];
    for (const over of worse) expect(breaks(operation(over)), JSON.stringify(over)).toHaveLength(1);
  });

  it('when it answers less than it did, or something else', () => {
    const worse = [
      { 204: { description: 'Done' } },
      { 200: body({ id: text }, ['id']) },
      { 200: body({ id: text, note: text }) },
      { 200: body({ id: { type: 'integer' }, note: text }, ['id']) },
      { 200: body({ id: { anyOf: [text, { type: 'null' }] }, note: text }, ['id']) },
    ];
    for (const responses of worse) expect(breaks(operation({ responses })), JSON.stringify(responses)).toHaveLength(1);
  });

  it('and not when it asks for less, understands more, answers more, or says it in other words', () => {
    const better = [
      { summary: 'Do it otherwise' },
      { parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer', maximum: 200 } }] },
      { requestBody: body({ name: text, kind: { type: 'string', enum: ['a', 'b', 'c'] }, more: text }) },
      { requestBody: body({ name: { anyOf: [text, { type: 'null' }] }, kind: { type: 'string' } }, ['name']) },
      { responses: { 200: body({ id: text, note: text, more: text }, ['id', 'more']), 202: body({}) } },
    ];
    for (const over of better) expect(breaks(operation(over)), JSON.stringify(over)).toEqual([]);
    expect(breaksBetween(document(), document(operation(), { '/others': { get: operation() } }))).toEqual([]);
  });

  it('also when the old one is known only by its promise', () => {
    const promise = JSON.parse(promiseOf(document())) as object;
    expect(breaksBetween(promise, document())).toEqual([]);
    expect(breaksBetween(promise, document(operation({ requestBody: body({ name: text }, ['name']) })))).toHaveLength(
      1,
    );
    expect(JSON.stringify(promise)).not.toContain('Do it');
  });
});
