import {
  type Attributes,
  context,
  propagation,
  ProxyTracer,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

const TRACER = 'castellan';

/**
 * Runs `work` as a span below the one that is active. Where no traces are sent there is none, and this costs nothing. A failure is marked by the kind
 * of its error alone: messages may hold what a trace should not.
 */
export async function spanned<T>(name: string, work: () => Promise<T>, attributes: Attributes = {}): Promise<T> {
  const tracer = trace.getTracer(TRACER);
  // It stands in for a tracer that nobody has registered.
  if (tracer instanceof ProxyTracer) return work();
  return tracer.startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work();
    } catch (error) {
      fail(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** The span of one HTTP request, from its first header to the last byte of its answer. */
export interface RequestSpan {
  /** Goes on with the request; what it does below belongs to this span. */
  within(goOn: () => void): void;
  /** @param route the pattern of the route, never the address */
  end(answer: { readonly route: string; readonly status: number }): void;
}

const FIRST_SERVER_FAULT = 500;

/** Continues the trace that the caller names in `traceparent` (W3C Trace Context), or begins one. */
export function requestSpan(method: string, headers: Readonly<Record<string, unknown>>): RequestSpan {
  const parent = propagation.extract(context.active(), headers);
  const attributes = { 'http.request.method': method };
  const span = trace.getTracer(TRACER).startSpan(method, { kind: SpanKind.SERVER, attributes }, parent);
  return {
    within: (goOn) => context.with(trace.setSpan(parent, span), goOn),
    end({ route, status }) {
      span.updateName(`${method} ${route}`);
      span.setAttributes({ 'http.route': route, 'http.response.status_code': status });
      if (status >= FIRST_SERVER_FAULT) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
  };
}

/** What ties a log line to the trace that it was written in. */
export function activeTrace(): { readonly traceId?: string } {
  const traceId = trace.getActiveSpan()?.spanContext().traceId;
  return traceId === undefined ? {} : { traceId };
}

function fail(span: Span, error: unknown): void {
  span.setAttribute('error.type', error instanceof Error ? error.name : typeof error);
  span.setStatus({ code: SpanStatusCode.ERROR });
}
