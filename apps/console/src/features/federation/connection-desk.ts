import type { QueryKey } from '@tanstack/react-query';
import type { Connection, ConnectionTest, SettingsOrder } from './connection.js';

export interface StartedTest {
  readonly id: string;
  /** What the second tab opens. */
  readonly url: string;
}

/** One connection, and what may be done with it: by an admin of the org, or by the holder of a set-up link. */
export interface ConnectionDesk {
  readonly key: QueryKey;
  readonly read: () => Promise<Connection>;
  readonly save: (order: SettingsOrder) => Promise<unknown>;
  readonly startTest: () => Promise<StartedTest>;
  readonly readTest: (id: string) => Promise<ConnectionTest>;
  /** Lets people in from now on; null for whoever may not say so. */
  readonly goLive: (() => Promise<unknown>) | null;
  /** How often a test that runs may be asked after. */
  readonly askAgainMs: number;
}
