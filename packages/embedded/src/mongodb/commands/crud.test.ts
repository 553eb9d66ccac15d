import mongoose from 'mongoose';
import type { TestServer } from '../test-server.ts';
import { startTestServer } from '../test-server.ts';

const { Binary, Decimal128, Double, Int32, Long, ObjectId, Timestamp, UUID } = mongoose.mongo.BSON;
const { MongoBulkWriteError } = mongoose.mongo;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

let made = 0;
function fresh() {
  made += 1;
  return server.db.collection(`c${made}`);
}

describe('inserting and finding', () => {
  it('keeps every type as it was stored', async () => {
    const collection = fresh();
    const document = {
      _id: new ObjectId(),
      int: new Int32(7),
      double: new Double(7),
      half: new Double(0.5),
      minusZero: new Double(-0),
      long: Long.fromString('9007199254740993'),
      smallLong: Long.fromNumber(7),
      decimal: new Decimal128('1.10'),
      date: new Date('2026-11-22T00:00:00Z'),
      binary: new Binary(Buffer.from([1, 2, 3])),
      uuid: new UUID(),
      timestamp: new Timestamp({ t: 5, i: 6 }),
      nothing: null,
      list: [1, 'a', { b: [] }],
      pattern: /^a.b$/i,
      thai: 'การประปา',
    };
    await collection.insertOne(document);
    const raw = await collection.findOne({}, { promoteValues: false });
    expect(raw).toMatchObject({
      int: new Int32(7),
      double: new Double(7),
      half: new Double(0.5),
      long: Long.fromString('9007199254740993'),
      smallLong: Long.fromNumber(7),
      decimal: new Decimal128('1.10'),
      date: document.date,
      nothing: null,
      thai: document.thai,
    });
    if (raw === null) throw new Error('the document is gone');
    const { minusZero, uuid, pattern, timestamp } = raw as Record<string, unknown>;
    expect(minusZero).toEqual(new Double(-0));
    expect(uuid).toEqual(document.uuid);
    expect(pattern).toEqual(/^a.b$/i);
    expect(timestamp).toEqual(document.timestamp);
  });

  it('stores what a driver makes of undefined as null', async () => {
    const collection = fresh();
    await collection.insertOne({ a: undefined });
    expect(await collection.findOne({})).toHaveProperty('a', null);
  });

  it('tells null, missing and arrays apart as MongoDB does', async () => {
    const collection = fresh();
    await collection.insertMany([
      { k: 'null', a: null },
      { k: 'missing' },
      { k: 'empty', a: [] },
      { k: 'list', a: [1, [2]] },
      { k: 'documents', a: [{ b: 1 }, {}] },
    ]);
    const names = async (filter: object) =>
      (await collection.find(filter).toArray()).map(({ k }) => k);
    expect(await names({ a: null })).toEqual(['null', 'missing']);
    expect(await names({ a: { $exists: false } })).toEqual(['missing']);
    expect(await names({ a: { $ne: null } })).toEqual(['empty', 'list', 'documents']);
    expect(await names({ a: 1 })).toEqual(['list']);
    expect(await names({ a: 2 })).toEqual([]);
    expect(await names({ a: [2] })).toEqual(['list']);
    expect(await names({ 'a.b': null })).toEqual(['null', 'missing', 'documents']);
    expect(await names({ 'a.b': { $exists: true } })).toEqual(['documents']);
    expect(await names({ a: { $elemMatch: { b: { $gte: 1 } } } })).toEqual(['documents']);
    expect(await names({ a: { $size: 2 } })).toEqual(['list', 'documents']);
    expect(await names({ a: { $type: 'array' } })).toEqual(['empty', 'list', 'documents']);
  });

  it('projects by inclusion, exclusion, slices and expressions', async () => {
    const collection = fresh();
    await collection.insertOne({ _id: 1, a: 1, b: { c: 2, d: 3 }, l: [1, 2, 3] } as never);
    const project = (projection: object) => collection.findOne({}, { projection });
    expect(await project({ a: 1 })).toEqual({ _id: 1, a: 1 });
    expect(await project({ 'b.c': 1, _id: 0 })).toEqual({ b: { c: 2 } });
    expect(await project({ l: 0, 'b.d': 0 })).toEqual({ _id: 1, a: 1, b: { c: 2 } });
    expect(await project({ l: { $slice: -2 }, a: 1 })).toEqual({ _id: 1, a: 1, l: [2, 3] });
    expect(await project({ l: { $elemMatch: { $gt: 1 } } })).toEqual({ _id: 1, l: [2] });
    expect(await project({ sum: { $add: ['$a', '$b.c'] } })).toEqual({ _id: 1, sum: 3 });
    await expect(project({ a: 1, b: 0 })).rejects.toMatchObject({ code: 31254 });
  });

  it('refuses a document over 16 MB and one with the _id of another', async () => {
    const collection = fresh();
    await collection.insertOne({ _id: 1 } as never);
    await expect(collection.insertOne({ _id: 1 } as never)).rejects.toMatchObject({
      code: 11000,
      keyPattern: { _id: 1 },
      keyValue: { _id: 1 },
    });
    await collection.insertOne({ text: 'x'.repeat(16 * 1024 * 1024 - 100) });
    await collection.updateOne({ _id: 1 } as never, { $set: { text: ['x'.repeat(9e6)] } });
    const growing = collection.updateOne(
      { _id: 1 } as never,
      { $push: { text: 'x'.repeat(9e6) } } as never,
    );
    await expect(growing).rejects.toMatchObject({ code: 10334 });
    expect(await collection.countDocuments()).toBe(2);
  });
});

