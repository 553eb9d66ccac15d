import { MilvusClient } from '@zilliz/milvus2-sdk-node';
import mongoose from 'mongoose';

/** Drops every MongoDB database whose name begins with `prefix`. */
export async function dropMongoDatabases(mongoUrl: string, prefix: string): Promise<void> {
  const connection = await mongoose.createConnection(mongoUrl).asPromise();
  try {
    const { databases } = await connection.listDatabases();
    for (const { name } of databases) {
      if (name.startsWith(prefix)) await connection.useDb(name).dropDatabase();
    }
  } finally {
    await connection.close();
  }
}

/** Drops every Milvus collection whose name begins with `prefix`. */
export async function dropMilvusCollections(address: string, prefix: string): Promise<void> {
  const client = new MilvusClient({ address, logLevel: 'error' });
  try {
    await client.connectPromise;
    const { data } = await client.showCollections();
    for (const { name } of data) {
      if (name.startsWith(prefix)) await client.dropCollection({ collection_name: name });
    }
  } finally {
    await client.closeConnection();
  }
}
