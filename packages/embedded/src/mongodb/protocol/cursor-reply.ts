/** BSON put together from documents that are already encoded. */
function element(type: number, name: string, value: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([type]), Buffer.from(`${name}\0`), value]);
}

function container(elements: readonly Uint8Array[]): Buffer {
  const length = Buffer.alloc(4);
  const body = Buffer.concat([length, ...elements, Buffer.from([0])]);
  body.writeInt32LE(body.length, 0);
  return body;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(`${value}\0`);
  const length = Buffer.alloc(4);
  length.writeInt32LE(bytes.length, 0);
  return Buffer.concat([length, bytes]);
}

/** The answer of a command that returns a cursor: `{ cursor: { firstBatch, id, ns }, ok: 1 }`. */
export function cursorReply(
  batchName: 'firstBatch' | 'nextBatch',
  batch: readonly Uint8Array[],
  cursorId: bigint,
  namespace: string,
): Uint8Array {
  const id = Buffer.alloc(8);
  id.writeBigInt64LE(cursorId, 0);
  const ok = Buffer.alloc(8);
  ok.writeDoubleLE(1, 0);
  const documents = container(batch.map((bytes, index) => element(3, String(index), bytes)));
  const cursor = container([
    element(4, batchName, documents),
    element(18, 'id', id),
    element(2, 'ns', text(namespace)),
  ]);
  return container([element(3, 'cursor', cursor), element(1, 'ok', ok)]);
}
