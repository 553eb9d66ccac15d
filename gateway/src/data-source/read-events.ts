const maxEventChars = 16 * 1024 * 1024;

/**
 * The JSON of each `next` event of a stream of server-sent events, until `complete`; throws when
 * the stream ends without it, as when its server stops, and when an event does not come to an end.
 */
export async function* readEvents(
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<unknown, void, void> {
  const decoder = new TextDecoder();
  let pending = '';
  for await (const chunk of body) {
    pending += decoder.decode(chunk, { stream: true });
    const blocks = pending.split('\n\n');
    pending = blocks.pop() ?? '';
    if (pending.length > maxEventChars) throw new Error('An event is too large.');
    for (const block of blocks) {
      const lines = block.split('\n');
      if (lines.includes('event: complete')) return;
      const data = lines.find((line) => line.startsWith('data: '));
      if (data !== undefined) yield JSON.parse(data.slice('data: '.length));
    }
  }
  throw new Error('The stream of events broke off.');
}
