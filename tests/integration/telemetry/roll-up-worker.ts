// A process of its own for roll-ups.test.ts, which kills it.
import { openMemoryKeyValueStore, silentLogger } from '@waris/service-kit';
import { openTelemetry } from '@waris/telemetry';

const postgresUrl = process.env['DATABASE_URL'] ?? '';
const telemetry = await openTelemetry(
  { postgresUrl },
  { keyValueStore: openMemoryKeyValueStore(), log: silentLogger },
);
process.stdout.write('started\n');
await telemetry.rollUp();
await telemetry.stop();
process.stdout.write('done\n');
