import { PublicError, serviceUnavailable, StartError, type StoreState } from '@waris/service-kit';
import mongoose, { type Connection } from 'mongoose';

export type { Connection };

/** Throws StartError when nothing answers; every later operation is bounded. */
export async function openMongoConnection(url: string): Promise<Connection> {
  const connection = mongoose.createConnection(url, {
    appName: 'waris-knowledge',
    autoCreate: false,
    autoIndex: false,
    bufferCommands: false,
    connectTimeoutMS: 3_000,
    serverSelectionTimeoutMS: 3_000,
    socketTimeoutMS: 30_000,
    maxPoolSize: 10,
  });
  try {
    return await connection.asPromise();
  } catch (error) {
    await connection.destroy();
    throw new StartError('MongoDB does not answer at MONGODB_URL.', { cause: error });
  }
}

const outages = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoNotConnectedError',
  'MongoPoolClearedError',
  'MongoServerSelectionError',
  'MongooseError',
]);

const outOfDiskSpace = 14_031;
const diskIsFull = 'The disk of the document store is full. Send it again once there is room.';

/** An outage is SERVICE_UNAVAILABLE; anything else is a bug and stays what it is. */
export async function withMongo<Value>(operation: () => Promise<Value>): Promise<Value> {
  try {
    return await operation();
  } catch (error) {
    if (error instanceof Error && outages.has(error.name)) {
      throw serviceUnavailable('The document store', error);
    }
    if (error instanceof Error && 'code' in error && error.code === outOfDiskSpace) {
      throw new PublicError('SERVICE_UNAVAILABLE', diskIsFull, error);
    }
    throw error;
  }
}

export async function mongoState(connection: Connection): Promise<StoreState> {
  try {
    await connection.db?.command({ ping: 1 });
    return { name: 'documents', engine: 'mongodb', ready: connection.db !== undefined };
  } catch {
    return {
      name: 'documents',
      engine: 'mongodb',
      ready: false,
      problem: 'MongoDB does not answer.',
    };
  }
}
