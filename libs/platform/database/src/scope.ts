import type { OrgId } from '#kernel';

declare const orgScope: unique symbol;
declare const systemScope: unique symbol;

/** A transaction in which PostgreSQL shows the rows of one org only. Services hand it on; only repositories and readers can open it. */
export interface OrgTx {
  readonly [orgScope]: true;
}

/** A transaction that looks across orgs, within what castellan_system was granted. */
export interface SystemTx {
  readonly [systemScope]: true;
}

/** Whatever names the org that a transaction is for; a RequestContext does. */
export interface OrgScope {
  readonly orgId: OrgId;
}
