import type { FastifyInstance } from 'fastify';

// Short lines: the editor is half a screen wide, and does not wrap.
const welcome = `# WARIS: sign in with Variables such as
#   { "input": { "email": "", "password": "" } }
# then put the token into Headers:
#   { "authorization": "Bearer …" }
# With internet there is Apollo's sandbox
# as well, at /apollo-sandbox.
mutation SignIn($input: SignInInput!) {
  signIn(input: $input) {
    session {
      accessToken
    }
    userErrors {
      ... on UserError {
        message
      }
    }
  }
}
`;

const apolloStudio = 'https://studio.apollographql.com';

/**
 * For analysts: GraphiQL at `/`, whole from its package, so that it needs no internet; and a way
 * to Apollo's sandbox, whose page is the one foreign origin that may call the graph.
 */
export function addSandbox(server: FastifyInstance): void {
  let page: Promise<string> | undefined;
  server.get('/', async (_request, reply) => {
    page ??= renderSandbox();
    return reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'max-age=3600')
      .header('x-frame-options', 'DENY')
      .send(await page);
  });
  server.get('/apollo-sandbox', async (request, reply) => {
    const endpoint = encodeURIComponent(`http://${request.host}/graphql`);
    return reply.redirect(`${apolloStudio}/sandbox/explorer?endpoint=${endpoint}`);
  });
  allowApolloStudio(server);
}

/** Tokens travel in a header and never in cookies, so no credentials are allowed. */
function allowApolloStudio(server: FastifyInstance): void {
  server.addHook('onRequest', async (request, reply) => {
    if (request.headers.origin !== apolloStudio) return;
    reply.header('access-control-allow-origin', apolloStudio).header('vary', 'origin');
    if (request.method !== 'OPTIONS') return;
    await reply
      .header('access-control-allow-methods', 'GET, POST')
      .header(
        'access-control-allow-headers',
        'authorization, content-type, apollo-require-preflight',
      )
      // The page is public and the graph on a private address: browsers ask for this as well.
      .header('access-control-allow-private-network', 'true')
      .code(204)
      .send();
  });
}

/** Nine megabytes of page, so it is loaded when somebody looks at it first. */
async function renderSandbox(): Promise<string> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  return renderGraphiQL({
    title: 'WARIS',
    endpoint: '/graphql',
    defaultQuery: welcome,
    isHeadersEditorEnabled: true,
    subscriptionsProtocol: 'SSE',
  });
}
