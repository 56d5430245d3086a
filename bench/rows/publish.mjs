import { importHarness } from '../../scripts/bundle-harness.mjs';

const ROUNDS = 10;

/** From the moment a person publishes until a machine that is connected has the new bundle in its hands. */
export const row = {
  name: 'publish',
  what: 'policy published → signed bundle at a connected machine',
  unit: 'ms',
  better: 'less',
  required: 1_000,
  stretch: 200,
  async measure() {
    const { openStandAlone } = await importHarness('test/harness/stand.ts');
    const stand = await openStandAlone();
    await stand.publish('version: 1\nname: round 0\n');
    const machine = await stand.enrol();
    const stream = await machine.ask('GET', '/agent/v1/events');
    if (stream.status !== 200) throw new Error(`The event stream answered ${stream.status}.`);
    const heard = listen(stream.body);
    await heard.next();
    const ours = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      const next = heard.next();
      const begun = performance.now();
      await stand.publish(`version: 1\nname: round ${round}\n`, round);
      await next;
      ours.push(performance.now() - begun);
    }
    await heard.return();
    await stand.product.remove();
    return { ours };
  },
};

/** Each bundle that the stream brings. */
async function* listen(body) {
  let text = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
      const event = text.slice(0, end);
      text = text.slice(end + 2);
      if (/^event: bundle/m.test(event)) yield event;
    }
  }
}
