/** Imports point one way; each rule says why the other arrow is wrong. */
const tests = '\\.(test|testkit)\\.ts$|/testkit/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'subgraphs-are-strangers',
      comment: 'A subgraph reads another by its published views or over GraphQL, never by import.',
      severity: 'error',
      from: { path: '^subgraphs/([^/]+)/' },
      to: { path: '^subgraphs/([^/]+)/', pathNot: '^subgraphs/$1/' },
    },
    {
      name: 'gateway-imports-no-subgraph',
      severity: 'error',
      from: { path: '^gateway/' },
      to: { path: '^subgraphs/' },
    },
    {
      name: 'domain-is-pure',
      comment:
        'Rules and arithmetic take their inputs as arguments: no store, no I/O, no framework.',
      severity: 'error',
      from: { path: '^subgraphs/[^/]+/src/domain/', pathNot: tests },
      to: {
        path: '^subgraphs/[^/]+/src/(services|persistence|resolvers)/|^node:(fs|net|http|https|child_process)|node_modules/(pg|mongoose|redis|@prisma)',
      },
    },
    {
      name: 'services-know-no-store',
      comment: 'Services take repositories as arguments; they import their types only.',
      severity: 'error',
      from: { path: '^subgraphs/[^/]+/src/services/', pathNot: tests },
      to: { path: '^subgraphs/[^/]+/src/persistence/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'resolvers-are-glue',
      severity: 'error',
      from: { path: '^subgraphs/[^/]+/src/resolvers/', pathNot: tests },
      to: { path: '^subgraphs/[^/]+/src/persistence/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'stores-belong-to-persistence',
      severity: 'error',
      from: { path: '^subgraphs/[^/]+/src/(resolvers|services|domain)/', pathNot: tests },
      to: {
        path: 'node_modules/(pg|mongoose|redis|@zilliz|@prisma)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'water-loss-depends-on-nothing',
      severity: 'error',
      from: { path: '^packages/water-loss/', pathNot: tests },
      to: { pathNot: '^packages/water-loss/' },
    },
    {
      name: 'packages-know-no-service',
      severity: 'error',
      from: { path: '^packages/(?!cli/)' },
      to: { path: '^(subgraphs|gateway)/' },
    },
    {
      name: 'embedded-engines-are-for-the-cli-and-tests',
      severity: 'error',
      from: { path: '^(gateway|subgraphs|packages/(?!cli/|embedded/))' },
      to: { path: '^packages/embedded/' },
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(graphql-yoga)$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '__generated__' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
    },
  },
};
