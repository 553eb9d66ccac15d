import pg from 'pg';

type CopyClient = pg.Client & { query(submittable: object): unknown };

/**
 * `copy … from stdin` of bytes that are ready. The driver knows the messages but has no call
 * for them; a package for it would be one dependency for thirty lines.
 */
export function copyIn(client: pg.Client, sql: string, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    let failure: Error | undefined;
    const copy = {
      submit: (connection: { query(text: string): void }) => connection.query(sql),
      handleCopyInResponse: (connection: {
        sendCopyFromChunk(chunk: Buffer): void;
        endCopyFrom(): void;
      }) => {
        connection.sendCopyFromChunk(bytes);
        connection.endCopyFrom();
      },
      handleCommandComplete: () => undefined,
      handleError: (error: Error) => {
        failure = error;
        reject(error);
      },
      handleReadyForQuery: () => {
        if (failure === undefined) resolve();
      },
    };
    (client as CopyClient).query(copy);
  });
}

export type CopyRow = { readonly meterId: string; readonly at: number; readonly value: number };

const signature = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
const epochOf2000 = Date.UTC(2000, 0, 1);

/** Rows of (uuid, timestamptz, double precision) in PostgreSQL's binary copy format. */
export function encodeCopy(rows: readonly CopyRow[]): Buffer {
  const rowBytes = 2 + 4 + 16 + 4 + 8 + 4 + 8;
  const bytes = Buffer.alloc(signature.length + 8 + rows.length * rowBytes + 2);
  signature.copy(bytes);
  let place = signature.length + 8;
  for (const { meterId, at, value } of rows) {
    place = bytes.writeInt16BE(3, place);
    place = bytes.writeInt32BE(16, place);
    place += bytes.write(meterId.replaceAll('-', ''), place, 'hex');
    place = bytes.writeInt32BE(8, place);
    place = bytes.writeBigInt64BE(BigInt(at - epochOf2000) * 1000n, place);
    place = bytes.writeInt32BE(8, place);
    place = bytes.writeDoubleBE(value, place);
  }
  bytes.writeInt16BE(-1, place);
  return bytes;
}
