export function breaksBetween(before: object, after: object): readonly string[];
export function promiseOf(document: object): string;
