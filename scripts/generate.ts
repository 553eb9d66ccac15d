/**
 * Writes everything under `__generated__`: one Prisma client for each subgraph that owns
 * tables, and the resolver types of each subgraph's schema. Runs after every install.
 */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { generate } from '@graphql-codegen/cli';
import { readSubgraphSdl, warisSubgraphs } from '@waris/schema-kit';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));

async function generatePrismaClient(subgraph: string): Promise<void> {
  const schema = `${root}prisma/${subgraph}/schema.prisma`;
  if (!existsSync(schema)) return;
  await run('prisma', ['generate', '--schema', schema], {
    cwd: root,
    // Generation does not use the schema engine; without this it would try to download it.
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
  });
}

async function generateResolverTypes(): Promise<void> {
  const targets = warisSubgraphs.filter(({ name }) =>
    existsSync(`${root}subgraphs/${name}/src/context.ts`),
  );
  const generates = Object.fromEntries(
    targets.map(({ name, schemaFolder }) => [
      `${root}subgraphs/${name}/src/__generated__/resolvers-types.ts`,
      {
        schema: readSubgraphSdl(schemaFolder),
        plugins: ['typescript', 'typescript-resolvers'],
        config: resolverTypesConfig(name),
      },
    ]),
  );
  await generate({ generates, silent: true, errorsOnly: true }, true);
}

/** `export type DmaMapper` in `src/mappers.ts` is what resolvers return for the type `Dma`. */
function readMappers(name: string): Record<string, string> {
  const file = `${root}subgraphs/${name}/src/mappers.ts`;
  if (!existsSync(file)) return {};
  const types = readFileSync(file, 'utf8').matchAll(/export type (\w+)Mapper\b/g);
  return Object.fromEntries(
    Array.from(types, ([, type]) => [String(type), `../mappers.ts#${type}Mapper`]),
  );
}

function resolverTypesConfig(name: string) {
  return {
    federation: true,
    enumsAsTypes: true,
    useTypeImports: true,
    importExtension: '.ts',
    emitLegacyCommonJSImports: false,
    contextType: '../context.ts#Context',
    scalars: {
      ID: 'string',
      DateTime: 'Date',
      LocalDate: 'string',
      GeoJSON: 'object',
      FloatColumn: { input: 'Float64Array', output: 'Float64Array | Float32Array | string' },
      DateTimeColumn: 'readonly Date[]',
    },
    mappers: readMappers(name),
  };
}

await Promise.all([
  ...['identity', 'network', 'telemetry', 'analysis'].map(generatePrismaClient),
  generateResolverTypes(),
]);
