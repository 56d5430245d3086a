// The floor of the policy poll: node:http with nothing around it. It hashes the token, looks it up, compares the ETag, and answers a Buffer.
//   node floors-raw-http.mjs BODY_FILE       prints {"port":…,"etag":…}; the token is `tok-7`
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const body = readFileSync(process.argv[2]);
const digest = (text) => createHash('sha256').update(text).digest('base64');
const etag = `"${digest(body)}"`;
const tokens = new Map(Array.from({ length: 5_000 }, (_, n) => [digest(`tok-${n}`), n]));
const common = { 'content-type': 'application/json', 'cache-control': 'private, no-cache', etag };

const server = createServer(({ url, headers }, response) => {
  if (url !== '/policy') return response.writeHead(404).end();
  if (!tokens.has(digest((headers.authorization ?? '').slice(5)))) return response.writeHead(401).end();
  if (headers['if-none-match'] === etag) return response.writeHead(304, common).end();
  return response.writeHead(200, { ...common, 'content-length': body.length }).end(body);
});
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port, etag })));
