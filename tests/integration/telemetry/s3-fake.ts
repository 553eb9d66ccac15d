import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

const secretAccessKey = 'secret of the test';

const hmac = (key: string | Buffer, text: string) =>
  createHmac('sha256', key).update(text).digest();
const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

/** What the signature of a request must be, computed as the S3 documentation of SigV4 says. */
function signatureOf(request: IncomingMessage, url: URL): string {
  const [, scope = '', names = ''] =
    /Credential=[^/]+\/([^,]+), ?SignedHeaders=([^,]+)/.exec(request.headers.authorization ?? '') ??
    [];
  const query = [...url.searchParams]
    .map((pair) => pair.map(encodeURIComponent).join('='))
    .toSorted()
    .join('&');
  const headers = names.split(';').map((name) => `${name}:${String(request.headers[name])}\n`);
  const payload = String(request.headers['x-amz-content-sha256']);
  const canonical = [request.method, url.pathname, query, headers.join(''), names, payload].join(
    '\n',
  );
  const toSign = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, sha256(canonical)].join(
    '\n',
  );
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  return hmac(key, toSign).toString('hex');
}

/** A store of objects in memory that speaks as much of S3 as the archive needs, two at a time. */
export async function startS3() {
  const objects = new Map<string, Buffer>();
  const answer = async (request: IncomingMessage): Promise<[number, string | Buffer]> => {
    const url = new URL(request.url ?? '', `http://${request.headers.host}`);
    if (!(request.headers.authorization ?? '').endsWith(`Signature=${signatureOf(request, url)}`)) {
      return [403, '<Error><Code>SignatureDoesNotMatch</Code></Error>'];
    }
    const key = decodeURIComponent(url.pathname.split('/').slice(2).join('/'));
    if (request.method === 'PUT') {
      objects.set(key, Buffer.concat(await request.toArray()));
      return [200, ''];
    }
    if (request.method === 'DELETE') return [objects.delete(key) ? 204 : 204, ''];
    if (url.searchParams.get('list-type') === '2') return [200, listing(url)];
    const content = objects.get(key);
    return content === undefined ? [404, '<Error><Code>NoSuchKey</Code></Error>'] : [200, content];
  };
  const listing = (url: URL) => {
    const after = url.searchParams.get('continuation-token') ?? '';
    const prefix = url.searchParams.get('prefix') ?? '';
    const keys = [...objects.keys()]
      .filter((key) => key.startsWith(prefix) && key > after)
      .toSorted();
    const page = keys.slice(0, 2);
    const more =
      keys.length > 2 ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
    const items = page.map(
      (key) =>
        `<Contents><Key>${key}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><Size>${objects.get(key)?.length}</Size></Contents>`,
    );
    return `<?xml version="1.0"?><ListBucketResult>${items.join('')}${more}</ListBucketResult>`;
  };
  const server = createServer((request, response) => {
    void answer(request).then(([status, body]) => response.writeHead(status).end(body));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    objects,
    config: {
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      bucket: 'readings',
      prefix: 'waris',
      region: 'test-1',
      accessKeyId: 'key',
      secretAccessKey,
    },
    stop: () => new Promise<void>((done) => server.close(() => done())),
  };
}
