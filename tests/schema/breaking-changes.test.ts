import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { printApiSchema, releasedApiFile, supergraphFile } from '@waris/schema-kit';
import { buildSchema } from 'graphql';

const announcements = fileURLToPath(new URL('../../docs/api-changes.md', import.meta.url));

async function breakingChanges(before: string, after: string): Promise<readonly string[]> {
  const changes = await diff(buildSchema(before), buildSchema(after));
  return changes
    .filter((change) => change.criticality.level === CriticalityLevel.Breaking)
    .map((change) => String(change.path));
}

describe('the API', () => {
  it('breaks nothing of the last release but what docs/api-changes.md announces', async () => {
    const released = readFileSync(releasedApiFile, 'utf8');
    const current = printApiSchema(readFileSync(supergraphFile, 'utf8'));
    const announced = readFileSync(announcements, 'utf8');
    const broken = await breakingChanges(released, current);
    expect(broken.filter((path) => !announced.includes(`\`${path}\``))).toEqual([]);
  });

  it('would be seen to break by a field that goes', async () => {
    expect(await breakingChanges('type Query { a: Int b: Int }', 'type Query { a: Int }')).toEqual([
      'Query.b',
    ]);
  });
});
