import { Readable } from 'node:stream';
import { once } from 'node:events';
import type { RouteAnswer } from '@waris/service-kit';
import { limitExports } from './export-answer.ts';

const answerOf = (body: object): RouteAnswer => ({ status: 200, headers: {}, body });

describe('limitExports', () => {
  it('runs eight at once, and counts each until its last byte was taken or its reader left', async () => {
    const limited = limitExports();
    const bodies = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const { body } = await limited(async () => answerOf(Readable.from(['x'])));
        return body as Readable;
      }),
    );
    await expect(limited(async () => answerOf({}))).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    });
    const [read, left] = bodies;
    read?.resume();
    left?.destroy();
    await Promise.all([once(read ?? left ?? new Readable(), 'close'), new Promise(setImmediate)]);
    await limited(async () => answerOf(Readable.from(['x'])));
    await limited(async () => answerOf(Readable.from(['x'])));
    await expect(limited(async () => answerOf({}))).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    });
  });

  it('does not count one that failed', async () => {
    const limited = limitExports();
    for (let n = 0; n < 20; n += 1) {
      await expect(limited(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    }
    expect((await limited(async () => answerOf({}))).status).toBe(200);
  });
});
