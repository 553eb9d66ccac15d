import { fsyncSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { unaccent } from '@electric-sql/pglite/contrib/unaccent';
import { vector } from '@electric-sql/pglite-pgvector';
import { postgis } from '@electric-sql/pglite-postgis';
import { z } from 'zod';
import type { Engine } from './wire/engine.ts';

/** PGlite's own start parameters, but with fsync on: a commit must outlive a power cut. */
const START_PARAMETERS = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  '-c',
  'wal_sync_method=fsync',
];

const REPORTED = `select name, setting from pg_settings where name in (
  'server_version', 'server_encoding', 'client_encoding', 'DateStyle', 'IntervalStyle', 'TimeZone',
  'integer_datetimes', 'standard_conforming_strings', 'is_superuser', 'search_path')`;

const NodeFileSystem = z.object({
  filesystems: z.object({ NODEFS: z.object({ stream_ops: z.record(z.string(), z.unknown()) }) }),
});

const OpenFile = z.object({ nfd: z.number() });

/** PGlite's folder on disk leaves fsync out; without it PostgreSQL's own fsync does nothing. */
class DurableNodeFS extends NodeFS {
  override async init(...parameters: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(...parameters);
    const addFsync = (module: { FS: unknown }): void => {
      const operations = NodeFileSystem.parse(module.FS).filesystems.NODEFS.stream_ops;
      operations['fsync'] = (file: unknown): number => {
        fsyncSync(OpenFile.parse(file).nfd);
        return 0;
      };
    };
    return {
      emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), addFsync] },
    };
  }
}

/** Opens PGlite on a folder that holds a database, or creates one in an empty folder. */
export function openPGlite(directory: string): Promise<PGlite> {
  return PGlite.create({
    fs: new DurableNodeFS(directory),
    extensions: { postgis, vector, pg_trgm, btree_gist, unaccent },
    startParams: START_PARAMETERS,
  });
}

export async function pgliteEngine(db: PGlite): Promise<Engine> {
  const { rows } = await db.query<{ name: string; setting: string }>(REPORTED);
  return {
    reportedSettings: new Map(rows.map(({ name, setting }) => [name, setting])),
    isInTransaction: () => db.isInTransaction(),
    execute: (messages, onAnswer) =>
      db.execProtocolRawStream(messages, {
        syncToFs: false,
        // The bytes lie in the engine's memory and change with the next message.
        onRawData: (bytes) => onAnswer(Buffer.from(bytes)),
      }),
  };
}
