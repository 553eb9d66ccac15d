-- Owner: network.

create table dma.regions (
  id uuid primary key,
  code text not null unique,
  name_th text not null,
  name_en text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create table dma.branches (
  id uuid primary key,
  region_id uuid not null references dma.regions (id),
  code text not null unique,
  name_th text not null,
  name_en text not null,
  class text,
  address text,
  phone text,
  email text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint branches_region unique (id, region_id)
);
create index idx_branch_region on dma.branches (region_id);

-- The files that networks were read from: with pumps, valves, roughness and demands, which the
-- register does not keep, they are what hydraulics are solved from.
create table dma.network_models (
  id uuid primary key,
  branch_id uuid not null references dma.branches (id),
  sha256 text not null,
  file_name text not null,
  inp_text text not null,
  imported_at timestamptz not null,
  constraint network_models_file unique (branch_id, sha256)
);

create table dma.dmas (
  id uuid primary key,
  region_id uuid not null,
  branch_id uuid not null,
  code text not null,
  name_th text not null,
  name_en text not null,
  population integer check (population >= 0),
  connections integer check (connections >= 0),
  mains_length_km double precision check (mains_length_km >= 0),
  private_pipe_length_km double precision check (private_pipe_length_km >= 0),
  average_pressure_m double precision check (average_pressure_m > 0),
  time_zone text not null default 'Asia/Bangkok',
  active boolean not null default true,
  -- The file that it was last read from. Null: made by hand.
  network_model_id uuid references dma.network_models (id),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- The region of a DMA is that of its branch; kept here because scopes ask for it in every query.
  constraint dmas_branch_of_region foreign key (branch_id, region_id) references dma.branches (id, region_id)
);
create unique index idx_dma_code on dma.dmas (code);
create index idx_dma_region on dma.dmas (region_id);
create index idx_dma_branch on dma.dmas (branch_id);
create index idx_dma_network_model on dma.dmas (network_model_id);

create table dma.meters (
  id uuid primary key,
  branch_id uuid not null references dma.branches (id),
  serial_number text not null unique,
  kind text not null check (kind in ('bulk', 'zone', 'customer', 'check', 'pressure', 'level')),
  -- The DMA that a bulk or zone meter feeds when its flow is positive; the DMA in which any
  -- other meter stands. Null: the water leaves the metered areas here.
  dma_id uuid references dma.dmas (id),
  -- The DMA that a bulk or zone meter draws from. Null: a source, or water from elsewhere.
  source_dma_id uuid references dma.dmas (id),
  brand text,
  model text,
  size_mm integer check (size_mm > 0),
  installed_on date,
  last_calibrated_on date,
  state text not null default 'active' check (state in ('active', 'inactive', 'faulty', 'replaced')),
  -- Its readings count from the first of these to the second. Null: since ever, and still.
  in_service_from timestamptz,
  retired_at timestamptz,
  place text,
  customer_class text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint meters_between_two_dmas check (dma_id is distinct from source_dma_id or dma_id is null),
  constraint meters_source_of_flow_meters check (source_dma_id is null or kind in ('bulk', 'zone', 'check')),
  constraint meters_replaced_when_retired check ((state = 'replaced') = (retired_at is not null)),
  constraint meters_in_service_before_retired check (in_service_from <= retired_at)
);
-- With the order of lists: a DMA has thousands of customer meters and a page shows few.
create index idx_meter_dma on dma.meters (dma_id, serial_number);
create index idx_meter_source_dma on dma.meters (source_dma_id, serial_number) where source_dma_id is not null;
create index idx_meter_branch on dma.meters (branch_id, serial_number);

-- Storage inside a DMA: its change is part of the net inflow.
create table dma.tanks (
  id uuid primary key,
  dma_id uuid not null references dma.dmas (id),
  code text not null,
  surface_area_m2 double precision not null check (surface_area_m2 > 0),
  level_meter_id uuid references dma.meters (id),
  constraint tanks_code unique (dma_id, code)
);

-- The level meters that a tank had before its present one: what they read goes on counting.
create table dma.former_level_meters (
  tank_id uuid not null references dma.tanks (id) on delete cascade,
  meter_id uuid not null references dma.meters (id),
  primary key (tank_id, meter_id)
);

create table dma.nodes (
  id uuid primary key,
  branch_id uuid not null references dma.branches (id),
  dma_id uuid references dma.dmas (id),
  code text not null,
  kind text not null check (kind in ('junction', 'reservoir', 'tank')),
  elevation_m double precision,
  geom geometry (Point, 4326),
  constraint nodes_code unique (branch_id, code)
);
create index idx_node_dma on dma.nodes (dma_id);
create index idx_node_geom on dma.nodes using gist (geom);

create table dma.pipes (
  id uuid primary key,
  branch_id uuid not null references dma.branches (id),
  dma_id uuid references dma.dmas (id),
  code text not null,
  start_node_id uuid references dma.nodes (id),
  end_node_id uuid references dma.nodes (id),
  length_m double precision not null check (length_m > 0),
  diameter_mm double precision not null check (diameter_mm > 0),
  material text check (material in ('PVC', 'PE', 'HDPE', 'cast iron', 'ductile iron', 'steel', 'asbestos cement', 'other')),
  installed_year integer check (installed_year between 1850 and 2200),
  condition_grade smallint check (condition_grade between 1 and 5),
  open boolean not null default true,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint pipes_code unique (branch_id, code)
);
create index idx_pipe_dma on dma.pipes (dma_id, code);

create table spatial.dma_boundaries (
  dma_id uuid primary key references dma.dmas (id) on delete cascade,
  geom geometry (MultiPolygon, 4326) not null,
  area_km2 double precision not null,
  perimeter_km double precision not null,
  centroid geometry (Point, 4326) not null,
  -- Drawn by an import around its pipes: the next import may redraw it, never one that people set.
  derived boolean not null default false,
  updated_at timestamptz not null
);
create index idx_dma_boundaries_geom on spatial.dma_boundaries using gist (geom);

create table spatial.pipe_network (
  pipe_id uuid primary key references dma.pipes (id) on delete cascade,
  geom geometry (LineString, 4326) not null
);
create index idx_pipe_network_geom on spatial.pipe_network using gist (geom);

create table spatial.meter_locations (
  meter_id uuid primary key references dma.meters (id) on delete cascade,
  geom geometry (Point, 4326) not null,
  -- Its node in the network file. Null where nobody said: the nearest one is taken.
  node_code text
);
create index idx_meter_locations_geom on spatial.meter_locations using gist (geom);

-- Published to the other subgraphs; their columns are a contract with a test.

create view dma.published_dmas as
select id, code, region_id, branch_id, name_th, name_en, population, connections, mains_length_km,
  private_pipe_length_km, average_pressure_m, time_zone, active
from dma.dmas;

create view dma.published_meters as
select m.id, m.serial_number, m.kind, m.state, m.dma_id, m.source_dma_id, m.branch_id, b.region_id, m.size_mm,
  m.in_service_from, m.retired_at, m.last_calibrated_on
from dma.meters m
join dma.branches b on b.id = m.branch_id;

-- The meters whose flows make up a DMA's net inflow, each with its sign there: those of the past
-- too, each counting from `in_service_from` (null: since ever) until before `retired_at` (null: still).
create view dma.published_dma_flow_meters as
select dma_id, id as meter_id, 1::smallint as flow_sign, in_service_from, retired_at
from dma.meters
where kind in ('bulk', 'zone') and dma_id is not null
union all
select source_dma_id, id, -1::smallint, in_service_from, retired_at
from dma.meters
where kind in ('bulk', 'zone') and source_dma_id is not null;

create view dma.published_tanks as
select id, dma_id, code, surface_area_m2, level_meter_id from dma.tanks;

-- What reads, or once read, the level of a tank; each counts like a flow meter.
create view dma.published_tank_level_meters as
select t.id as tank_id, m.id as meter_id, m.in_service_from, m.retired_at
from dma.tanks t
join dma.meters m on m.id = t.level_meter_id
union all
select f.tank_id, m.id, m.in_service_from, m.retired_at
from dma.former_level_meters f
join dma.meters m on m.id = f.meter_id;

create view dma.published_pipes as
select p.id, p.code, p.dma_id, p.branch_id, p.length_m, p.diameter_mm, p.material, p.installed_year,
  p.condition_grade, p.open
from dma.pipes p;

-- Hydraulic models, each with the DMAs that were last read from it.
create view dma.published_network_models as
select m.id, m.branch_id, m.sha256, m.file_name, m.inp_text, m.imported_at,
  array(select d.id from dma.dmas d where d.network_model_id = m.id order by d.id) as dma_ids
from dma.network_models m;

-- The node of a network file at which a pressure meter stands: as the import said, else the nearest.
create view dma.published_pressure_sites as
select m.id as meter_id, m.dma_id, m.branch_id, coalesce(e.code, n.code) as node_code,
  case when e.id is null then n.distance_m else 0 end as distance_m,
  st_x(l.geom) as longitude, st_y(l.geom) as latitude
from dma.meters m
join spatial.meter_locations l on l.meter_id = m.id
left join dma.nodes e on e.branch_id = m.branch_id and e.code = l.node_code
left join lateral (
  select c.code, st_distance(c.geom::geography, l.geom::geography) as distance_m
  from dma.nodes c
  where e.id is null and c.branch_id = m.branch_id
  order by c.geom <-> l.geom, c.code
  limit 1
) n on true
where m.kind = 'pressure' and coalesce(e.code, n.code) is not null;

create view dma.published_pipe_paths as
select g.pipe_id, st_asgeojson(g.geom)::jsonb as path
from spatial.pipe_network g;
