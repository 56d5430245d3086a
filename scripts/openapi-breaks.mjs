// What a new API document takes away from programs that were written by the old one. Pure.
//   in what is sent: more is asked for, or less is understood
//   in what is answered: less is promised, or something else comes
const METHODS = ['get', 'put', 'post', 'patch', 'delete'];

/** @returns a sentence for each break, in the order of the old document */
export function breaksBetween(before, after) {
  const breaks = [];
  for (const [path, methods] of Object.entries(before.paths)) {
    for (const method of METHODS.filter((name) => methods[name] !== undefined)) {
      const name = `${method.toUpperCase()} ${path}`;
      const now = after.paths[path]?.[method];
      if (now === undefined) breaks.push(`${name} is gone`);
      else breaks.push(...breaksOf(methods[method], now, { name, before, after }));
    }
  }
  return breaks;
}

function breaksOf(old, now, at) {
  const breaks = [];
  if (old['x-permission'] !== now['x-permission'])
    breaks.push(`${at.name} wants the permission ${now['x-permission']}, and wanted ${old['x-permission']}`);
  breaks.push(...inParameters(old.parameters ?? [], now.parameters ?? [], at));
  const [sent, taken] = [old.requestBody, now.requestBody];
  if (taken?.required === true && sent?.required !== true) breaks.push(`${at.name} wants a body`);
  breaks.push(...inContents(sent?.content, taken?.content, at, 'sent'));
  for (const [status, answer] of Object.entries(old.responses).filter(([code]) => code.startsWith('2'))) {
    if (now.responses[status] === undefined) breaks.push(`${at.name} no longer answers ${status}`);
    else breaks.push(...inContents(answer.content, now.responses[status].content, at, 'answered'));
  }
  return breaks;
}

function inParameters(old, now, at) {
  const key = ({ name, in: place }) => `${place} ${name}`;
  const before = new Map(old.map((one) => [key(one), one]));
  const after = new Map(now.map((one) => [key(one), one]));
  const breaks = [...before.keys()].filter((name) => !after.has(name)).map((name) => `${at.name} lost ${name}`);
  for (const [name, one] of after) {
    const was = before.get(name);
    if (one.required === true && was?.required !== true) breaks.push(`${at.name} wants ${name}`);
    if (was !== undefined)
      breaks.push(...inSchema(was.schema, one.schema, { ...at, name: `${at.name} ${name}` }, 'sent'));
  }
  return breaks;
}

function inContents(old = {}, now = {}, at, way) {
  return Object.entries(old).flatMap(([type, { schema }]) =>
    now[type] === undefined
      ? [`${at.name}: ${type} is ${way} no longer`]
      : inSchema(schema, now[type].schema, { ...at, name: `${at.name} ${way}` }, way),
  );
}

const resolved = (schema = {}, document) =>
  schema.$ref === undefined
    ? schema
    : resolved(
        schema.$ref
          .slice(2)
          .split('/')
          .reduce((found, part) => found?.[part], document),
        document,
      );

const DEEPEST = 24;

function inSchema(oldSchema, newSchema, at, way, depth = 0) {
  const [old, now] = [resolved(oldSchema, at.before), resolved(newSchema, at.after)];
  if (depth > DEEPEST || JSON.stringify(old) === JSON.stringify(now)) return [];
  const inner = (one, other, part) => inSchema(one, other, { ...at, name: `${at.name}${part}` }, way, depth + 1);
  if (variantsOf(old) !== null || variantsOf(now) !== null) return inVariants(old, now, at, inner, way);
  const breaks = [...inValues(old, now, at, way), ...inBounds(old, now, at, way)];
  breaks.push(...inProperties(old, now, at, inner, way));
  if (old.items !== undefined && now.items !== undefined) breaks.push(...inner(old.items, now.items, '[]'));
  if (typeof old.additionalProperties === 'object' && typeof now.additionalProperties === 'object')
    breaks.push(...inner(old.additionalProperties, now.additionalProperties, '.*'));
  return breaks;
}

const variantsOf = ({ anyOf, oneOf }) => anyOf ?? oneOf ?? null;

