import type { LoggerService } from '@nestjs/common';
import type { Log } from './log.js';

/** Nest's own messages in our log: its chatter at debug, its troubles as they are. */
export class NestLog implements LoggerService {
  constructor(private readonly log_: Log) {}

  log(message: unknown, context?: string): void {
    this.log_.debug('nest.said', { message, context });
  }

  debug(message: unknown, context?: string): void {
    this.log_.debug('nest.said', { message, context });
  }

  verbose(message: unknown, context?: string): void {
    this.log_.debug('nest.said', { message, context });
  }

  warn(message: unknown, context?: string): void {
    this.log_.warn('nest.warned', { message, context });
  }

  error(message: unknown, stack?: string, context?: string): void {
    this.log_.error('nest.failed', { message, stack, context });
  }
}
