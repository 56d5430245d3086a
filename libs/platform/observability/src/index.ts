export { Health, type HealthReport } from './health.js';
export { Log, type LogFields, type LogLevel } from './log.js';
export { Metrics } from './metrics.js';
export { NestLog } from './nest-log.js';
export { requestSpan, type RequestSpan, spanned } from './spans.js';
export { startTraces } from './traces.js';
