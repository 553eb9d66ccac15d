import { areaScopeCondition } from '@waris/service-kit';
import { contains, equals, type Listing } from './listing.ts';

const none = 'null::uuid';

const byRegionCode = (column: string) => (code: string) =>
  `${column} = (select id from dma.regions where code = ${code})`;

const byBranchCode = (column: string) => (code: string) =>
  `${column} = (select id from dma.branches where code = ${code})`;

const byDmaCode = (column: string) => (code: string) =>
  `${column} = (select id from dma.dmas where code = ${code})`;

/** A region or branch is seen by those whose area holds it whole. */
export const regions: Listing = {
  columns: 'r.id, r.code, r.name_th as "nameTh", r.name_en as "nameEn"',
  from: 'dma.regions r',
  key: 'r.code',
  keyName: 'code',
  id: 'r.id',
  inArea: areaScopeCondition({ region: 'r.id', branch: none, dma: none }),
  filters: {},
};

export const branches: Listing = {
  columns: `b.id, b.region_id as "regionId", b.code, b.name_th as "nameTh", b.name_en as "nameEn",
    b.class, b.address, b.phone, b.email`,
  from: 'dma.branches b',
  key: 'b.code',
  keyName: 'code',
  id: 'b.id',
  inArea: areaScopeCondition({ region: 'b.region_id', branch: 'b.id', dma: none }),
  filters: {
    regionCode: byRegionCode('b.region_id'),
    search: contains(`b.code || ' ' || b.name_th || ' ' || b.name_en`),
  },
};

export const dmas: Listing = {
  columns: `d.id, d.region_id as "regionId", d.branch_id as "branchId", d.code,
    d.name_th as "nameTh", d.name_en as "nameEn", d.population, d.connections,
    d.mains_length_km as "mainsLengthKm", d.private_pipe_length_km as "privatePipeLengthKm",
    d.average_pressure_m as "averagePressureM", d.time_zone as "timeZone", d.active`,
  from: 'dma.dmas d',
  key: 'd.code',
  keyName: 'code',
  id: 'd.id',
  inArea: areaScopeCondition({ region: 'd.region_id', branch: 'd.branch_id', dma: 'd.id' }),
  filters: {
    regionCode: byRegionCode('d.region_id'),
    branchCode: byBranchCode('d.branch_id'),
    search: contains(`d.code || ' ' || d.name_th || ' ' || d.name_en`),
    active: equals('d.active'),
  },
};

/** A meter between two DMAs belongs to the area of both. */
export const meters: Listing = {
  columns: `m.id, m.branch_id as "branchId", m.serial_number as "serialNumber",
    upper(m.kind) as kind, upper(m.state) as state, m.dma_id as "dmaId",
    m.source_dma_id as "sourceDmaId", m.brand, m.model, m.size_mm as "sizeMm",
    m.installed_on as "installedOn", m.last_calibrated_on as "lastCalibratedOn",
    m.in_service_from as "inServiceAt", m.retired_at as "retiredAt", m.place,
    m.customer_class as "customerClass"`,
  from: 'dma.meters m join dma.branches b on b.id = m.branch_id',
  key: 'm.serial_number',
  keyName: 'serialNumber',
  id: 'm.id',
  inArea: `(${areaScopeCondition({ region: 'b.region_id', branch: 'b.id', dma: 'm.dma_id' })}
    or m.source_dma_id = any($4::uuid[]))`,
  filters: {
    branchCode: byBranchCode('m.branch_id'),
    dmaCode: (code) => `(${byDmaCode('m.dma_id')(code)} or ${byDmaCode('m.source_dma_id')(code)})`,
    kind: (kind) => `m.kind = lower(${kind})`,
    state: (state) => `m.state = lower(${state})`,
    search: contains(`m.serial_number || ' ' || coalesce(m.place, '')`),
  },
};

export const pipes: Listing = {
  columns: `p.id, p.branch_id as "branchId", p.dma_id as "dmaId", p.code, p.length_m as "lengthM",
    p.diameter_mm as "diameterMm", upper(replace(p.material, ' ', '_')) as material,
    p.installed_year as "installedYear", p.condition_grade as "conditionGrade",
    p.open as "isOpen"`,
  from: 'dma.pipes p join dma.branches b on b.id = p.branch_id',
  key: 'p.code',
  keyName: 'code',
  id: 'p.id',
  inArea: areaScopeCondition({ region: 'b.region_id', branch: 'b.id', dma: 'p.dma_id' }),
  filters: {
    branchCode: byBranchCode('p.branch_id'),
    dmaCode: byDmaCode('p.dma_id'),
    material: (material) => `upper(replace(p.material, ' ', '_')) = ${material}`,
  },
};
