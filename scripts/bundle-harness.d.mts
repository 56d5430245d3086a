export declare function bundleHarness(source: string): Promise<string>;
export declare function importHarness(source: string): Promise<Record<string, unknown>>;
