import { startPostgres } from './server.ts';

/** A process of its own that the durability test can kill: `node serve-for-test.ts FOLDER`. */
const server = await startPostgres({ dataDir: process.argv[2] ?? '' });
process.stdout.write(`${server.url}\n`);
