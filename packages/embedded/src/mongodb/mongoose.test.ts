import mongoose from 'mongoose';
import type { TestServer } from './test-server.ts';
import { startTestServer } from './test-server.ts';

let server: TestServer;
let connection: mongoose.Connection;
let models: ReturnType<typeof makeModels>;
beforeAll(async () => {
  server = await startTestServer();
  connection = await mongoose.createConnection(server.url).asPromise();
  models = makeModels(connection);
});
afterAll(async () => {
  await connection.close();
  await server.dispose();
});

const authorSchema = new mongoose.Schema({ name: { type: String, required: true } });
const reportSchema = new mongoose.Schema(
  {
    code: { type: String, unique: true, required: true },
    author: { type: mongoose.Schema.Types.ObjectId, ref: 'Author' },
    status: { type: String, enum: ['draft', 'final'], default: 'draft' },
    sections: [{ title: String, lossM3: Number }],
    metadata: { type: Map, of: String },
    raw: Buffer,
    at: Date,
  },
  { timestamps: true, optimisticConcurrency: true },
);
reportSchema.index({ status: 1, at: -1 });

function makeModels(on: mongoose.Connection) {
  return { Author: on.model('Author', authorSchema), Report: on.model('Report', reportSchema) };
}

describe('mongoose models', () => {
  it('build their indexes, save, populate and page', async () => {
    const { Author, Report } = models;
    await Report.init();
    expect((await Report.collection.indexes()).map(({ name }) => name)).toEqual([
      '_id_',
      'code_1',
      'status_1_at_-1',
    ]);
    const author = await Author.create({ name: 'สมชาย' });
    for (let n = 0; n < 5; n += 1) {
      await Report.create({
        code: `R${n}`,
        author: author._id,
        sections: [{ title: 'Balance', lossM3: n }],
        metadata: { area: 'north' },
        raw: Buffer.from([n]),
        at: new Date(2026, 0, n + 1),
      });
    }
    await expect(Report.create({ code: 'R1' })).rejects.toMatchObject({ code: 11000 });
    const page = await Report.find({ at: { $gte: new Date(2026, 0, 2) } })
      .sort('-at')
      .skip(1)
      .limit(2)
      .populate('author')
      .lean();
    expect(page.map(({ code }) => code)).toEqual(['R3', 'R2']);
    expect(page[0]).toMatchObject({ author: { name: 'สมชาย' }, status: 'draft' });
    expect(page[0]?.raw?.buffer).toEqual(Buffer.from([3]));
  });

  it('change parts of a document and notice that someone else was first', async () => {
    const { Report } = models;
    const report = await Report.create({ code: 'changing', sections: [{ title: 'a', lossM3: 1 }] });
    const other = await Report.findById(report._id).orFail();
    report.sections.push({ title: 'b', lossM3: 2 });
    report.set('metadata.area', 'south');
    await report.save();
    other.status = 'final';
    await expect(other.save()).rejects.toThrow(mongoose.Error.VersionError);
    const stored = await Report.findOne({ 'sections.title': 'b' }).orFail();
    expect(stored.sections.map(({ lossM3 }) => lossM3 as number)).toEqual([1, 2]);
    expect(stored.updatedAt.getTime()).toBeGreaterThanOrEqual(stored.createdAt.getTime());
  });

  it('upsert, count, iterate and aggregate', async () => {
    const { Report } = models;
    const update = {
      $set: { status: 'final' as const },
      $push: { sections: { title: 'x', lossM3: 4 } },
    };
    const options = { upsert: true, returnDocument: 'after' as const };
    const first = await Report.findOneAndUpdate({ code: 'upserted' }, update, options).orFail();
    const second = await Report.findOneAndUpdate({ code: 'upserted' }, update, options).orFail();
    expect(second._id).toEqual(first._id);
    expect(second.sections).toHaveLength(2);
    await Report.bulkWrite([
      {
        updateOne: {
          filter: { code: 'bulk' },
          update: { $set: { status: 'final' } },
          upsert: true,
        },
      },
      { insertOne: { document: { code: 'bulk-2' } } },
    ] as never[]);
    expect(await Report.countDocuments({ status: 'final' })).toBe(2);
    const codes: string[] = [];
    for await (const { code } of Report.find({ status: 'final' })
      .sort('code')
      .cursor({ batchSize: 1 }))
      codes.push(code);
    expect(codes).toEqual(['bulk', 'upserted']);
    const [total] = await Report.aggregate<{ lossM3: number }>([
      { $match: { code: 'upserted' } },
      { $unwind: '$sections' },
      { $group: { _id: null, lossM3: { $sum: '$sections.lossM3' } } },
    ]);
    expect(total?.lossM3).toBe(8);
    expect(await Report.exists({ code: 'nowhere' })).toBeNull();
    await Report.deleteMany({});
    expect(await Report.estimatedDocumentCount()).toBe(0);
  });
});
