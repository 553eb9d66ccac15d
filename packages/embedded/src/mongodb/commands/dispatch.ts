import { MongoError, refuse } from '../errors.ts';
import { errorReply } from '../protocol/connection.ts';
import type { Doc } from '../values/bson.ts';
import { encodeReply } from '../values/bson.ts';
import { checkArguments } from './arguments.ts';
import { catalogCommands } from './catalog.ts';
import { findAndModifyCommands } from './find-and-modify.ts';
import { indexCommands } from './indexes.ts';
import { readCommands } from './read.ts';
import { sessionCommands } from './session.ts';
import type { Command, CommandContext, Reply } from './types.ts';
import { writeCommands } from './write.ts';

const commands: ReadonlyMap<string, Command> = new Map<string, Command>(
  Object.entries({
    ...sessionCommands,
    ...readCommands,
    ...writeCommands,
    ...findAndModifyCommands,
    ...indexCommands,
    ...catalogCommands,
  }),
);
const transactionCommands = new Set(['abortTransaction', 'commitTransaction']);
const knownToMongo = new Set(
  'analyze applyOps autoCompact bulkWrite collMod collStats compact convertToCapped createRole createSearchIndexes createUser currentOp dataSize dbHash dbStats dropUser explain features filemd5 fsync getCmdLineOpts getDefaultRWConcern getLog killOp listCommands logRotate mapReduce planCacheClear profile reIndex renameCollection replSetGetStatus saslContinue saslStart serverStatus setFeatureCompatibilityVersion setIndexCommitQuorum setParameter shutdown top usersInfo validate whatsmyuri'.split(
    ' ',
  ),
);

/** Runs one command; what it refuses becomes MongoDB's answer for that. */
export async function dispatch(body: Doc, context: CommandContext): Promise<Reply> {
  try {
    const reply = await run(body, context);
    return reply instanceof Uint8Array ? reply : encodeReply(reply);
  } catch (error) {
    if (error instanceof MongoError) return errorReply(error);
    return errorReply(unexpected(error));
  }
}

const noRoom = new Set(['EDQUOT', 'ENOSPC']);

function unexpected(error: unknown): MongoError {
  const message = error instanceof Error ? error.message : String(error);
  return noRoom.has(String(Object(error)['code']))
    ? new MongoError(14031, `the disk of the documents is full: ${message}`)
    : new MongoError(1, `internal error: ${message}`);
}

async function run(body: Doc, context: CommandContext): Promise<Reply> {
  const [name] = Object.keys(body);
  if (name === undefined) return refuse(59, "no such command: ''");
  const database = body['$db'];
  if (typeof database !== 'string')
    return refuse(40414, "BSON field 'OpMsg.$db' is missing but a required field");
  const command = commands.get(name);
  if (command === undefined) {
    if (transactionCommands.has(name))
      refuse(20, 'Transaction numbers are only allowed on a replica set member or mongos');
    if (knownToMongo.has(name))
      refuse(115, `${name} is not supported by the embedded document store`);
    return refuse(59, `no such command: '${name}'`);
  }
  const call = { name, database, body };
  checkArguments(call, command);
  return command.run(call, context);
}
