import { Injectable } from '@nestjs/common';
import type { OtlpSignal } from '#engines/otlp';
import { Log, Metrics } from '#platform/observability';

/** What intake says of itself: counters for the operator, a log line where something is wrong on our side. */
@Injectable()
export class TelemetryFigures {
  private readonly records;

  constructor(
    metrics: Metrics,
    private readonly log: Log,
  ) {
    this.records = metrics.counter('castellan.intake.records', 'Telemetry records by signal and outcome');
  }

  events(taken: number, refused: number): void {
    this.records.add(taken, { signal: 'logs', outcome: 'taken' });
    if (refused > 0) this.records.add(refused, { signal: 'logs', outcome: 'refused' });
  }

  counted(signal: OtlpSignal, items: number): void {
    this.records.add(items, { signal, outcome: 'counted' });
  }

  failed(error: unknown, { requestId, status }: { requestId: string; status: number }): void {
    this.records.add(1, { signal: 'requests', outcome: String(status) });
    if (status >= 500)
      this.log.warn('intake.failed', {
        requestId,
        status,
        error: error instanceof Error ? (error.cause ?? error) : error,
      });
  }
}
