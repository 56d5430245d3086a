// The door of what intake is held against: a token that is known by its digest, a body in gzip, 200 when it is committed.
import { hash } from 'node:crypto';
import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';

const digestOf = (token) => hash('sha256', token, 'base64');
const known = new Set([digestOf('tok-7')]);

/** Serves on a free port and prints {"port":…}. @param ingest commits the bytes of one request */
export function openDoor(ingest) {
  const server = createServer((request, response) => {
    const token = request.headers.authorization?.slice('DPoP '.length) ?? '';
    if (!known.has(digestOf(token))) return void response.writeHead(401).end();
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      ingest(gunzipSync(Buffer.concat(chunks))).then(
        () => response.writeHead(200, { 'content-type': 'application/x-protobuf', 'content-length': 0 }).end(),
        (error) => {
          console.error(error);
          response.writeHead(500).end();
        },
      );
    });
  });
  server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
}
