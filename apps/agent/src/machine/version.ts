import packageFile from '#package' with { type: 'json' };

export const PROGRAM_VERSION: string = packageFile.version;
