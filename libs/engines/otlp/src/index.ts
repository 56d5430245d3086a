export {
  type AttributeValue,
  type LogRecord,
  OTLP_LIMITS,
  type OtlpEncoding,
  type OtlpSignal,
  WantedAttributes,
} from './log-record.js';
export { countItems, readLogs } from './otlp.js';
export { OtlpMalformed } from './otlp.errors.js';
export { type OtlpAnswer, otlpFailure, otlpPartialSuccess, otlpSuccess } from './response.js';
