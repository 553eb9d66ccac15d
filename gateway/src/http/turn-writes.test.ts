import { Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { writeTurnTogether } from './turn-writes.ts';

/** How many chunks each call of the system took. */
function countingSocket() {
  const calls: number[] = [];
  const socket = new Writable({
    write: (_chunk, _encoding, done) => {
      calls.push(1);
      done();
    },
    writev: (chunks, done) => {
      calls.push(chunks.length);
      done();
    },
  });
  return { socket, calls };
}

describe('what a socket is given in one turn', () => {
  it('goes out together, and with the turn', async () => {
    const { socket, calls } = countingSocket();
    for (const message of ['a', 'b', 'c']) {
      writeTurnTogether(socket);
      socket.write(message);
    }
    expect(calls).toEqual([]);
    await turn();
    expect(calls).toEqual([3]);
    writeTurnTogether(socket);
    socket.write('d');
    await turn();
    expect(calls).toEqual([3, 1]);
  });

  it('is dropped with a socket that is gone', async () => {
    const { socket, calls } = countingSocket();
    writeTurnTogether(socket);
    socket.write('a', () => undefined);
    socket.destroy();
    await turn();
    expect(calls).toEqual([]);
  });
});
