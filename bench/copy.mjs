// COPY … FROM STDIN (FORMAT binary) over a pg client: the fastest way into PostgreSQL, which row-level security does not allow. A floor.
const POSTGRES_EPOCH_MS = 946_684_800_000;
const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const NULL = Buffer.from([0xff, 0xff, 0xff, 0xff]);

const int8 = (value) => {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigInt64BE(value);
  return bytes;
};

function bytesOf(value) {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return Buffer.from(value);
  if (value.uuid !== undefined) return Buffer.from(value.uuid.replaceAll('-', ''), 'hex');
  if (value.int8 !== undefined) return int8(BigInt(value.int8));
  return int8(BigInt(value.time - POSTGRES_EPOCH_MS) * 1_000n);
}

function encoded(rows) {
  const parts = [HEADER];
  for (const row of rows) {
    const count = Buffer.allocUnsafe(2);
    count.writeInt16BE(row.length);
    parts.push(count);
    for (const value of row) {
      if (value === null) {
        parts.push(NULL);
        continue;
      }
      const bytes = bytesOf(value);
      const length = Buffer.allocUnsafe(4);
      length.writeInt32BE(bytes.length);
      parts.push(length, bytes);
    }
  }
  parts.push(Buffer.from([0xff, 0xff]));
  return Buffer.concat(parts);
}

/** Sends `rows` by the COPY statement `text`, and waits for its commit. */
export function copyInto(client, text, rows) {
  const data = encoded(rows);
  return new Promise((done, failed) => {
    client.query({
      submit(connection) {
        this.connection = connection;
        connection.query(text);
      },
      handleCopyInResponse(connection) {
        connection.sendCopyFromChunk(data);
        connection.endCopyFrom();
      },
      handleError: (error) => failed(error),
      handleCommandComplete: () => undefined,
      handleReadyForQuery: () => done(),
    });
  });
}
