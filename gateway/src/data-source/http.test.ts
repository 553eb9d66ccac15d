import { createServer, type Server, type ServerResponse } from 'node:http';
import { serviceClaims, silentLogger } from '@waris/service-kit';
import { createHttpDataSource } from './http.ts';
import type { SubgraphDataSource } from './subgraph-data-source.ts';

const fetch = {
  query: '{ dmas { id } }',
  variables: {},
  viewer: serviceClaims('a test'),
  requestId: 'r',
};
const unavailable = {
  message: 'The network service is not available just now. Try again.',
  extensions: { code: 'SERVICE_UNAVAILABLE' },
};

let answer: (response: ServerResponse) => void;
let server: Server;
let source: SubgraphDataSource;

beforeEach(async () => {
  server = createServer((_request, response) => answer(response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const url = `http://127.0.0.1:${port}/graphql`;
  source = createHttpDataSource({ name: 'network', url }, { log: silentLogger });
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await source.stop();
});

describe('a subgraph that answers something else than GraphQL', () => {
  it.each([
    ['a page of HTML', '<html></html>'],
    ['half an answer', '{"data":{"dmas":[{'],
    ['a list', '[]'],
    // These would read as values that nobody knows, and not as a fault.
    ['nothing', '{}'],
    ['no data and no reason', '{"data":null}'],
    ['no data and no reasons', '{"data":null,"errors":[]}'],
  ])('does not answer: %s', async (_what, body) => {
    answer = (response) => response.end(body);
    await expect(source.execute(fetch)).rejects.toMatchObject(unavailable);
  });

  it('may have no data for a reason', async () => {
    const result = { data: null, errors: [{ message: 'This needs a permission.' }] };
    answer = (response) => response.end(JSON.stringify(result));
    expect(await source.execute(fetch)).toEqual(result);
  });

  it('is left when an event has no end', async () => {
    let sentBytes = 0;
    answer = (response) => {
      response.setHeader('content-type', 'text/event-stream');
      const piece = 'x'.repeat(2 ** 20);
      const send = () => {
        sentBytes += piece.length;
        if (!response.destroyed) response.write(piece, () => setImmediate(send));
      };
      response.write('data: ');
      send();
    };
    const events = await source.subscribe(fetch);
    await expect(events.next()).rejects.toMatchObject(unavailable);
    expect(sentBytes).toBeLessThan(100 * 2 ** 20);
  });
});
