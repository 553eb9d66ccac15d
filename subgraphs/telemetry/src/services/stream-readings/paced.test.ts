import { paced } from './paced.ts';

async function* pieces(count: number): AsyncGenerator<Uint8Array> {
  for (let n = 0; n < count; n += 1) yield Uint8Array.of(n);
}

describe('paced', () => {
  it('lets whatever else waits have its turn after each piece', async () => {
    const order: string[] = [];
    let left = 3;
    const others = () => {
      order.push('other');
      if ((left -= 1) > 0) setImmediate(others);
    };
    setImmediate(others);
    for await (const [n] of paced(pieces(3))) order.push(`piece ${n}`);
    expect(order).toEqual(['piece 0', 'other', 'piece 1', 'other', 'piece 2', 'other']);
  });
});
