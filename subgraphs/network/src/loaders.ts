import DataLoader from 'dataloader';
import type { AreaScope, RequestContext } from '@waris/service-kit';
import type { Stores } from './stores.ts';
import { isDmaInArea } from './domain/area.ts';
import type { Filters, Page, PageRequest } from './domain/page.ts';
import type {
  Boundary,
  Branch,
  Dma,
  FlowMeter,
  Meter,
  Pipe,
  Region,
  Tank,
} from './domain/register.ts';
import type { Register } from './persistence/register.ts';

type ById<Row> = DataLoader<string, Row | null>;

/** Batches of one request. Every batch needs `network:read` and stays within the area. */
export type Loaders = {
  readonly region: ById<Region>;
  readonly branch: ById<Branch>;
  readonly dma: ById<Dma>;
  readonly meter: ById<Meter>;
  readonly pipe: ById<Pipe>;
  readonly boundary: ById<object>;
  readonly boundaryFacts: ById<Boundary>;
  readonly meterLocation: ById<object>;
  readonly pipePath: ById<object>;
  readonly flowMeters: DataLoader<string, FlowMeter[]>;
  readonly tanks: DataLoader<string, Tank[]>;
  readonly pages: ChildPages;
};

export type ChildList = { readonly page: PageRequest; readonly filters?: Filters };

export type ChildPages = {
  branchesOfRegion(regionId: string, list: ChildList): Promise<Page<Branch>>;
  dmasOfRegion(regionId: string, list: ChildList): Promise<Page<Dma>>;
  dmasOfBranch(branchId: string, list: ChildList): Promise<Page<Dma>>;
  metersOfBranch(branchId: string, list: ChildList): Promise<Page<Meter>>;
  metersOfDma(dmaId: string, list: ChildList): Promise<Page<Meter>>;
  pipesOfBranch(branchId: string, list: ChildList): Promise<Page<Pipe>>;
  pipesOfDma(dmaId: string, list: ChildList): Promise<Page<Pipe>>;
};

type Read<Value> = (scope: AreaScope, keys: readonly string[]) => Promise<readonly Value[]>;

export function createLoaders({ viewer }: RequestContext, stores: Stores): Loaders {
  const { register, geometries, surroundings } = stores;
  const batched = <Value>(read: Read<Value>) =>
    new DataLoader<string, Value>(async (keys) => {
      viewer.require('network:read');
      return read(viewer.scope, keys);
    });
  return {
    region: batched(register.regions.byIds),
    branch: batched(register.branches.byIds),
    dma: batched(readDmas(stores)),
    meter: batched(register.meters.byIds),
    pipe: batched(register.pipes.byIds),
    boundary: batched(geometries.boundaries),
    boundaryFacts: batched(geometries.boundaryFacts),
    meterLocation: batched(geometries.meterLocations),
    pipePath: batched(geometries.pipePaths),
    flowMeters: batched<FlowMeter[]>(surroundings.flowMetersOf),
    tanks: batched<Tank[]>(surroundings.tanksOf),
    pages: createChildPages(batched, register),
  };
}

/** From the cache where it knows them. The cache holds rows of all areas, hence the last line. */
function readDmas({ register, dmaCache }: Stores): Read<Dma | null> {
  return async (scope, ids) => {
    const cached = await dmaCache.get(ids);
    const missing = ids.filter((_, index) => cached[index] === null);
    const read = missing.length === 0 ? [] : await register.dmas.byIds('everywhere', missing);
    const fresh = new Map(read.flatMap((dma) => (dma === null ? [] : [[dma.id, dma] as const])));
    await dmaCache.put([...fresh.values()]);
    const found = ids.map((id, index) => cached[index] ?? fresh.get(id.toLowerCase()) ?? null);
    return found.map((dma) => (dma !== null && isDmaInArea(scope, dma) ? dma : null));
  };
}

/** Lists of the same page and filters, asked of many parents, become one statement. */
function createChildPages(
  batched: <Value>(read: Read<Value>) => DataLoader<string, Value>,
  register: Register,
): ChildPages {
  const pagesBy = <Row>(
    pagesOf: (
      scope: AreaScope,
      ids: readonly string[],
      page: PageRequest,
      filters?: Filters,
    ) => Promise<readonly Page<Row>[]>,
  ) => {
    const loaders = new Map<string, DataLoader<string, Page<Row>>>();
    return (parentId: string, { page, filters = {} }: ChildList): Promise<Page<Row>> => {
      const name = JSON.stringify([page, filters]);
      const loader =
        loaders.get(name) ?? batched<Page<Row>>((scope, ids) => pagesOf(scope, ids, page, filters));
      loaders.set(name, loader);
      return loader.load(parentId);
    };
  };
  const { branches, dmas, meters, pipes } = register;
  return {
    branchesOfRegion: pagesBy((...rest) => branches.pagesOf('region', ...rest)),
    dmasOfRegion: pagesBy((...rest) => dmas.pagesOf('region', ...rest)),
    dmasOfBranch: pagesBy((...rest) => dmas.pagesOf('branch', ...rest)),
    metersOfBranch: pagesBy((...rest) => meters.pagesOf('branch', ...rest)),
    metersOfDma: pagesBy((...rest) => meters.pagesOf('dma', ...rest)),
    pipesOfBranch: pagesBy((...rest) => pipes.pagesOf('branch', ...rest)),
    pipesOfDma: pagesBy((...rest) => pipes.pagesOf('dma', ...rest)),
  };
}
