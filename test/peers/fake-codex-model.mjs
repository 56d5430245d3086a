// A model server that speaks as much of the Responses API as Codex CLI asks for, on loopback, without a model:
// it asks for the commands of a script, one a turn, then says what came back and ends.
//   node fake-codex-model.mjs --port 0 --script script.json [--transcript requests.jsonl]
// script.json: [{ "command": "…" }, …] or [{ "patch": "*** Begin Patch…" }]. Prints {"port":…} when it listens.
import { appendFileSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '0' }, script: { type: 'string' }, transcript: { type: 'string' } },
});
const script = values.script === undefined ? [] : JSON.parse(readFileSync(values.script, 'utf8'));

/** The shell tool has had several names and shapes; the request lists the one that this version offers. */
const shellShapes = {
  exec_command: (command) => ({ cmd: command }),
  shell_command: (command) => ({ command }),
  shell: (command) => ({ command: ['bash', '-lc', command] }),
};

function callFor(step, callId, tools) {
  if (step.patch !== undefined) {
    return { type: 'custom_tool_call', id: `ctc_${callId}`, call_id: callId, name: 'apply_patch', input: step.patch };
  }
  const name = Object.keys(shellShapes).find((shape) => tools.some((tool) => tool.name === shape)) ?? 'shell';
  return {
    type: 'function_call',
    id: `fc_${callId}`,
    call_id: callId,
    name,
    arguments: JSON.stringify(shellShapes[name](step.command)),
  };
}

const isAnswer = ({ type }) => type === 'function_call_output' || type === 'custom_tool_call_output';

function itemFor(request) {
  const answers = (request.input ?? []).filter(isAnswer);
  const step = script[answers.length];
  if (step !== undefined && (request.tools ?? []).length > 0)
    return callFor(step, `call_${answers.length}`, request.tools);
  const said = `The tool answered: ${JSON.stringify(answers.at(-1)?.output ?? null)}`;
  return { type: 'message', id: 'msg_last', role: 'assistant', content: [{ type: 'output_text', text: said }] };
}

const usage = {
  input_tokens: 1,
  input_tokens_details: null,
  output_tokens: 1,
  output_tokens_details: null,
  total_tokens: 2,
};

function stream(response, item) {
  const events = [
    { type: 'response.created', response: { id: 'resp' } },
    { type: 'response.output_item.done', output_index: 0, item },
    { type: 'response.completed', response: { id: 'resp', usage } },
  ];
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''));
}

const server = createServer((incoming, response) => {
  const chunks = [];
  incoming.on('data', (chunk) => chunks.push(chunk));
  incoming.on('end', () => {
    if (incoming.method !== 'POST') return response.writeHead(404).end('{}');
    const request = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    if (values.transcript !== undefined)
      appendFileSync(values.transcript, `${JSON.stringify({ url: incoming.url, request })}\n`);
    return stream(response, itemFor(request));
  });
});
server.listen(Number(values.port), '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
