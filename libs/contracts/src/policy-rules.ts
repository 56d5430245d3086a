import { z } from 'zod';
import { CODING_AGENTS, EFFECTS } from './words.js';

export const MOST_RULES = 2_000;
export const pattern = z.string().min(1).max(500);
export const patterns = z.array(pattern).min(1).max(500);
/** One pattern, or any of several. */
export const oneOrMore = z.union([pattern, patterns]);

export const ruleId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._/-]{0,99}$/, 'Use lower-case letters, digits, ".", "_", "/" and "-", up to 100.')
  .describe('Stays the same for as long as the rule means the same: evidence, locks, waivers and tests name it.');

/** What every rule says beside what it matches. */
const rule = {
  id: ruleId,
  effect: z.enum(EFFECTS).describe('What happens to what the rule matches. The strictest rule that matches wins.'),
  mode: z
    .enum(['enforce', 'monitor'])
    .default('enforce')
    .describe('"monitor" records what the rule would have done, and binds nothing.'),
  reason: z.string().max(500).optional().describe('For the developer: why.'),
  instead: z.string().max(500).optional().describe('For the developer: what is allowed instead.'),
  contact: z
    .string()
    .max(200)
    .optional()
    .describe('Whom to ask about this rule; without it, the contact of the policy.'),
  severity: z
    .enum(['low', 'medium', 'high'])
    .optional()
    .describe('How much a match matters, in evidence; without it, the risk that Castellan sees.'),
  expires: z.iso.datetime({ offset: true }).optional().describe('From this moment the rule says nothing.'),
  agents: z
    .array(z.enum(CODING_AGENTS))
    .min(1)
    .max(CODING_AGENTS.length)
    .optional()
    .describe('Only for these coding agents; without it, for all.'),
  waivable: z.boolean().optional().describe('false: no waiver, whoever approves it, loosens what this rule decides.'),
};

/** A simple command, after parsing: the program's name without its folder, and every argument. */
export const commandRule = z.strictObject({
  ...rule,
  program: oneOrMore.describe('Names of programs without their folder; "*" is any text, "?" any one character.'),
  subcommand: oneOrMore
    .optional()
    .describe('The first words that are no options: "push", "remote add", "image *". Each word is a pattern.'),
  flags: patterns
    .optional()
    .describe('Each must be given. "--force" also fits "--force=x"; "-f" also fits "-rf". Patterns.'),
  arguments: patterns.optional().describe('Each of these patterns must fit one of the arguments.'),
  without: patterns.optional().describe('None of these patterns may fit an argument or an option.'),
});

export const PATH_ACCESSES = ['read', 'write', 'delete', 'execute'] as const;

/** A file that would be read, written, deleted or run. `**` crosses folders, `*` does not; `~/` is the home, a relative pattern the workspace. */
export const pathRule = z.strictObject({
  ...rule,
  access: z
    .array(z.enum(PATH_ACCESSES))
    .min(1)
    .default(['read', 'write', 'delete'])
    .describe('What is done to the file; "execute" is running it by its path.'),
  match: patterns.describe(
    'Paths after dots and links are followed. Relative: in the workspace. "~/": in the home. "/": absolute. "**/": anywhere.',
  ),
  except: patterns.optional().describe('Paths that the rule does not mean.'),
});

export const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** A host that would be reached: a name, `*.name` for all below it, an address or a network in CIDR. */
export const networkRule = z.strictObject({
  ...rule,
  hosts: patterns.describe('A name, "*.name" for all below it, an address, or a network such as 10.0.0.0/8.'),
  except: patterns.optional().describe('Hosts that the rule does not mean.'),
  ports: z.array(z.int().min(1).max(65_535)).min(1).max(100).optional(),
  schemes: z
    .array(z.string().regex(/^[a-z][a-z0-9+.-]{0,30}$/, 'Use a scheme such as "https", in lower case.'))
    .min(1)
    .max(20)
    .optional(),
  methods: z.array(z.enum(METHODS)).min(1).max(METHODS.length).optional(),
});

const scalar = z.union([z.string().max(1_000), z.number(), z.boolean(), z.null()], {
  error: 'A text, a number, true, false or null stands here.',
});

/** What must hold of one argument of a tool. Several conditions must hold together. */
export const argumentPredicate = z.strictObject({
  equals: scalar.optional(),
  oneOf: z.array(scalar).min(1).max(100).optional(),
  matches: oneOrMore.optional().describe('A text that one of these patterns fits whole; "*" is any text.'),
  within: oneOrMore.optional().describe('A path that one of these path patterns fits, read as in paths.'),
  host: oneOrMore.optional().describe('An address whose host one of these fits, read as in network.'),
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
  longest: z.int().min(0).max(10_000_000).optional().describe('At most so many characters.'),
  present: z.boolean().optional().describe('true: it must be given; false: it must not.'),
});

/** A tool of an MCP server, or any tool of an agent that is none of the above (server `*`). */
export const toolRule = z.strictObject({
  ...rule,
  server: z
    .union([z.string().max(500), z.array(z.string().max(500)).min(1).max(500)])
    .default('*')
    .describe('The name under which the agent knows the MCP server; "" for the agent’s own tools.'),
  tool: oneOrMore.default('*'),
  arguments: z
    .record(z.string().min(1).max(200), argumentPredicate)
    .refine((given) => Object.keys(given).length <= 50, 'At most 50 arguments.')
    .optional()
    .describe('By the argument’s name; "repo.owner" goes inside, "files.*" is any member. All must hold.'),
});

/** An MCP server by what it is, not by the name that a developer gave it. */
export const serverRule = z.strictObject({
  ...rule,
  name: oneOrMore.optional().describe('The name under which the agent knows the server.'),
  url: oneOrMore
    .optional()
    .describe('Of a remote server, without query; "*" is any text: "https://mcp.example.com/*".'),
  command: oneOrMore
    .optional()
    .describe('Of a local server, its words joined by one space: "npx -y @example/server@1.2.3".'),
});

/** A model, and who offers it. */
export const modelRule = z.strictObject({
  ...rule,
  provider: oneOrMore.default('*').describe('As the agent names it: "anthropic", "openai", "bedrock", "azure" …'),
  model: oneOrMore.default('*').describe('"claude-*", "gpt-5*" …; upper and lower case are the same.'),
});
