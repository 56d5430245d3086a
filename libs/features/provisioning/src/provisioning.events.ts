/** A directory, or a token of one, is good for nothing from now on. `id` is the directory's. */
export const DIRECTORY_CHANGED = 'directory.changed';
