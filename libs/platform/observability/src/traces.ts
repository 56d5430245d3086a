const GIVE_UP_AFTER_MS = 3_000;

/**
 * Sends our own traces to `endpoint` (OTLP over HTTP). Answers how to end it, with what is still to be sent; a collector that is away
 * holds nobody up.
 */
export async function startTraces({
  endpoint,
  serviceName,
}: {
  endpoint: string;
  serviceName: string;
}): Promise<() => Promise<void>> {
  // Loaded where somebody wants traces: everybody else spares the memory.
  const [{ OTLPTraceExporter }, { resourceFromAttributes }, { BatchSpanProcessor, NodeTracerProvider }] =
    await Promise.all([
      import('@opentelemetry/exporter-trace-otlp-proto'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/sdk-trace-node'),
    ]);
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
