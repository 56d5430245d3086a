/** The script with every constant of its outermost scope made when it is first read. */
export function withLazyConstants(code: string): string;
