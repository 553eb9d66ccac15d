import { startMongoServer } from '../server.ts';

// A server in a process of its own, for a test to kill.
const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('usage: kill-child.ts DIRECTORY');
const server = await startMongoServer({ dataDir, compactAbove: 20_000 });
process.stdout.write(`${server.url}\n`);
