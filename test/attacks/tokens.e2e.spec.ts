import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decisionEvent, logsOf, type Machine } from '../harness/machine.js';
import { openStand, type Stand } from '../harness/stand.js';

describe('a stolen machine token', () => {
  let stand: Stand;
  let machine: Machine;
  let thief: Machine;
  beforeAll(async () => {
    stand = await openStand();
    machine = await stand.enrol('victim');
    thief = await stand.enrol('thief');
  });
  afterAll(() => stand.product.remove());

  const LOGS = '/otlp/v1/logs';
  const body = (): string => JSON.stringify(logsOf([decisionEvent()]));
  const headers = { 'content-type': 'application/json' };
  const now = (): number => Math.floor(Date.now() / 1_000);

  it('is good with a proof by the key it was given to, and the test can tell', async () => {
    expect((await machine.ask('POST', LOGS, { body: body(), headers })).status).toBe(200);
  });

  it('opens nothing as a plain bearer token', async () => {
    const answer = await fetch(`${stand.product.url}${LOGS}`, {
      method: 'POST',
      body: body(),
      headers: { ...headers, authorization: `Bearer ${machine.token}` },
    });
    expect(answer.status).toBe(401);
  });

  it('opens nothing with a proof by another key', async () => {
    const dpop = await thief.proofFor('POST', LOGS, { token: machine.token });
    expect((await thief.ask('POST', LOGS, { body: body(), headers, token: machine.token, dpop })).status).toBe(401);
  });

  it('opens nothing with a proof that was seen before', async () => {
    const dpop = await machine.proofFor('POST', LOGS);
    expect((await machine.ask('POST', LOGS, { body: body(), headers, dpop })).status).toBe(200);
    expect((await machine.ask('POST', LOGS, { body: body(), headers, dpop })).status).toBe(401);
  });

  it('opens nothing with a proof for another method, another address, or another token', async () => {
    const wrong = [
      await machine.proofFor('GET', LOGS),
      await machine.proofFor('POST', '/agent/v1/heartbeat'),
      await machine.proofFor('POST', LOGS, { token: thief.token }),
    ];
    for (const dpop of wrong)
      expect((await machine.ask('POST', LOGS, { body: body(), headers, dpop })).status).toBe(401);
  });

  it('opens nothing with a proof that is old, or from the future', async () => {
    for (const iat of [now() - 3_600, now() + 3_600]) {
      const dpop = await machine.proofFor('POST', LOGS, { iat });
      expect((await machine.ask('POST', LOGS, { body: body(), headers, dpop })).status).toBe(401);
    }
  });

  it('opens nothing after the machine was revoked', async () => {
    const { person } = stand.owner;
    await person.post(`/api/v1/machines/${thief.id}/revoke`, { reason: 'Lost on a train.' });
    expect((await thief.ask('POST', LOGS, { body: body(), headers })).status).toBe(401);
    expect((await thief.ask('GET', '/agent/v1/bundle')).status).toBe(401);
  });

  it('opens none of the doors of people', async () => {
    for (const path of ['/api/v1/machines', '/api/v1/audit/events', '/api/v1/policy', '/api/v1/me']) {
      expect((await machine.ask('GET', path)).status, path).toBeGreaterThanOrEqual(401);
      expect((await machine.ask('GET', path)).status, path).toBeLessThanOrEqual(403);
    }
  });
});
