/** How long a transaction may wait for a connection, and how long it may take, in milliseconds. */
export const transactionLimits = { maxWait: 10_000, timeout: 20_000 } as const;
