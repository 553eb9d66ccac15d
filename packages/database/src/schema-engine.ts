import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';

// Node has it; the library that TypeScript would declare it in is the browser's.
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: object } }>;
};

const require = createRequire(import.meta.url);

let loading: Promise<void> | undefined;

/** Prisma's migration engine as WebAssembly: nothing is downloaded, no binary is spawned. */
async function loadEngine(): Promise<void> {
  const file = require
    .resolve('@prisma/schema-engine-wasm/schema_engine_bg')
    .replace(/\.js$/, '.wasm');
  const { instance } = await WebAssembly.instantiate(await readFile(file), {
    './schema_engine_bg.js': withoutLingeringTimers(bindings),
  });
  // The compiler cannot know the exports of a module that is loaded here.
  const wasm = instance.exports as { __wbindgen_start(): void };
  bindings.__wbg_set_wasm(wasm);
  wasm.__wbindgen_start();
}

// In the transaction of the migration itself, so that a process killed between the two never
// leaves a migration that is applied but not known to be.
const markFinished = `
  update _prisma_migrations set finished_at = now(), applied_steps_count = 1
  where finished_at is null and rolled_back_at is null`;

/**
 * Prisma's adapter cuts a script at every semicolon, also those inside function bodies. Sent
 * whole, a script is one implicit transaction besides: a migration applies entirely or not.
 */
class WholeScriptAdapterFactory extends PrismaPg {
  override async connect() {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      await adapter.underlyingDriver().query(`${script};\n${markFinished}`);
    };
    return adapter;
  }
}

/**
 * The engine waits at most ten seconds for its lock and never takes that timer back, which
 * would keep every command alive for as long. Its timers are made not to count.
 */
function withoutLingeringTimers(imports: object): object {
  return Object.fromEntries(
    Object.entries(imports).map(([name, binding]) => [
      name,
      name.startsWith('__wbg_setTimeout') ? unreferenced(binding) : binding,
    ]),
  );
}

function unreferenced(binding: (...args: unknown[]) => unknown) {
  return (...args: unknown[]) => {
    const { setTimeout } = globalThis;
    const unreferencedTimeout = (run: () => void, ms: number) => setTimeout(run, ms).unref();
    // The binding calls it at once and by this name; nothing else runs in between.
    Object.assign(globalThis, { setTimeout: unreferencedTimeout });
    try {
      return binding(...args);
    } finally {
      Object.assign(globalThis, { setTimeout });
    }
  };
}

export type SchemaEngine = bindings.SchemaEngine;

/** Runs `work` with an engine on this database, and leaves no connection behind. */
export async function withSchemaEngine<Value>(
  connectionString: string,
  work: (engine: SchemaEngine) => Promise<Value>,
): Promise<Value> {
  loading ??= loadEngine();
  await loading;
  const pool = new pg.Pool({ connectionString, connectionTimeoutMillis: 10_000, max: 2 });
  pool.on('error', () => undefined);
  try {
    const engine = await bindings.SchemaEngine.new(
      { datamodels: undefined },
      () => undefined,
      bindMigrationAwareSqlAdapterFactory(new WholeScriptAdapterFactory(pool)),
    );
    try {
      return await work(engine);
    } finally {
      engine.free();
    }
  } finally {
    await pool.end();
  }
}
