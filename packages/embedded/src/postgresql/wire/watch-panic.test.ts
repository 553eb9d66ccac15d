import type { Engine } from './engine.ts';
import { frame } from './frames.ts';
import { watchPanic } from './watch-panic.ts';

const error = (severity: string, message: string) =>
  frame('E', Buffer.from(`S${severity}\0V${severity}\0C53100\0M${message}\0\0`));
const row = (text: string) => frame('D', Buffer.from(text));

/** An engine that answers with these bytes, cut in two at `border`. */
async function told(answer: Buffer, border: number): Promise<string[]> {
  const panics: string[] = [];
  const received: Buffer[] = [];
  const engine: Engine = {
    reportedSettings: new Map(),
    isInTransaction: () => false,
    execute: async (_messages, onAnswer) => {
      onAnswer(answer.subarray(0, border));
      onAnswer(answer.subarray(border));
    },
  };
  await watchPanic(engine, (message) => panics.push(message)).execute(Buffer.alloc(0), (bytes) =>
    received.push(bytes),
  );
  expect(Buffer.concat(received)).toEqual(answer);
  return panics;
}

describe('watchPanic', () => {
  it('tells why PostgreSQL gave up, behind whatever else it answered', async () => {
    const before = Buffer.concat([frame('1', Buffer.alloc(0)), row('text')]);
    const answer = Buffer.concat([before, error('PANIC', 'No space left on device')]);
    for (let border = 0; border <= answer.length; border += 1) {
      expect(await told(answer, border)).toEqual(['No space left on device']);
    }
  });

  it('takes neither a smaller error nor data for the end', async () => {
    const answer = Buffer.concat([
      error('ERROR', 'SPANIC VPANIC'),
      row('E\0\0\0\0SPANIC\0VPANIC\0Mnothing\0'),
      frame('Z', Buffer.from('I')),
    ]);
    expect(await told(answer, 7)).toEqual([]);
  });
});
