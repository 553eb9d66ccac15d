// A process of its own for tests that kill it.
import { openMemoryKeyValueStore, silentLogger } from '@waris/service-kit';
import { openTelemetry } from '@waris/telemetry';

const postgresUrl = process.env['DATABASE_URL'] ?? '';
const archiveFolder = process.env['WARIS_ARCHIVE_DIR'] ?? 'nowhere';
const telemetry = await openTelemetry(
  { postgresUrl, archiveFolder },
  { keyValueStore: openMemoryKeyValueStore(), log: silentLogger },
);
process.stdout.write('started\n');
await telemetry.rollUp();
await telemetry.stop();
process.stdout.write('done\n');
