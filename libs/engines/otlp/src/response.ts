import type { OtlpEncoding, OtlpSignal } from './log-record.js';

/** An answer of OTLP/HTTP, ready to be sent. */
export interface OtlpAnswer {
  readonly contentType: string;
  readonly body: Buffer;
}

const CONTENT_TYPE: Readonly<Record<OtlpEncoding, string>> = {
  protobuf: 'application/x-protobuf',
  json: 'application/json',
};
const REJECTED: Readonly<Record<OtlpSignal, string>> = {
  logs: 'rejectedLogRecords',
  metrics: 'rejectedDataPoints',
  traces: 'rejectedSpans',
};

const answer = (encoding: OtlpEncoding, body: Buffer): OtlpAnswer => ({ contentType: CONTENT_TYPE[encoding], body });

/** ExportLogsServiceResponse and its like: empty when all was taken (OTLP/HTTP, "Full Success"). */
export const otlpSuccess = (encoding: OtlpEncoding): OtlpAnswer =>
  answer(encoding, Buffer.from(encoding === 'json' ? '{}' : ''));

/** OTLP/HTTP, "Partial Success": so many were refused for good, the others were taken. The sender must not send the same again. */
export function otlpPartialSuccess(
  encoding: OtlpEncoding,
  signal: OtlpSignal,
  refused: { count: number; sentence: string },
): OtlpAnswer {
  if (encoding === 'json') {
    const partialSuccess = { [REJECTED[signal]]: String(refused.count), errorMessage: refused.sentence };
    return answer(encoding, Buffer.from(JSON.stringify({ partialSuccess })));
  }
  const partial = Buffer.concat([Buffer.of(0x08), varint(refused.count), textField(2, refused.sentence)]);
  return answer(encoding, Buffer.concat([Buffer.of(0x0a), varint(partial.length), partial]));
}

/** OTLP/HTTP, "Failures": a google.rpc.Status; the number is its canonical code. */
export function otlpFailure(encoding: OtlpEncoding, status: { code: number; message: string }): OtlpAnswer {
  if (encoding === 'json') return answer(encoding, Buffer.from(JSON.stringify(status)));
  return answer(encoding, Buffer.concat([Buffer.of(0x08), varint(status.code), textField(2, status.message)]));
}

function textField(number: number, text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.of(number * 8 + 2), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return Buffer.from([...bytes, rest]);
}
