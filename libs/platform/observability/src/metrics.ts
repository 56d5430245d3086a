import { performance } from 'node:perf_hooks';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { type Counter, type Histogram, type Meter } from '@opentelemetry/api';
import { AggregationType, MeterProvider } from '@opentelemetry/sdk-metrics';

const MS_PER_SECOND = 1_000;
const MICROSECONDS = 1_000_000;
const HTTP_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Our own figures, by OpenTelemetry; read as Prometheus text. */
export class Metrics {
  /** For rooms that count things of their own. */
  readonly meter: Meter;
  private readonly reader = new PrometheusExporter({ preventServerStart: true });
  private readonly serializer = new PrometheusSerializer();
  private readonly requests: Histogram;

  constructor() {
    const provider = new MeterProvider({
      readers: [this.reader],
      views: [
        {
          instrumentName: 'http.server.request.duration',
          aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: HTTP_SECONDS } },
        },
      ],
    });
    this.meter = provider.getMeter('castellan');
    this.requests = this.meter.createHistogram('http.server.request.duration', {
      unit: 's',
      description: 'Duration of HTTP requests',
    });
    this.observeProcess();
  }

  /** Figures of this process itself, taken when somebody asks for them. */
  private observeProcess(): void {
    const memory = this.meter.createObservableGauge('process.memory.usage', {
      unit: 'By',
      description: 'Memory of this process that is resident',
    });
    memory.addCallback((result) => result.observe(process.memoryUsage.rss()));
    const heap = this.meter.createObservableGauge('v8js.memory.heap.used', {
      unit: 'By',
      description: 'Heap that is in use',
    });
    heap.addCallback((result) => result.observe(process.memoryUsage().heapUsed));
    const cpu = this.meter.createObservableCounter('process.cpu.time', { unit: 's', description: 'CPU time used' });
    cpu.addCallback((result) => {
      const { user, system } = process.cpuUsage();
      result.observe(user / MICROSECONDS, { 'cpu.mode': 'user' });
      result.observe(system / MICROSECONDS, { 'cpu.mode': 'system' });
    });
    const loop = this.meter.createObservableGauge('nodejs.eventloop.utilization', {
      unit: '1',
      description: 'Share of the time since the last reading in which the event loop was busy',
    });
    let last = performance.eventLoopUtilization();
    loop.addCallback((result) => {
      result.observe(performance.eventLoopUtilization(last).utilization);
      last = performance.eventLoopUtilization();
    });
  }

  counter(name: string, description: string): Counter {
    return this.meter.createCounter(name, { description });
  }

  /** One answered request; `route` is the pattern, never the address. */
  httpRequest({ method, route, status }: { method: string; route: string; status: number }, durationMs: number): void {
    this.requests.record(durationMs / MS_PER_SECOND, {
      'http.request.method': method,
      'http.route': route,
      'http.response.status_code': status,
    });
  }

  /**
   * A tally that costs an addition each time, for what happens tens of thousands of times a second. Answers the function that counts one
   * more of `name`; the names are few and fixed.
   */
  tally(metric: string, description: string, attribute: string): (name: string) => void {
    const counts = new Map<string, number>();
    const observed = this.meter.createObservableCounter(metric, { description });
    observed.addCallback((result) => {
      for (const [name, count] of counts) result.observe(count, { [attribute]: name });
    });
    return (name) => void counts.set(name, (counts.get(name) ?? 0) + 1);
  }

  async prometheusText(): Promise<string> {
    const { resourceMetrics } = await this.reader.collect();
    return this.serializer.serialize(resourceMetrics);
  }
}
