type WrongRequest = { readonly query: string; readonly variables?: object; readonly code: string };

const reversed = '{ from: "2026-02-01T00:00:00Z", to: "2026-01-01T00:00:00Z" }';
const nested = (depth: number) =>
  `{ ${'branches { nodes { dmas { nodes { branch { '.repeat(depth)} id ${'} } } } }'.repeat(depth)} }`;
const aliases = Array.from({ length: 300 }, (_, index) => `a${index}: dma(code: "x") { id }`);

/** Requests that somebody gets wrong, by accident or on purpose, and the code they deserve. */
export const wrongRequests: Readonly<Record<string, WrongRequest>> = {
  'a syntax error': { query: '{ dmas {', code: 'GRAPHQL_PARSE_FAILED' },
  'an unknown field': { query: '{ dmas { nodes { nope } } }', code: 'GRAPHQL_VALIDATION_FAILED' },
  'a variable of another type': {
    query: 'query ($first: Int) { dmas(first: $first) { nodes { id } } }',
    variables: { first: 'many' },
    code: 'BAD_USER_INPUT',
  },
  'a page that is too long': {
    query: '{ dmas(first: 100000) { nodes { id } } }',
    code: 'BAD_USER_INPUT',
  },
  'a made-up cursor': {
    query: String.raw`{ meters(after: "\u0000'; select 1") { nodes { id } } }`,
    code: 'BAD_USER_INPUT',
  },
  'a reversed period': {
    query: `{ dmas { nodes { minimumNightFlow(period: ${reversed}) { days } } } }`,
    code: 'BAD_USER_INPUT',
  },
  'an instant that is none, written into the query': {
    query:
      '{ dmas { nodes { flowSeries(period: { from: "yesterday", to: "today" }) { intervalSeconds } } } }',
    code: 'BAD_USER_INPUT',
  },
  'an instant that is none, as a variable': {
    query:
      'query ($p: PeriodInput!) { dmas { nodes { flowSeries(period: $p) { intervalSeconds } } } }',
    variables: { p: { from: 'yesterday', to: 'today' } },
    code: 'BAD_USER_INPUT',
  },
  'a point off the globe': {
    query: '{ dmaAt(longitude: 1e308, latitude: 5) { id } }',
    code: 'BAD_USER_INPUT',
  },
  'an empty search': {
    query: '{ searchKnowledge(query: "") { degraded } }',
    code: 'BAD_USER_INPUT',
  },
  'a negative audit': {
    query: '{ waterAudit(input: { connections: -5 }) { realLossesM3 } }',
    code: 'BAD_USER_INPUT',
  },
  'a query that nests too deeply': { query: nested(8), code: 'GRAPHQL_VALIDATION_FAILED' },
  'a query of 300 aliases': {
    query: `{ ${aliases.join(' ')} }`,
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  'the entities of a subgraph': {
    query: '{ _entities(representations: []) { __typename } }',
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  'what services ask of each other': {
    query: '{ sessionViewer(userId: "x", sessionId: "y") { kind } }',
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  'something that the role does not allow': {
    query:
      'mutation { createRegion(input: { code: "Z", nameTh: "z", nameEn: "z" }) { region { id } } }',
    code: 'FORBIDDEN',
  },
};

/** Texts with a byte that stores choke on, or with SQL in them; they find nothing, no more. */
export const strangeTexts: readonly string[] = [
  "'; drop table dma.dmas; --",
  'a\u0000b',
  '\ud800',
  '%_\\',
  '{"$gt":""}',
];

/** What must be in no answer: SQL, stacks, paths, addresses and names of what is inside. */
export const hiddenThings =
  /\bselect\b.+\bfrom\b|\binsert into\b|syntax error at|relation "|column "|\n\s+at |node_modules|\.ts\b|file:|\/(work|home|srv|tmp|root|usr)\/|127\.0\.0\.1|localhost|postgres|prisma|mongo|DOWNSTREAM/i;
