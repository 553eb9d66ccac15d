import mongoose from 'mongoose';
import type { TestServer } from '../test-server.ts';
import { startTestServer } from '../test-server.ts';

const { Double, Long } = mongoose.mongo.BSON;

let server: TestServer;
const at = (text: string) => new Date(`2026-${text}Z`);
const readings = [
  { _id: 1, dma: 'A', flow: 10, at: at('01-01T00:00:00'), tags: ['x', 'y'] },
  { _id: 2, dma: 'B', flow: 0.5, at: at('01-01T18:00:00'), tags: [] },
  { _id: 3, dma: 'A', flow: 20, at: at('01-02T00:00:00') },
  { _id: 4, dma: 'C', flow: null, at: at('02-01T00:00:00'), tags: 'z' },
  { _id: 5, dma: 'B', flow: 0.25, at: at('02-01T00:00:00'), tags: ['x'] },
];

beforeAll(async () => {
  server = await startTestServer({ now: () => new Date('2026-06-01T00:00:00Z') });
  await server.db.collection('readings').insertMany(readings as never[]);
  await server.db
    .collection('areas')
    .insertMany([
      { code: 'A', name: 'North' },
      { code: ['B', 'C'], name: 'South' },
      { name: 'Nowhere' },
    ]);
});
afterAll(() => server.dispose());

const run = (...pipeline: object[]) =>
  server.db.collection('readings').aggregate(pipeline).toArray();

describe('a pipeline', () => {
  it('matches, groups, sorts and projects', async () => {
    const result = await run(
      { $match: { _id: { $lt: 5 } } },
      {
        $group: {
          _id: '$dma',
          n: { $sum: 1 },
          total: { $sum: '$flow' },
          mean: { $avg: '$flow' },
          top: { $max: '$flow' },
          first: { $first: '$_id' },
          ids: { $push: '$_id' },
        },
      },
      { $sort: { _id: -1 } },
      {
        $project: {
          _id: 0,
          dma: '$_id',
          n: 1,
          total: 1,
          mean: 1,
          top: 1,
          first: 1,
          last: { $arrayElemAt: ['$ids', -1] },
        },
      },
    );
    expect(result).toEqual([
      { dma: 'C', n: 1, total: 0, mean: null, top: null, first: 4, last: 4 },
      { dma: 'B', n: 1, total: 0.5, mean: 0.5, top: 0.5, first: 2, last: 2 },
      { dma: 'A', n: 2, total: 30, mean: 15, top: 20, first: 1, last: 3 },
    ]);
  });

  it('unwinds arrays, with and without what is empty', async () => {
    const unwound = await run({ $unwind: '$tags' }, { $project: { tags: 1 } });
    expect(unwound).toEqual([
      { _id: 1, tags: 'x' },
      { _id: 1, tags: 'y' },
      { _id: 4, tags: 'z' },
      { _id: 5, tags: 'x' },
    ]);
    const all = await run(
      { $unwind: { path: '$tags', preserveNullAndEmptyArrays: true, includeArrayIndex: 'i' } },
      { $project: { tags: 1, i: 1 } },
    );
    expect(all).toEqual([
      { _id: 1, tags: 'x', i: 0 },
      { _id: 1, tags: 'y', i: 1 },
      { _id: 2, i: null },
      { _id: 3, i: null },
      { _id: 4, tags: 'z', i: null },
      { _id: 5, tags: 'x', i: 0 },
    ]);
  });

  it('answers several questions at once, and counts', async () => {
    const result = await run({
      $facet: {
        count: [{ $match: { dma: 'A' } }, { $count: 'n' }],
        nothing: [{ $match: { dma: 'Z' } }, { $count: 'n' }],
        byCount: [{ $sortByCount: '$dma' }, { $limit: 1 }],
        buckets: [{ $bucket: { groupBy: '$flow', boundaries: [0, 1, 15], default: 'other' } }],
      },
    });
    expect(result).toEqual([
      {
        count: [{ n: 2 }],
        nothing: [],
        byCount: [{ _id: 'A', count: 2 }],
        buckets: [
          { _id: 0, count: 2 },
          { _id: 'other', count: 2 },
        ].toSpliced(1, 0, { _id: 1, count: 1 }),
      },
    ]);
  });

  it('joins by equality and by pipeline', async () => {
    const joined = await run(
      { $lookup: { from: 'areas', localField: 'dma', foreignField: 'code', as: 'area' } },
      { $project: { names: '$area.name' } },
    );
    expect(joined.map(({ names }) => names as unknown)).toEqual([
      ['North'],
      ['South'],
      ['North'],
      ['South'],
      ['South'],
    ]);
    const piped = await run(
      { $limit: 1 },
      {
        $lookup: {
          from: 'areas',
          let: { mine: '$dma' },
          pipeline: [
            { $match: { $expr: { $eq: ['$code', '$$mine'] } } },
            { $project: { _id: 0, name: 1 } },
          ],
          as: 'area',
        },
      },
      { $replaceWith: { $first: '$area' } },
    );
    expect(piped).toEqual([{ name: 'North' }]);
    const missing = await run(
      { $limit: 1 },
      { $lookup: { from: 'areas', localField: 'none', foreignField: 'code', as: 'area' } },
      { $project: { n: { $size: '$area' } } },
    );
    expect(missing).toEqual([{ _id: 1, n: 1 }]);
  });

  it('computes inside arrays and refuses paths that collide', async () => {
    const list = [{ $limit: 1 }, { $project: { docs: [{ k: 1 }, { k: 2 }, 3] } }];
    expect(await run(...list, { $project: { 'docs.v': '$_id' } })).toEqual([
      { _id: 1, docs: [{ v: 1 }, { v: 1 }] },
    ]);
    expect(await run(...list, { $project: { 'docs.k': 1, 'docs.v': '$_id' } })).toEqual([
      {
        _id: 1,
        docs: [
          { k: 1, v: 1 },
          { k: 2, v: 1 },
        ],
      },
    ]);
    await expect(run({ $project: { a: 1, 'a.b': '$_id' } })).rejects.toMatchObject({ code: 31249 });
    await expect(run({ $project: { 'a.b': '$_id', a: 1 } })).rejects.toMatchObject({ code: 31250 });
  });

  it('adds and removes fields', async () => {
    const result = await run(
      { $limit: 1 },
      { $set: { 'a.b': '$flow', tags: '$$REMOVE' } },
      { $unset: ['at', 'dma'] },
      { $unionWith: { coll: 'areas', pipeline: [{ $match: { code: 'A' } }, { $unset: '_id' }] } },
    );
    expect(result).toEqual([
      { _id: 1, flow: 10, a: { b: 10 } },
      { code: 'A', name: 'North' },
    ]);
  });
});

