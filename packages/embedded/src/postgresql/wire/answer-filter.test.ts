import fc from 'fast-check';
import { AnswerFilter } from './answer-filter.ts';
import { frame, splitFrames } from './frames.ts';

function typesSent(messages: readonly Buffer[], cuts: readonly number[], isOver: boolean): string {
  const sent: Buffer[] = [];
  const filter = new AnswerFilter((bytes) => sent.push(Buffer.from(bytes)));
  let rest = Buffer.concat(messages);
  for (const cut of cuts) {
    filter.push(rest.subarray(0, cut));
    rest = rest.subarray(cut);
  }
  filter.push(rest);
  filter.end(isOver);
  return splitFrames(Buffer.concat(sent))
    .frames.map(({ type }) => type)
    .join('');
}

describe('an answer on its way to the client', () => {
  it('ends in exactly one "ready", however it is cut into pieces', () => {
    const message = fc
      .tuple(fc.constantFrom('D', 'E', 'N', 'C', 'Z', 'G'), fc.uint8Array({ maxLength: 40 }))
      .map(([type, body]) => ({ type, bytes: frame(type, body) }));
    fc.assert(
      fc.property(fc.array(message), fc.array(fc.nat(20)), (messages, cuts) => {
        const answer = [...messages.map(({ bytes }) => bytes), frame('Z', Buffer.from('I'))];
        const kept = messages.map(({ type }) => type).filter((type) => !'ZG'.includes(type));
        expect(typesSent(answer, cuts, true)).toBe(`${kept.join('')}Z`);
        expect(typesSent(answer, cuts, false)).toBe(kept.join(''));
      }),
    );
  });
});
