export const TARGETS: readonly string[];
export function ownTarget(): string;
export function hasRuntime(): boolean;
export function getRuntime(): Promise<void>;
export function executableIn(outdir: string, target: string): string;
export function buildExecutable(options: {
  readonly outdir: string;
  readonly target?: string;
  readonly say?: (step: string) => void;
}): Promise<string>;