/** What could be sent must still fit somewhere; what is answered now must be something that could be answered before. */
function inVariants(old, now, at, inner, way) {
  const [before, after] = [variantsOf(old) ?? [old], variantsOf(now) ?? [now]];
  const fits = (one, all) =>
    all.some((other) => (way === 'sent' ? inner(one, other, '') : inner(other, one, '')).length === 0);
  const strays = (way === 'sent' ? before : after).filter((one) => !fits(one, way === 'sent' ? after : before));
  return strays.length === 0
    ? []
    : [`${at.name}: a form of it is ${way === 'sent' ? 'understood no longer' : 'answered that was not before'}`];
}

const typesOf = ({ type, const: only }) => [type ?? (only === undefined ? 'anything' : typeof only)].flat();
const accepts = (types, one) =>
  types.includes('anything') || types.includes(one) || (one === 'integer' && types.includes('number'));

function inValues(old, now, at, way) {
  const [wider, narrower] = way === 'sent' ? [now, old] : [old, now];
  if (!typesOf(narrower).every((type) => accepts(typesOf(wider), type)))
    return [`${at.name} is ${typesOf(now)}, and was ${typesOf(old)}`];
  const [allowed, used] = [valuesOf(wider), valuesOf(narrower)];
  if (allowed === null) return [];
  // What answers may name, they may name more of as the product grows; a program must expect words that it does not know.
  if (way === 'answered') return [];
  const lost = used === null ? ['other values'] : used.filter((value) => !allowed.includes(value));
  return lost.length === 0 ? [] : [`${at.name} understands no longer: ${lost.join(', ')}`];
}

const valuesOf = (schema) => schema.enum ?? (schema.const === undefined ? null : [schema.const]);

const CEILINGS = ['maxLength', 'maximum', 'exclusiveMaximum', 'maxItems', 'maxProperties'];
const FLOORS = ['minLength', 'minimum', 'exclusiveMinimum', 'minItems', 'minProperties'];

function inBounds(old, now, at, way) {
  if (way === 'answered') return [];
  const tighter = [
    ...CEILINGS.filter((bound) => (now[bound] ?? Infinity) < (old[bound] ?? Infinity)),
    ...FLOORS.filter((bound) => (now[bound] ?? -Infinity) > (old[bound] ?? -Infinity)),
    ...['pattern', 'format'].filter((bound) => now[bound] !== undefined && now[bound] !== old[bound]),
  ];
  return tighter.map((bound) => `${at.name} is held to a tighter ${bound}`);
}

function inProperties(old, now, at, inner, way) {
  const [before, after] = [old.properties ?? {}, now.properties ?? {}];
  const breaks = [];
  for (const name of Object.keys(before)) {
    if (after[name] === undefined) breaks.push(`${at.name}.${name} is gone`);
    else breaks.push(...inner(before[name], after[name], `.${name}`));
  }
  const [was, is] = [old.required ?? [], now.required ?? []];
  if (way === 'sent')
    breaks.push(...is.filter((name) => !was.includes(name)).map((name) => `${at.name}.${name} is wanted`));
  else
    breaks.push(
      ...was
        .filter((name) => !is.includes(name) && after[name] !== undefined)
        .map((name) => `${at.name}.${name} is promised no longer`),
    );
  return breaks;
}

/** The part of a document that is a promise: without its words, one address a line. */
export function promiseOf({ paths, components }) {
  const lines = Object.entries(paths).map(
    ([path, methods]) => `${JSON.stringify(path)}:${JSON.stringify(wordless(methods))}`,
  );
  return `{"paths":{\n${lines.join(',\n')}\n},\n"components":${JSON.stringify(wordless({ schemas: components?.schemas ?? {}, responses: components?.responses ?? {} }))}}\n`;
}

const WORDS = new Set(['summary', 'description', 'tags', 'operationId', 'example', 'examples']);

/** Words are texts and lists of texts; a property of a schema may have the name of one. */
function wordless(value) {
  if (Array.isArray(value)) return value.map(wordless);
  if (typeof value !== 'object' || value === null) return value;
  const isWord = ([key, inner]) => WORDS.has(key) && (typeof inner === 'string' || Array.isArray(inner));
  return Object.fromEntries(
    Object.entries(value)
      .filter((entry) => !isWord(entry))
      .map(([key, inner]) => [key, wordless(inner)]),
  );
}
