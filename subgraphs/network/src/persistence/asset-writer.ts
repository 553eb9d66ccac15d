import type { AuditRecord } from '@waris/database';
import type { LineString, Point } from '../domain/geometry.ts';
import type { Meter, Pipe } from '../domain/register.ts';
import { stamped, type AuditedWrites, type Transaction } from './audited-writes.ts';
import { toMeterRow, toPipeRow } from './rows.ts';

/** Writes meters and pipes with their places. */
export type AssetWriter = {
  /** These two are false, and have done nothing, when serial number or code is taken. */
  readonly insertMeter: (
    meter: Meter,
    location: Point | null,
    audit: AuditRecord,
  ) => Promise<boolean>;
  readonly insertPipe: (
    pipe: Pipe,
    path: LineString | null,
    audit: AuditRecord,
  ) => Promise<boolean>;
  /** False when it was retired before. */
  readonly retireMeter: (meterId: string, at: Date, audit: AuditRecord) => Promise<boolean>;
  readonly replaceMeter: (
    meterId: string,
    at: Date,
    successor: Meter,
    audit: AuditRecord,
  ) => Promise<'replaced' | 'retired before' | 'serial number taken'>;
};

const putLocation = `insert into spatial.meter_locations (meter_id, geom)
  values ($1::uuid, st_setsrid(st_geomfromgeojson($2::text), 4326))`;
const copyLocation = `insert into spatial.meter_locations (meter_id, geom, node_code)
  select $1::uuid, geom, node_code from spatial.meter_locations where meter_id = $2::uuid`;
const keepLevelMeters = `insert into dma.former_level_meters (tank_id, meter_id)
  select id, level_meter_id from dma.tanks where level_meter_id = $1::uuid`;
const moveTanks = `update dma.tanks set level_meter_id = $1::uuid where level_meter_id = $2::uuid`;
const putPath = `insert into spatial.pipe_network (pipe_id, geom)
  values ($1::uuid, st_setsrid(st_geomfromgeojson($2::text), 4326))`;

export function openAssetWriter({ audited, insertIfNew }: AuditedWrites): AssetWriter {
  return {
    insertMeter: (meter, location, audit) =>
      insertIfNew(
        audit,
        (transaction) => insertMeterRow(transaction, meter, audit),
        async (transaction) => {
          if (location === null) return;
          await transaction.$executeRawUnsafe(putLocation, meter.id, JSON.stringify(location));
        },
      ),
    insertPipe: (pipe, path, audit) =>
      insertIfNew(
        audit,
        (transaction) =>
          transaction.pipe.createMany({
            data: [stamped(toPipeRow(pipe), audit)],
            skipDuplicates: true,
          }),
        async (transaction) => {
          if (path === null) return;
          await transaction.$executeRawUnsafe(putPath, pipe.id, JSON.stringify(path));
        },
      ),
    retireMeter: (meterId, at, audit) =>
      audited(
        audit,
        (transaction) => retire(transaction, meterId, at, audit),
        (retired) => retired,
      ),
    replaceMeter: (meterId, at, successor, audit) =>
      audited(
        audit,
        (transaction) => replace(transaction, { meterId, at, successor }, audit),
        (outcome) => outcome === 'replaced',
      ),
  };
}

function insertMeterRow({ meter: table }: Transaction, meter: Meter, audit: AuditRecord) {
  return table.createMany({ data: [stamped(toMeterRow(meter), audit)], skipDuplicates: true });
}

async function retire(
  { meter }: Transaction,
  meterId: string,
  retiredAt: Date,
  { occurredAt }: AuditRecord,
): Promise<boolean> {
  const { count } = await meter.updateMany({
    where: { id: meterId, state: { not: 'replaced' } },
    data: { state: 'replaced', retiredAt, updatedAt: occurredAt },
  });
  return count === 1;
}

async function replace(
  transaction: Transaction,
  { meterId, at, successor }: { meterId: string; at: Date; successor: Meter },
  audit: AuditRecord,
): ReturnType<AssetWriter['replaceMeter']> {
  if ((await insertMeterRow(transaction, successor, audit)).count === 0) {
    return 'serial number taken';
  }
  if (!(await retire(transaction, meterId, at, audit))) {
    await transaction.meter.delete({ where: { id: successor.id } });
    return 'retired before';
  }
  await transaction.$executeRawUnsafe(copyLocation, successor.id, meterId);
  await transaction.$executeRawUnsafe(keepLevelMeters, meterId);
  await transaction.$executeRawUnsafe(moveTanks, successor.id, meterId);
  return 'replaced';
}
