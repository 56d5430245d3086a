/** Where the key of the credentials lies. */
export interface KeyHolder {
  readonly place: 'keychain' | 'file';
  /** Null when there is none, or the place does not work (now). */
  read(): Buffer | null;
  /** The key, made if there is none; null when the place does not work. */
  ensure(): Buffer | null;
  remove(): void;
}
