import { countJson, jsonLogs } from './json-logs.js';
import type { LogRecord, OtlpEncoding, OtlpSignal, WantedAttributes } from './log-record.js';
import { countProtobuf, protobufLogs } from './protobuf-logs.js';

/** @throws OtlpMalformed */
export const readLogs = (body: Buffer, encoding: OtlpEncoding, wanted: WantedAttributes): LogRecord[] =>
  encoding === 'json' ? jsonLogs(body, wanted) : protobufLogs(body, wanted);

/** @throws OtlpMalformed */
export const countItems = (body: Buffer, encoding: OtlpEncoding, signal: OtlpSignal): number =>
  encoding === 'json' ? countJson(body, signal) : countProtobuf(body);
