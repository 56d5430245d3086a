/** `1 event`, `2 events`. */
export const counted = (many: number, one: string): string => `${many} ${one}${many === 1 ? '' : 's'}`;
