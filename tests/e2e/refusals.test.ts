import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempFolder, removeTempFolders } from './support/temp-folder.ts';
import { endAll, endOf, startWaris } from './support/waris-process.ts';

const startMs = 120_000;
import.meta.jest.setTimeout(startMs);

afterAll(async () => {
  await endAll();
  await removeTempFolders();
});

it('tells all that is wrong with a network file, and shows the import as failed', async () => {
  const folder = await makeTempFolder();
  const file = join(folder, 'bad.inp');
  await writeFile(file, 'hello\n');
  const command = startWaris(['import', 'network', file, '--branch', '5531012'], {
    WARIS_DATA_DIR: join(folder, '.waris'),
  });
  const { code } = await endOf(command, startMs);
  expect(code).toBe(1);
  expect(command.stderr()).toMatch(/^waris: text: Text before .+ No section \[JUNCTIONS\].+\n$/);
  expect(command.stdout()).toContain(`✖ Importing ${file}`);
});

it('says that PostgreSQL does not answer, to who asks the doctor', async () => {
  const command = startWaris(['doctor'], {
    WARIS_DATA_DIR: join(await makeTempFolder(), '.waris'),
    DATABASE_URL: 'postgres://127.0.0.1:1/waris',
  });
  const { code } = await endOf(command, startMs);
  const stderr = command.stderr();
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: 'waris: PostgreSQL does not answer at DATABASE_URL.\n',
  });
});
