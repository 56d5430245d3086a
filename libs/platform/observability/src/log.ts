import { activeTrace } from './spans.js';
import { pino, type DestinationStream, type Logger } from 'pino';

export type LogFields = Readonly<Record<string, unknown>>;
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';

const HIDDEN = '[hidden]';
const DEEPEST = 6;
/** Names of fields whose value is a secret, wherever they stand. */
const SECRET_NAME =
  /authorization|cookie|password|passwd|secret|token|dpop|assertion|csrf|api[-_]?key|private[-_]?key|otp|^code$|credential|^sig(nature)?$/i;
/** Texts that look like a credential, whatever the field is called: bearer and DPoP values, JWTs, our own prefixes, addresses with a password. */
const SECRET_TEXT =
  /\b(?:bearer|dpop)\s+\S+|\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?|\bcst_[a-z]+_[\w-]+|(?<=:\/\/[^\s/:@]{0,200}:)[^\s/@]+(?=@)/gi;

/** Structured log: one event name and fields. What looks like a secret, by name or by form, is hidden before it is written. */
export class Log {
  private readonly logger: Logger;

  constructor({ level, destination }: { level: LogLevel; destination?: DestinationStream }) {
    this.logger = pino(
      {
        level,
        base: null,
        messageKey: 'event',
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
        mixin: activeTrace,
      },
      destination ?? pino.destination(2),
    );
  }

  debug(event: string, fields: LogFields = {}): void {
    if (this.logger.isLevelEnabled('debug')) this.logger.debug(hidden(fields), event);
  }

  info(event: string, fields: LogFields = {}): void {
    this.logger.info(hidden(fields), event);
  }

  warn(event: string, fields: LogFields = {}): void {
    this.logger.warn(hidden(fields), event);
  }

  error(event: string, fields: LogFields = {}): void {
    this.logger.error(hidden(fields), event);
  }
}

const hidden = (fields: LogFields): object => withoutSecrets(fields, 0) as object;

/** A copy of `value` without what looks like a secret. Exported for its test. */
export function withoutSecrets(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value.replace(SECRET_TEXT, HIDDEN);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth >= DEEPEST) return '[deep]';
  if (value instanceof Uint8Array) return `[${value.length} bytes]`;
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, depth + 1));
  const entries = value instanceof Error ? errorEntries(value) : Object.entries(value);
  return Object.fromEntries(
    entries.map(([name, field]) => [
      name,
      SECRET_NAME.test(name) && isWorthHiding(field) ? HIDDEN : withoutSecrets(field, depth + 1),
    ]),
  );
}

const isWorthHiding = (field: unknown): boolean => field !== null && field !== undefined && typeof field !== 'boolean';

function errorEntries(error: Error): [string, unknown][] {
  const { name, message, stack, cause } = error;
  const { code } = error as { code?: unknown };
  const known: [string, unknown][] = code === undefined ? [] : [['errorCode', code]];
  return [
    ['name', name],
    ['message', message],
    ['stack', stack],
    ...known,
    ...(cause === undefined ? [] : [['cause', cause] as [string, unknown]]),
  ];
}