describe('updating', () => {
  it('applies operators to fields, arrays and matched positions', async () => {
    const collection = fresh();
    await collection.insertOne({
      _id: 1,
      n: 1,
      l: [3, 1],
      docs: [
        { k: 'a', v: 1 },
        { k: 'b', v: 2 },
      ],
      old: 1,
    } as never);
    await collection.updateOne({ 'docs.k': 'b' }, {
      $inc: { n: 2, 'docs.$.v': 10 },
      $push: { l: { $each: [2, 0], $sort: 1, $slice: 3 } },
      $rename: { old: 'renamed' },
      $set: { 'deep.er': true },
      $min: { low: 5 },
    } as never);
    expect(await collection.findOne({})).toEqual({
      _id: 1,
      n: 3,
      l: [0, 1, 2],
      docs: [
        { k: 'a', v: 1 },
        { k: 'b', v: 12 },
      ],
      renamed: 1,
      deep: { er: true },
      low: 5,
    });
    await collection.updateOne(
      {},
      {
        $set: { 'docs.$[x].v': 0 },
        $pull: { l: { $gt: 1 } },
        $addToSet: { tags: { $each: ['a', 'a'] } },
      } as never,
      { arrayFilters: [{ 'x.k': 'a' }] },
    );
    expect(await collection.findOne({})).toMatchObject({
      docs: [{ v: 0 }, { v: 12 }],
      l: [0, 1],
      tags: ['a'],
    });
    await collection.updateOne({}, [{ $set: { total: { $sum: '$docs.v' } } }, { $unset: 'docs' }]);
    expect(await collection.findOne({})).toEqual({
      _id: 1,
      n: 3,
      l: [0, 1],
      renamed: 1,
      deep: { er: true },
      low: 5,
      tags: ['a'],
      total: 12,
    });
  });

  it('finds the position that $ stands for, also by $elemMatch', async () => {
    const collection = fresh();
    await collection.insertOne({
      grades: [
        { m: 1, n: 9 },
        { m: 2, n: 3 },
        { m: 2, n: 8 },
      ],
    });
    const filter = { grades: { $elemMatch: { m: 2, n: { $gt: 5 } } } };
    await collection.updateOne(filter, { $set: { 'grades.$.n': 0 } });
    expect(await collection.findOne({})).toMatchObject({ grades: [{ n: 9 }, { n: 3 }, { n: 0 }] });
    const without = collection.updateOne({}, { $set: { 'grades.$.n': 0 } });
    await expect(without).rejects.toMatchObject({ code: 2 });
  });

  it('takes fields named like those of every JavaScript object', async () => {
    const collection = fresh();
    const document = { _id: 1, constructor: 5, inner: { constructor: 6, toString: 'x' } };
    await collection.insertOne(document as never);
    await collection.updateOne(
      { constructor: 5 },
      {
        $set: { 'inner.hasOwnProperty': 7 },
      },
    );
    const found = await collection.findOne({ 'inner.constructor': 6 });
    expect(found?.['inner']).toEqual({ constructor: 6, toString: 'x', hasOwnProperty: 7 });
    expect(await collection.countDocuments({ valueOf: { $exists: true } })).toBe(0);
  });

  it('counts as modified only what changed', async () => {
    const collection = fresh();
    await collection.insertMany([{ a: 1 }, { a: 2 }]);
    expect(await collection.updateMany({}, { $set: { a: 1 } })).toMatchObject({
      matchedCount: 2,
      modifiedCount: 1,
    });
    expect(await collection.updateOne({ a: 1 }, { $set: { a: new Double(1) } })).toMatchObject({
      modifiedCount: 1,
    });
  });

  it('upserts with the equalities of the filter', async () => {
    const collection = fresh();
    const options = { upsert: true, returnDocument: 'after' as const };
    const update = { $setOnInsert: { made: true }, $inc: { n: 1 } };
    const first = await collection.findOneAndUpdate(
      { code: 'A', 'x.y': { $eq: 2 }, z: { $gt: 3 } },
      update,
      options,
    );
    expect(first).toMatchObject({ code: 'A', x: { y: 2 }, made: true, n: 1 });
    expect(first).not.toHaveProperty('z');
    const again = await collection.findOneAndUpdate({ code: 'A' }, update, {
      ...options,
      includeResultMetadata: true,
    });
    expect(again).toMatchObject({
      value: { n: 2 },
      lastErrorObject: { n: 1, updatedExisting: true },
    });
    const replaced = await collection.replaceOne({ _id: 9 } as never, { b: 1 }, { upsert: true });
    expect(replaced).toMatchObject({ upsertedId: 9, upsertedCount: 1 });
    expect(await collection.findOneAndDelete({ b: 1 })).toEqual({ _id: 9, b: 1 });
  });

  it('refuses what would break a document, and leaves it as it was', async () => {
    const collection = fresh();
    await collection.insertOne({ _id: 1, a: 1 } as never);
    const update = (change: object) => collection.updateOne({}, change);
    await expect(update({ $set: { _id: 2 } })).rejects.toMatchObject({ code: 66 });
    await expect(update({ $set: { 'a.b': 2 } })).rejects.toMatchObject({ code: 28 });
    await expect(update({ $set: { b: 1 }, $inc: { 'b.c': 1 } })).rejects.toMatchObject({
      code: 40,
    });
    await expect(update({ $inc: { a: 'x' } })).rejects.toMatchObject({ code: 14 });
    await expect(update({ $frobnicate: { a: 1 } })).rejects.toMatchObject({ code: 9 });
    await expect(update({ $push: { a: 1 } })).rejects.toMatchObject({ code: 2 });
    await expect(collection.replaceOne({}, { $a: 1 })).rejects.toThrow();
    expect(await collection.find({}).toArray()).toEqual([{ _id: 1, a: 1 }]);
  });
});

describe('bulk writes', () => {
  it('end at the first error when ordered and go on when not', async () => {
    const collection = fresh();
    const operations = [
      { insertOne: { document: { _id: 1 } } },
      { insertOne: { document: { _id: 1 } } },
      { insertOne: { document: { _id: 2 } } },
      { updateOne: { filter: { _id: 2 }, update: { $set: { a: 1 } } } },
      { deleteOne: { filter: { _id: 1 } } },
    ] as never[];
    const ordered = await collection.bulkWrite(operations).catch((error: unknown) => error);
    expect(ordered).toBeInstanceOf(MongoBulkWriteError);
    expect(await collection.find({}).toArray()).toEqual([{ _id: 1 }]);
    const unordered = await collection
      .bulkWrite(operations, { ordered: false })
      .catch((error: unknown) => error);
    expect(unordered).toMatchObject({ code: 11000, writeErrors: [{ index: 0 }, { index: 1 }] });
    expect(await collection.find({}).toArray()).toEqual([{ _id: 2, a: 1 }]);
  });
});