/** Evaluates expressions over one document. */
async function evaluate(expressions: object, document: object = {}): Promise<object | undefined> {
  const collection = server.db.collection(`e${Math.random()}`.replace('.', ''));
  await collection.insertOne({ ...document });
  const [result] = await collection
    .aggregate([{ $project: { _id: 0, ...expressions } }], { promoteValues: false })
    .toArray();
  return result;
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

describe('an expression', () => {
  it('keeps the types of numbers', async () => {
    const result = await evaluate(
      {
        int: { $add: ['$i', 1] },
        overflow: { $add: [2147483647, 1] },
        long: { $multiply: ['$l', 2] },
        double: { $divide: ['$i', 2] },
        mixed: { $subtract: ['$i', '$d'] },
        exact: { $add: ['$big', 1] },
        sum: { $sum: [0.1, 0.2, 0.3] },
        missing: { $add: ['$none', 1] },
      },
      { i: 4, l: Long.fromNumber(3), d: new Double(4), big: Long.fromString('9007199254740993') },
    );
    expect(
      Object.fromEntries(
        Object.entries(result ?? {}).map(([key, value]) => [
          key,
          `${String((value as object | null)?.constructor.name)} ${String(value)}`,
        ]),
      ),
    ).toEqual({
      int: 'Int32 5',
      overflow: 'Long 2147483648',
      long: 'Long 6',
      double: 'Double 2',
      mixed: 'Double 0',
      exact: 'Long 9007199254740994',
      sum: 'Double 0.6',
      missing: 'undefined null',
    });
  });

  it('rounds halves to even, as MongoDB does', async () => {
    const values = [0.5, 1.5, 2.5, -2.5, 2.345, 1234.5];
    const result = await evaluate({
      r: { $map: { input: values, in: { $round: ['$$this', 0] } } },
      places: { $round: [2.345, 2] },
      t: { $trunc: -1.7 },
    });
    expect(plain(result)).toEqual({
      r: [0, 2, 2, -2, 2, 1234].map((n) => ({ value: n })).map(({ value }) => value),
      places: 2.34,
      t: -1,
    });
  });

  it('compares, chooses and iterates', async () => {
    const result = await evaluate(
      {
        lessThanText: { $lt: [5, 'a'] },
        missingIsLess: { $lt: ['$none', null] },
        choice: { $cond: [{ $and: [1, '$none'] }, 'yes', 'no'] },
        empty: { $cond: ['', 'truthy', 'falsy'] },
        either: { $ifNull: ['$none', '$nil', 'otherwise'] },
        branch: {
          $switch: { branches: [{ case: { $gt: ['$n', 5] }, then: 'big' }], default: 'small' },
        },
        big: { $filter: { input: '$l', as: 'x', cond: { $gte: ['$$x', 2] } } },
        sum: { $reduce: { input: '$l', initialValue: 0, in: { $add: ['$$value', '$$this'] } } },
        inside: '$docs.v',
        literal: { $literal: '$n' },
        text: { $concat: ['$t', '$n2'] },
      },
      { n: 3, nil: null, l: [1, 2, 3], docs: [{ v: 1 }, {}, { v: 2 }], t: '$x', n2: 'y' },
    );
    expect(plain(result)).toEqual({
      lessThanText: true,
      missingIsLess: true,
      choice: 'no',
      empty: 'truthy',
      either: 'otherwise',
      branch: 'small',
      big: [2, 3],
      sum: 6,
      inside: [1, 2],
      literal: '$n',
      text: '$xy',
    });
  });

  it('knows the calendar of a time zone', async () => {
    const date = new Date('2026-12-31T18:30:00.250Z');
    const zone = 'Asia/Bangkok';
    const result = await evaluate({
      local: { $dateToString: { date, format: '%Y-%m-%d %H:%M:%S.%L %z', timezone: zone } },
      utc: { $dateToString: { date } },
      year: { $year: { date, timezone: zone } },
      month: { $month: date },
      isoWeek: { $isoWeek: date },
      day: { $dateTrunc: { date, unit: 'day', timezone: zone } },
      week: { $dateTrunc: { date, unit: 'week', startOfWeek: 'monday' } },
      later: {
        $dateAdd: { startDate: new Date('2026-01-31T00:00:00Z'), unit: 'month', amount: 1 },
      },
      parsed: { $dateFromString: { dateString: '2026-05-01T07:00:00', timezone: zone } },
      now: '$$NOW',
      gap: { $subtract: [date, new Date('2026-12-31T18:30:00Z')] },
    });
    expect(plain(result)).toEqual({
      local: '2027-01-01 01:30:00.250 +0700',
      utc: '2026-12-31T18:30:00.250Z',
      year: 2027,
      month: 12,
      isoWeek: 53,
      day: '2026-12-31T17:00:00.000Z',
      week: '2026-12-28T00:00:00.000Z',
      later: '2026-02-28T00:00:00.000Z',
      parsed: '2026-05-01T00:00:00.000Z',
      now: '2026-06-01T00:00:00.000Z',
      gap: { high: 0, low: 250, unsigned: false },
    });
  });

  it('converts, cuts and searches text', async () => {
    const result = await evaluate({
      number: { $toInt: '42' },
      failed: { $convert: { input: 'x', to: 'int', onError: 'bad' } },
      text: { $toString: 1.5 },
      part: { $substrCP: ['น้ำสูญเสีย', 0, 2] },
      trimmed: { $trim: { input: '  a ' } },
      words: { $split: ['a-b', '-'] },
      found: { $regexMatch: { input: 'DMA-12', regex: '^dma', options: 'i' } },
      replaced: { $replaceAll: { input: 'a.a', find: '.', replacement: { $literal: '$&' } } },
      sine: { $sin: 0 },
      kind: { $type: '$none' },
    });
    expect(plain(result)).toEqual({
      number: 42,
      failed: 'bad',
      text: '1.5',
      part: 'น้',
      trimmed: 'a',
      words: ['a', 'b'],
      found: true,
      replaced: 'a$&a',
      sine: 0,
      kind: 'missing',
    });
  });
});
