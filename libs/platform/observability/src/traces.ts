import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

const GIVE_UP_AFTER_MS = 3_000;

/**
 * Sends our own traces to `endpoint` (OTLP over HTTP). Answers how to end it, with what is still to be sent; a collector that is away
 * holds nobody up.
 */
export function startTraces({ endpoint, serviceName }: { endpoint: string; serviceName: string }): () => Promise<void> {
  const exporter = new OTLPTraceExporter({
    url: new URL('v1/traces', endpoint.endsWith('/') ? endpoint : `${endpoint}/`).href,
    timeoutMillis: GIVE_UP_AFTER_MS,
  });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  provider.register();
  return () => provider.shutdown().catch(() => undefined);
}
