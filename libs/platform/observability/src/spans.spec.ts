import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Log } from './log.js';
import { requestSpan, spanned } from './spans.js';

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
beforeAll(() => provider.register());
afterEach(() => exporter.reset());
afterAll(() => provider.shutdown());

const CALLER = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };

describe('a trace', () => {
  it('goes on from the caller’s, through the request, to the work below it', async () => {
    const request = requestSpan('GET', { traceparent: `00-${CALLER.traceId}-${CALLER.spanId}-01` });
    await new Promise<void>((done) =>
      request.within(() => void spanned('database.within_org', () => Promise.resolve()).then(done)),
    );
    request.end({ route: '/api/v1/things/:id', status: 200 });
    const [work, whole] = exporter.getFinishedSpans();
    expect(whole?.name).toBe('GET /api/v1/things/:id');
    expect(whole?.parentSpanContext?.spanId).toBe(CALLER.spanId);
    expect(work?.parentSpanContext?.spanId).toBe(whole?.spanContext().spanId);
    expect([work, whole].map((span) => span?.spanContext().traceId)).toEqual([CALLER.traceId, CALLER.traceId]);
  });

  it('marks what failed by the kind of its error, and holds nothing of its message', async () => {
    const failing = spanned('job key.rotate', () => Promise.reject(new TypeError('hunter2')));
    await expect(failing).rejects.toThrow('hunter2');
    const [span] = exporter.getFinishedSpans();
    expect(span?.attributes['error.type']).toBe('TypeError');
    expect(JSON.stringify([span?.attributes, span?.status, span?.events])).not.toContain('hunter2');
  });

  it('is named in each line of the log that is written in it', async () => {
    const lines: string[] = [];
    const log = new Log({ level: 'info', destination: { write: (line: string) => void lines.push(line) } });
    await spanned('a step', () => Promise.resolve('test.within').then((event) => log.info(event)));
    log.info('test.outside');
    const [within, outside] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(within?.['traceId']).toBe(exporter.getFinishedSpans()[0]?.spanContext().traceId);
    expect(outside).not.toHaveProperty('traceId');
  });
});
