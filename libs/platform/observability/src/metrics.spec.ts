import { describe, expect, it } from 'vitest';
import { Metrics } from './metrics.js';

describe('the figures', () => {
  it('are told in Prometheus’ text, requests by the pattern of their route', async () => {
    const metrics = new Metrics();
    metrics.httpRequest({ method: 'GET', route: '/api/v1/machines/:id', status: 200 }, 3);
    metrics.counter('castellan.events', 'Events taken').add(2, { kind: 'tool.decision' });
    const text = await metrics.prometheusText();
    expect(text).toMatch(
      /http_server_request_duration\w*_bucket{[^}]*http_route="\/api\/v1\/machines\/:id"[^}]*le="0.005"} 1/,
    );
    expect(text).toMatch(/castellan_events_total{[^}]*kind="tool.decision"[^}]*} 2/);
  });

  it('say how this process does', async () => {
    const text = await new Metrics().prometheusText();
    for (const name of ['process_memory_usage', 'process_cpu_time', 'nodejs_eventloop_utilization'])
      expect(text).toMatch(new RegExp(`^${name}\\S* [0-9.e+-]+$`, 'm'));
  });
});
