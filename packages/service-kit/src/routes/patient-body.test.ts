import { PassThrough, Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import { patientBody } from './patient-body.ts';

const patience = { idleMs: 60, leastBytesPerSecond: 1_000 };

describe('a patient body', () => {
  it('passes on what it reads', async () => {
    const body = Readable.from([Buffer.from('a'), Buffer.from('b')]);
    expect(await text(patientBody(body, patience))).toBe('ab');
  });

  it('gives up on a sender that pauses for too long', async () => {
    const body = new PassThrough();
    body.write('a');
    await expect(text(patientBody(body, patience))).rejects.toMatchObject({
      code: 'REQUEST_TIMEOUT',
    });
  });

  it('waits as long as the reader takes', async () => {
    const body = Readable.from([Buffer.alloc(70_000), Buffer.alloc(70_000), Buffer.alloc(70_000)]);
    let bytes = 0;
    for await (const piece of patientBody(body, patience)) {
      await sleep(100);
      bytes += (piece as Buffer).length;
    }
    expect(bytes).toBe(210_000);
  });

  it('says that a connection ended within the body', async () => {
    const body = new PassThrough();
    body.write('a');
    setTimeout(() => body.destroy(new Error('ECONNRESET')), 5);
    await expect(text(patientBody(body, patience))).rejects.toThrow(/cut off/);
  });
});
