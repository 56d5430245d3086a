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
  let rest = '';
  let [event, data] = ['', [] as string[]];
  for await (const chunk of stream) {
    onBytes();
    rest += decoder.decode(chunk, { stream: true });
    if (rest.length > LONGEST_EVENT) throw new RangeError('The event stream sends an event without end.');
    // A lone carriage return at the end may be half of a line's end.
    const complete = Math.max(rest.lastIndexOf('\n'), rest.lastIndexOf('\r', rest.length - 2)) + 1;
    const lines = rest.slice(0, complete).split(/\r\n|\n|\r/);
    rest = rest.slice(complete);
    for (const line of lines.slice(0, -1)) {
      if (line === '') {
        if (data.length > 0) yield { event: event || 'message', data: data.join('\n') };
        [event, data] = ['', []];
      } else {
        const [field, value] = fieldOf(line);
        if (field === 'event') event = value;
        if (field === 'data') data.push(value);
      }
    }
  }
}

/** A comment has an empty field name. */
function fieldOf(line: string): [string, string] {
  const colon = line.indexOf(':');
  if (colon === -1) return [line, ''];
  const value = line.slice(colon + 1);
  return [line.slice(0, colon), value.startsWith(' ') ? value.slice(1) : value];
}
