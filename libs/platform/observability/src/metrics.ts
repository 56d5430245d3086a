import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { type Counter, type Histogram, type Meter } from '@opentelemetry/api';
import { AggregationType, MeterProvider } from '@opentelemetry/sdk-metrics';

const MS_PER_SECOND = 1_000;
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

  async prometheusText(): Promise<string> {
    const { resourceMetrics } = await this.reader.collect();
    return this.serializer.serialize(resourceMetrics);
  }
}
