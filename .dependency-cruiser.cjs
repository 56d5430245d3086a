// The house rules that a machine can hold. A rule's comment tells the reader what to do instead.
const never = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const spec = '\\.spec\\.tsx?$';
const library = '^(libs/(?:kernel|contracts|(?:engines|platform|features)/[^/]+))/';
// Lower features first: each may use those before it, none after it. A new feature is given its place here.
const features = [
  'tenancy', 'identity', 'access', 'federation', 'provisioning', 'keys',
  'policies', 'fleet', 'audit', 'intake', 'sinks', 'governance',
];
const role = (...names) => `^libs/features/.*\\.(${names.join('|')})\\.ts$`;

module.exports = {
  forbidden: [
    never('no-circle', 'Two files that need each other are one file, or a third is missing below them.',
      { pathNot: '/generated/' }, { circular: true }),

    // Floors: apps > features > platform > engines > kernel. Contracts stand beside the engines.
    never('kernel-stands-on-nothing', 'The kernel imports no other library and no package.',
      { path: '^libs/kernel/', pathNot: spec }, { pathNot: '^libs/kernel/' }),
    never('engines-are-pure', 'An engine takes values and gives values: no Nest, no Prisma, no I/O, no clock.',
      { path: '^libs/engines/', pathNot: spec },
      { pathNot: [
        '^libs/(kernel|engines|contracts)/', '^(node:)?crypto$',
        'node_modules/(zod|unbash|yaml|re2js|ipaddr\\.js|protobufjs|saxes|scim2-parse-filter|fflate)/',
      ] }),
    never('contracts-are-words', 'Contracts hold the words of the wire: types, zod shapes and the generated client.',
      { path: '^libs/contracts/', pathNot: spec }, { pathNot: ['^libs/(kernel|contracts)/', 'node_modules/(zod|openapi-fetch)/'] }),
    never('platform-knows-no-feature', 'Platform serves features; it may not know them. Declare a port, let a feature fill it.',
      { path: '^libs/platform/', pathNot: spec }, { path: '^(libs/features|apps)/' }),
    never('libs-know-no-app', 'An app is where libraries are put together; nothing imports it.',
      { path: '^libs/', pathNot: spec }, { path: '^apps/' }),
    // One exception: where one process does everything, the api hosts the worker.
    never('app-knows-no-app', 'Apps meet over HTTP or over the queue.',
      { path: '^apps/([^/]+)/', pathNot: spec }, { path: '^apps/', pathNot: ['^apps/$1/', '^apps/worker/src/worker\\.module\\.ts$'] }),

    // Faces: a library is entered by src/index.ts
    never('front-door-only', 'Import from the library’s src/index.ts. What is not there is not public.',
      { path: library, pathNot: spec },
      { path: '^libs/.*/src/(?!index\\.ts$)', pathNot: ['^$1/', '^libs/platform/database/src/rows\\.ts$'] }),
    never('front-door-only-for-apps', 'As front-door-only.',
      { path: '^apps/', pathNot: spec }, { path: '^libs/.*/src/(?!index\\.ts$)' }),

    ...features.map((feature, i) => never(`${feature}-uses-lower-features-only`,
      'Ask for less, publish an event, or move the shared noun down.',
      { path: `^libs/features/${feature}/`, pathNot: spec },
      { path: '^libs/features/', pathNot: features.slice(0, i + 1).map((lower) => `^libs/features/${lower}/`) })),

    // Inside a slice: controller > service > repository
    never('controller-asks-the-service', 'A controller translates; ask the service.',
      { path: role('controller') }, { path: ['\\.(repository|reader)\\.ts$', '^libs/platform/database/'] }),
    never('service-knows-no-wire', 'Requests and responses are the controller’s; the service takes domain types.',
      { path: role('service', 'rules', 'repository', 'reader', 'errors', 'events') }, { path: '\\.(controller|schema)\\.ts$' }),
    never('repository-is-the-last-room', 'Rows go up as return values; a repository calls nobody.',
      { path: role('repository', 'reader') }, { path: '\\.(service|controller|jobs)\\.ts$' }),
    never('rules-are-pure', 'Nouns, rules, errors and events import only kernel, contracts, engines and each other.',
      { path: role('rules', 'errors', 'events'), pathNot: '/index\\.ts$' },
      { pathNot: ['^libs/(kernel|engines|contracts)/', '^libs/features/[^/]+/src/[^./]+\\.ts$', '^libs/features/[^/]+/src/[^/]+/[^./]+\\.ts$', role('rules', 'errors', 'events')] }),
    never('rows-in-repositories-only', 'Only repositories, readers and platform speak to Prisma or pg.',
      { path: '^(libs/features|apps)/', pathNot: ['\\.(repository|reader)\\.ts$', spec] },
      { path: ['node_modules/(@prisma|pg)/', '/generated/client', '^libs/platform/database/src/rows\\.ts$'] }),

    never('source-knows-no-test', 'Move what both need into the library, or into test/harness.',
      { path: '^(apps|libs)/', pathNot: spec }, { path: [spec, '^test/'] }),
    never('console-knows-contracts-and-engines-only', 'The browser talks to the generated client, and runs the engines itself.',
      { path: '^apps/console/', pathNot: spec }, { path: '^libs/(?!contracts/|engines/|kernel/)' }),
    never('agent-knows-contracts-and-engines-only', 'The machine program stands alone: it takes words and pure decisions, no server.',
      { path: '^apps/agent/', pathNot: spec }, { path: '^libs/(?!contracts/|engines/|kernel/)' }),
    { name: 'no-orphan', severity: 'error', comment: 'No file imports it and it imports none: delete it, or hang it up.',
      from: { orphan: true, pathNot: ['(main|config)\\.tsx?$', '\\.d\\.m?ts$', '\\.css$', spec, '^test/', '^libs/contracts/', '^apps/console/public/'] }, to: {} },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    enhancedResolveOptions: { conditionNames: ['source', 'import', 'types', 'default'], exportsFields: ['exports'], mainFields: ['module', 'main', 'types'] },
  },
};
