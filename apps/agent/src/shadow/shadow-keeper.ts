import type { FetchedBundle } from '../server/control-plane.js';
import type { ShadowFile } from './shadow-file.js';

/** Keeps what the machine watches as the server says it. */
export class ShadowKeeper {
  constructor(private readonly file: ShadowFile) {}

  async refresh(server: { shadow(etag: string | null): Promise<FetchedBundle> }): Promise<void> {
    const fetched = await server.shadow(this.file.etag());
    if (fetched.outcome === 'new') this.file.write(fetched.envelope, fetched.etag);
    else if (fetched.outcome === 'none') this.file.remove();
  }
}
