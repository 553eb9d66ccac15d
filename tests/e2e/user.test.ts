import { join } from 'node:path';
import { makeTempFolder, removeTempFolders } from './support/temp-folder.ts';
import { endAll, endOf, startWaris } from './support/waris-process.ts';

const startMs = 120_000;

describe('waris user create', () => {
  afterAll(async () => {
    await endAll();
    await removeTempFolders();
  });

  it(
    'makes an account before anything was started',
    async () => {
      const variables = { WARIS_DATA_DIR: join(await makeTempFolder(), '.waris') };
      const command = startWaris(['user', 'create', 'first@waris.test'], variables);
      const { code } = await endOf(command, startMs);
      expect({ code, stderr: command.stderr() }).toEqual({ code: 0, stderr: '' });
      expect(command.stdout()).toMatch(
        /^made first@waris\.test, password \S+ \(shown this once\)$/m,
      );
    },
    startMs,
  );
});
