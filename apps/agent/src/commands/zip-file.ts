import { type Entry, open, type ZipFile as YauzlFile } from 'yauzl';
import { FileRefused } from '../machine/agent.errors.js';
import { codeOf } from '../machine/state-folder.js';

const MOST_ENTRIES = 1_000;

const faultOf = (cause: unknown): string => {
  const code = codeOf(cause);
  return code === undefined ? 'is no zip archive that can be read' : `cannot be read (${code})`;
};

/** A zip archive that is read by the names of its files, as streams, so that its size does not matter. */
export class ZipFile {
  private constructor(
    private readonly file: YauzlFile,
    private readonly entries: ReadonlyMap<string, Entry>,
  ) {}

  /** @throws FileRefused */
  static open(path: string): Promise<ZipFile> {
    return new Promise((resolve, reject) => {
      const refuse = (cause: unknown): void => reject(new FileRefused(`${path} ${faultOf(cause)}.`, {}, { cause }));
      open(path, { lazyEntries: true, autoClose: false }, (error, file) => {
        if (error) {
          refuse(error);
          return;
        }
        const entries = new Map<string, Entry>();
        file
          .on('entry', (entry: Entry) => {
            entries.set(entry.fileName, entry);
            if (entries.size > MOST_ENTRIES) refuse(new RangeError('too many files'));
            else file.readEntry();
          })
          .on('end', () => resolve(new ZipFile(file, entries)))
          .on('error', refuse)
          .readEntry();
      });
    });
  }

  /** Null for a file that is not in the archive. */
  read(name: string): AsyncIterable<Uint8Array> | null {
    const entry = this.entries.get(name);
    return entry ? this.bytesOf(entry) : null;
  }

  close(): void {
    this.file.close();
  }

  private async *bytesOf(entry: Entry): AsyncGenerator<Uint8Array> {
    const stream = await new Promise<AsyncIterable<Uint8Array>>((resolve, reject) => {
      this.file.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened)));
    });
    yield* stream;
  }
}
