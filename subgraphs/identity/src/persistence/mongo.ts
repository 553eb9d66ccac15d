import type { StoreState } from '@waris/service-kit';
import { serviceUnavailable } from '@waris/service-kit';
import mongoose, { type Connection } from 'mongoose';

const defaultDatabase = 'waris';

/** A connection that is made when it is first needed: nobody waits for MongoDB to sign in. */
export type Mongo = {
  /** Throws SERVICE_UNAVAILABLE within seconds while MongoDB is away. */
  connection(): Promise<Connection>;
  state(): Promise<StoreState>;
  stop(): Promise<void>;
};

export function openMongo(url: string): Mongo {
  let opening: Promise<Connection> | undefined;

  const open = async (): Promise<Connection> => {
    const connection = mongoose.createConnection(url, {
      ...(hasDatabase(url) ? {} : { dbName: defaultDatabase }),
      serverSelectionTimeoutMS: 2_000,
      connectTimeoutMS: 2_000,
      socketTimeoutMS: 10_000,
      maxPoolSize: 5,
      autoIndex: false,
      autoCreate: false,
      bufferCommands: false,
    });
    try {
      return await connection.asPromise();
    } catch (error) {
      await connection.destroy();
      throw error;
    }
  };

  const connection = async (): Promise<Connection> => {
    opening ??= open();
    try {
      return await opening;
    } catch (error) {
      // The driver heals a lost connection itself, but not one that was never made.
      opening = undefined;
      throw serviceUnavailable('The audit log', error);
    }
  };

  return {
    connection,
    state: async () => {
      try {
        const { db } = await connection();
        await db?.command({ ping: 1 });
        return { name: 'mongodb', engine: 'mongodb', ready: true };
      } catch {
        const problem = 'MongoDB does not answer.';
        return { name: 'mongodb', engine: 'mongodb', ready: false, problem };
      }
    },
    stop: async () => {
      const opened = await opening?.catch(() => undefined);
      await opened?.close();
    },
  };
}

const hasDatabase = (url: string) => new URL(url).pathname.length > 1;
