// A model server that speaks as much of the Gemini API as Gemini CLI asks for, on loopback, without a model:
// it asks for the tool calls of a script, one a turn, then says what came back and ends.
//   node fake-gemini-model.mjs --port 0 --script script.json [--transcript requests.jsonl]
// script.json: [{ "name": "run_shell_command", "args": { "command": "…" } }, …]. Prints {"port":…} when it listens.
import { appendFileSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '0' }, script: { type: 'string' }, transcript: { type: 'string' } },
});
const script = values.script === undefined ? [] : JSON.parse(readFileSync(values.script, 'utf8'));

const usage = { promptTokenCount: 10, candidatesTokenCount: 10, totalTokenCount: 20 };
const turn = (parts, finishReason = 'STOP') => ({
  candidates: [{ content: { role: 'model', parts }, finishReason, index: 0 }],
  usageMetadata: usage,
  modelVersion: 'fake',
});

/** The tool answers that the conversation already holds, in order. */
const answersIn = (request) =>
  (request.contents ?? []).flatMap(({ parts }) => parts ?? []).filter((part) => part.functionResponse !== undefined);

function reply(request) {
  // A request without tools is the program asking about itself (a title, a summary, a route): it gets a sentence.
  if (!(request.tools ?? []).some((tool) => (tool.functionDeclarations ?? []).length > 0)) {
    const asksJson = request.generationConfig?.responseMimeType === 'application/json';
    return turn([{ text: asksJson ? '{"model_choice":"flash","reasoning":"scripted"}' : 'Scripted.' }]);
  }
  const answers = answersIn(request);
  const next = script[answers.length];
  if (next !== undefined) return turn([{ functionCall: { name: next.name, args: next.args } }]);
  const last = answers.at(-1)?.functionResponse.response;
  return turn([{ text: `The tool answered: ${JSON.stringify(last ?? null)}` }]);
}

const server = createServer((incoming, response) => {
  const chunks = [];
  incoming.on('data', (chunk) => chunks.push(chunk));
  incoming.on('end', () => {
    const text = Buffer.concat(chunks).toString('utf8');
    const request = text === '' ? {} : JSON.parse(text);
    if (values.transcript !== undefined)
      appendFileSync(values.transcript, `${JSON.stringify({ url: incoming.url, request })}\n`);
    if (incoming.url.includes(':countTokens')) return response.end(JSON.stringify({ totalTokens: 10 }));
    const body = JSON.stringify(reply(request));
    if (!incoming.url.includes('streamGenerateContent')) {
      return response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    }
    return response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`data: ${body}\n\n`);
  });
});
server.listen(Number(values.port), '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
