import { withSchemaEngine } from './schema-engine.ts';

/** The SQL that would make an empty database fit a Prisma schema. */
export async function sqlOfDatamodel(postgresUrl: string, schemaText: string): Promise<string> {
  return withSchemaEngine(postgresUrl, async (engine) => {
    const { stdout } = await engine.diff({
      from: { tag: 'empty' },
      to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: schemaText }] },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    return stdout ?? '';
  });
}
