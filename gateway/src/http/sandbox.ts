import type { FastifyInstance } from 'fastify';

const welcome = `# WARIS: sign in, then put the token into the Headers tab below:
#   { "authorization": "Bearer …" }
mutation SignIn($email: String!, $password: String!) {
  signIn(input: { email: $email, password: $password }) {
    session { accessToken }
    userErrors { __typename ... on UserError { message } }
  }
}
`;

/** GraphiQL at `/`, whole from its package: an analyst needs no internet for it. */
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
  server.get('/apollo-sandbox', async (request, reply) =>
    reply.redirect(
      `https://studio.apollographql.com/sandbox/explorer?endpoint=${encodeURIComponent(
        `http://${request.host}/graphql`,
      )}`,
    ),
  );
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
