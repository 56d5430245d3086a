export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
}

const LONGEST_EVENT = 1024 * 1024;

/**
 * Reads a stream of server-sent events (HTML Living Standard, section 9.2.6). `onBytes` is told of every sign of life, comments too.
 * @throws RangeError for an event without end
 */
export async function* eventsOf(
  stream: AsyncIterable<Uint8Array>,
  onBytes: () => void = () => undefined,
): AsyncGenerator<ServerSentEvent> {
  const decoder = new TextDecoder();
  const gathered = new GatheredEvent();
  let rest = '';
  for await (const chunk of stream) {
    onBytes();
    rest += decoder.decode(chunk, { stream: true });
    // A lone carriage return at the end may be half of a line's end.
    const complete = Math.max(rest.lastIndexOf('\n'), rest.lastIndexOf('\r', rest.length - 2)) + 1;
    const lines = rest.slice(0, complete).split(/\r\n|\n|\r/);
    rest = rest.slice(complete);
    for (const line of lines.slice(0, -1)) {
      const event = gathered.take(line);
      if (event) yield event;
    }
    if (rest.length + gathered.length > LONGEST_EVENT) throw new RangeError('The server sends an event without end.');
  }
}

/** The lines of one event, until an empty one ends it. */
class GatheredEvent {
  length = 0;
  private event = '';
  private data: string[] = [];

  take(line: string): ServerSentEvent | null {
    if (line === '') return this.end();
    const [field, value] = fieldOf(line);
    if (field === 'event') this.event = value;
    if (field === 'data') {
      this.data.push(value);
      this.length += value.length;
    }
    return null;
  }

  private end(): ServerSentEvent | null {
    const { event, data } = this;
    [this.event, this.data, this.length] = ['', [], 0];
    return data.length === 0 ? null : { event: event || 'message', data: data.join('\n') };
  }
}

/** A comment has an empty field name. */
function fieldOf(line: string): [string, string] {
  const colon = line.indexOf(':');
  if (colon === -1) return [line, ''];
  const value = line.slice(colon + 1);
  return [line.slice(0, colon), value.startsWith(' ') ? value.slice(1) : value];
}
