/** What of a ledger is exported: all of it, one session, or what happened in a time (from inclusive, to exclusive). */
export interface ExportRequest {
  readonly session?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

export const isWhole = ({ session, from, to }: ExportRequest): boolean =>
  session === undefined && from === undefined && to === undefined;
