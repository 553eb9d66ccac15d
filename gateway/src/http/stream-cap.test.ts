import { anonymousClaims, mapStream, type ViewerClaims } from '@waris/service-kit';
import type { GatewayResult } from '../create-gateway.ts';
import { createStreamCap } from './stream-cap.ts';

const malee: ViewerClaims = { ...anonymousClaims, kind: 'user', id: 'malee' };
const somsak: ViewerClaims = { ...malee, id: 'somsak' };

async function* count(to: number): AsyncGenerator<number, void, void> {
  for (let n = 1; n <= to; n += 1) yield n;
}
const events = (to: number) => async () => mapStream(count(to), (n) => ({ data: { n } }));
const lost = async () =>
  mapStream(count(1), (): GatewayResult => {
    throw new Error('lost');
  });

describe('streams of one reader', () => {
  const openStream = createStreamCap(2);
  const open = async (viewer: ViewerClaims, how: Parameters<typeof openStream>[1]) => {
    const results = await openStream(viewer, how);
    return Symbol.asyncIterator in results ? results : null;
  };
  const isFull = async () => {
    const stream = await open(malee, events(1));
    await stream?.return();
    return stream === null;
  };

  it('are so many at once and no more, and nobody else has fewer for it', async () => {
    const first = await open(malee, events(9));
    const second = await open(malee, events(9));
    expect(await openStream(malee, events(9))).toMatchObject({
      errors: [{ extensions: { code: 'RATE_LIMITED' } }],
    });
    const other = await open(somsak, events(9));
    expect(await other?.next()).toEqual({ done: false, value: { data: { n: 1 } } });
    await first?.return();
    // Left twice, it was one.
    await first?.return();
    expect(await isFull()).toBe(false);
    const third = await open(malee, events(9));
    expect(await isFull()).toBe(true);
    await second?.return();
    await third?.return();
  });

  it.each([
    ['ended', events(0)],
    ['failed', lost],
  ])('do not count once they %s', async (_what, how) => {
    for (const _time of [1, 2]) await (await open(malee, how))?.next().catch(() => undefined);
    expect(await isFull()).toBe(false);
  });

  it('do not count where none was opened', async () => {
    const refused = async () => ({ errors: [] });
    const broken = async () => {
      throw new Error('no subgraph');
    };
    for (const _time of [1, 2]) {
      await openStream(malee, refused);
      await expect(openStream(malee, broken)).rejects.toThrow('no subgraph');
    }
    expect(await isFull()).toBe(false);
  });
});
