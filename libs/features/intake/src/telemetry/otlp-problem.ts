import { type OtlpAnswer, type OtlpEncoding, otlpFailure, OtlpMalformed } from '#engines/otlp';
import { retryAfterOf, toProblem } from '#platform/http';
import { BodyTooLarge, EncodingUnknown } from './telemetry.errors.js';

/** The numbers of google.rpc.Code that OTLP/HTTP answers with, by HTTP status. */
const RPC_CODE: Readonly<Record<number, number>> = {
  400: 3,
  401: 16,
  403: 7,
  413: 11,
  415: 3,
  422: 3,
  429: 8,
  503: 14,
};
const RPC_INTERNAL = 13;

export interface OtlpFailure extends OtlpAnswer {
  readonly status: number;
  readonly retryAfterSeconds: number | null;
}

/** Renders any error in OTLP's shape (OTLP/HTTP, "Failures"): 429 and 503 ask to come again, everything else not to. */
export function otlpProblem(error: unknown, encoding: OtlpEncoding, requestId: string): OtlpFailure {
  const { status, message } = told(error, requestId);
  return {
    status,
    retryAfterSeconds: retryAfterOf(error),
    ...otlpFailure(encoding, { code: RPC_CODE[status] ?? RPC_INTERNAL, message }),
  };
}

function told(error: unknown, requestId: string): { status: number; message: string } {
  if (error instanceof OtlpMalformed) return { status: 400, message: error.message };
  if (error instanceof BodyTooLarge) return { status: 413, message: error.message };
  if (error instanceof EncodingUnknown) return { status: 415, message: error.message };
  const { status, detail, title } = toProblem(error, requestId);
  return { status, message: detail ?? title };
}
