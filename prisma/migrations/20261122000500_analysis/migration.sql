-- Owner: analysis. Volumes in m3 over the period.

create table analysis.nrw_calculations (
  id uuid primary key,
  dma_id uuid not null,
  region_id uuid not null,
  branch_id uuid not null,
  from_at timestamptz not null,
  to_at timestamptz not null,
  system_input_volume_m3 double precision,
  system_input_completeness_ratio double precision,
  billed_metered_m3 double precision,
  billed_unmetered_m3 double precision,
  unbilled_metered_m3 double precision,
  unbilled_unmetered_m3 double precision,
  unauthorised_consumption_m3 double precision,
  customer_meter_inaccuracy_m3 double precision,
  data_handling_error_m3 double precision,
  authorised_consumption_m3 double precision,
  water_losses_m3 double precision,
  apparent_losses_m3 double precision,
  real_losses_m3 double precision,
  non_revenue_water_m3 double precision,
  non_revenue_water_ratio double precision,
  unavoidable_annual_real_losses_m3 double precision,
  current_annual_real_losses_m3 double precision,
  infrastructure_leakage_index double precision,
  warnings jsonb not null default '[]',
  -- What the figures were computed from: extent of the network, policy, volumes that were entered.
  inputs jsonb not null,
  -- How well they are known: completeness, estimates, bands, night flow.
  details jsonb not null,
  method_version text not null,
  calculated_by text not null,
  calculated_at timestamptz not null,
  -- Why: somebody asked for it, or readings of its time came or changed later.
  cause text not null default 'asked for' check (cause in ('asked for', 'late data')),
  -- The highest revision among the published days that it was computed from.
  data_revision bigint not null default 0,
  -- When the customers' registers, which have no revision, were last compared with what it says.
  bills_checked_at timestamptz,
  -- The calculation that took its place; null while it is the current one of its DMA and period.
  superseded_by_id uuid references analysis.nrw_calculations (id) deferrable initially deferred,
  superseded_at timestamptz,
  constraint nrw_calculations_period check (from_at < to_at),
  constraint nrw_calculations_superseded check ((superseded_by_id is null) = (superseded_at is null))
);
create index idx_nrw_calculations_dma on analysis.nrw_calculations (dma_id, from_at desc);
create unique index idx_nrw_calculations_current on analysis.nrw_calculations (dma_id, from_at, to_at)
  where superseded_by_id is null;
create index idx_nrw_calculations_marked on analysis.nrw_calculations (calculated_at)
  where data_revision < 0 and superseded_by_id is null;

-- What people know that no meter tells. Replaced ones are kept.
create table analysis.entered_volumes (
  id uuid primary key,
  dma_id uuid not null,
  region_id uuid not null,
  branch_id uuid not null,
  kind text not null check (kind in ('SYSTEM_INPUT', 'OWN_SOURCES', 'IMPORTED', 'EXPORTED',
    'BILLED_METERED', 'BILLED_UNMETERED', 'UNBILLED_METERED', 'UNBILLED_UNMETERED',
    'UNAUTHORISED_CONSUMPTION', 'CUSTOMER_METER_INACCURACY', 'DATA_HANDLING_ERRORS')),
  from_at timestamptz not null,
  to_at timestamptz not null,
  volume_m3 double precision not null,
  -- 95 % margin as a share of the volume, and grade from 1 to 10; null takes the defaults.
  margin95_ratio double precision check (margin95_ratio between 0 and 1),
  grade smallint check (grade between 1 and 10),
  note text,
  entered_by text not null,
  entered_at timestamptz not null,
  replaced_by text,
  replaced_at timestamptz,
  constraint entered_volumes_period check (from_at < to_at)
);
create index idx_entered_volumes_dma on analysis.entered_volumes (dma_id, from_at) where replaced_at is null;
create unique index idx_entered_volumes_current on analysis.entered_volumes (dma_id, kind, from_at)
  where replaced_at is null;

-- Prices of a region, branch or DMA; the nearest to a DMA holds for it.
create table analysis.cost_settings (
  area_id uuid primary key,
  level text not null check (level in ('region', 'branch', 'dma')),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  retail_price_per_m3 double precision not null check (retail_price_per_m3 >= 0),
  production_cost_per_m3 double precision not null check (production_cost_per_m3 >= 0),
  value_losses_at text not null check (value_losses_at in ('production', 'retail')),
  -- Of running the very area for a year.
  annual_operating_cost double precision check (annual_operating_cost >= 0),
  leak_control_cost_per_km double precision check (leak_control_cost_per_km > 0),
  set_by text not null,
  set_at timestamptz not null
);

-- Public holidays of a region as people enter them, a whole year at once. A year without a row is
-- unknown; one with an empty list has none.
create table analysis.public_holidays (
  region_id uuid not null,
  year smallint not null check (year between 2000 and 2100),
  -- [{ "date": "2026-04-13", "name": "สงกรานต์" }]
  holidays jsonb not null,
  set_by text not null,
  set_at timestamptz not null,
  primary key (region_id, year)
);

-- Weather of a region by the hour. Measured hours are known when they are over, hours that were
-- forecast when the forecast was issued: what an earlier day could know is found by `known_at`.
create table analysis.weather_hours (
  region_id uuid not null,
  hour_at timestamptz not null,
  known_at timestamptz not null,
  temperature_celsius double precision,
  rain_mm double precision check (rain_mm >= 0),
  primary key (region_id, hour_at, known_at),
  constraint weather_hours_known check (known_at <= hour_at + interval '1 hour')
);

create table analysis.loss_reports (
  id uuid primary key,
  region_id uuid,
  branch_id uuid,
  dma_id uuid,
  from_at timestamptz not null,
  to_at timestamptz not null,
  kind text not null check (kind in ('daily', 'weekly', 'monthly')),
  -- The report's document in MongoDB.
  document_id text not null,
  created_by text not null,
  created_at timestamptz not null
);

-- What models said, as they said it: content never changes. People tell the outcome, readings the
-- truth of forecasts.
create table analysis.ai_predictions (
  id uuid primary key,
  dma_id uuid not null,
  kind text not null check (kind in ('leak detection', 'demand forecast', 'pressure anomaly', 'pipe failure')),
  model_version text not null,
  -- What it was made from: readings up to `data_until`, and what else the model was given.
  inputs jsonb not null,
  content jsonb not null,
  confidence double precision check (confidence between 0 and 1),
  data_until timestamptz not null,
  -- What readings later said; only forecasts have it.
  truth jsonb,
  outcome text check (outcome in ('confirmed', 'false alarm', 'uncertain')),
  outcome_note text,
  actual_start_at timestamptz,
  actual_size_m3_per_hour double precision,
  validated_by text,
  validated_at timestamptz,
  created_at timestamptz not null
);
create index idx_ai_predictions_dma on analysis.ai_predictions (dma_id, data_until desc, id desc);
create index idx_ai_predictions_model on analysis.ai_predictions (model_version, data_until desc);
create index idx_ai_predictions_untrue on analysis.ai_predictions (dma_id, data_until)
  where kind = 'demand forecast' and truth is null;

-- What was seen in the readings of a DMA, one row for as long as it is the same. Its id follows
-- from DMA, model, kind and start, so that work that is done again finds its own rows. Never
-- deleted: what late readings took the ground from is withdrawn.
create table analysis.events (
  id uuid primary key,
  dma_id uuid not null,
  kind text not null check (kind in ('burst', 'meter fault', 'missing data', 'night-flow excess', 'forecast miss', 'pressure anomaly')),
  model_version text not null,
  start_at timestamptz not null,
  -- End of the last day whose readings were needed to see it.
  detected_at timestamptz not null,
  ended_at timestamptz,
  withdrawn_at timestamptz,
  withdrawal_reason text,
  size_m3_per_hour double precision,
  size_margin_m3_per_hour double precision,
  confidence double precision not null check (confidence between 0 and 1),
  priority text not null check (priority in ('low', 'medium', 'high', 'critical')),
  approaches text[] not null,
  details jsonb not null,
  evidence jsonb not null,
  -- The telemetry revision that it was last seen with.
  data_revision bigint not null,
  -- Rises with every change of any event, in the order of commits: for those who follow events.
  change_number bigint not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  constraint events_withdrawn_for_a_reason check ((withdrawn_at is null) = (withdrawal_reason is null))
);
create index idx_events_dma on analysis.events (dma_id, start_at desc, id desc);
create index idx_events_start on analysis.events (start_at desc, id desc);
create index idx_events_change on analysis.events (change_number);
create sequence analysis.event_changes;

-- Where bursts are: asked in the transaction of the event, at the end of some days since its last
-- rise, and answered later from the readings before that instant and from what was asked.
create table analysis.burst_locations (
  event_id uuid not null references analysis.events (id) on delete cascade,
  known_until_at timestamptz not null,
  dma_id uuid not null,
  -- The burst as it was known then.
  request jsonb not null,
  -- Null until it is answered: candidate pipes, or why there are none.
  answer jsonb,
  -- 'located', or the reason why not.
  outcome text,
  answered_at timestamptz,
  primary key (event_id, known_until_at),
  constraint burst_locations_answered check
    ((answer is null) = (answered_at is null) and (answer is null) = (outcome is null))
);
create index idx_burst_locations_dma on analysis.burst_locations (dma_id, known_until_at);
create index idx_burst_locations_open on analysis.burst_locations (known_until_at desc, event_id)
  where outcome is null or outcome = 'no hydraulic model';

-- Up to where the readings of a DMA have been judged by a model. Written with the events.
create table analysis.watermarks (
  dma_id uuid not null,
  model_version text not null,
  -- Local days.
  first_day date not null,
  evaluated_through date not null,
  -- Readings of later revisions have not been seen yet.
  data_revision bigint not null,
  evaluated_at timestamptz not null,
  primary key (dma_id, model_version)
);

-- What a model knew of a DMA before a local day, to go on from or to go back to: compressed JSON.
create table analysis.model_states (
  dma_id uuid not null,
  model_version text not null,
  before_day date not null,
  state bytea not null,
  primary key (dma_id, model_version, before_day)
);

-- Roles that people gave to models; one without a row has the role it was built with.
create table analysis.model_roles (
  model_version text primary key,
  kind text not null check (kind in ('leak detection', 'demand forecast', 'pressure anomaly', 'pipe failure')),
  role text not null check (role in ('champion', 'challenger', 'baseline')),
  set_by text not null,
  set_at timestamptz not null
);

create table alerts.alert_rules (
  id uuid primary key,
  name text not null,
  kind text not null check (kind in ('high NRW', 'leak detected', 'pressure anomaly', 'meter fault', 'threshold breach', 'system error', 'stale data')),
  severity text not null check (severity in ('low', 'medium', 'high', 'critical')),
  region_id uuid,
  branch_id uuid,
  dma_id uuid,
  condition jsonb not null,
  enabled boolean not null default true,
  created_by text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create table alerts.alerts (
  id uuid primary key,
  rule_id uuid references alerts.alert_rules (id),
  dma_id uuid,
  region_id uuid,
  branch_id uuid,
  kind text not null check (kind in ('high NRW', 'leak detected', 'pressure anomaly', 'meter fault', 'threshold breach', 'system error', 'stale data')),
  severity text not null check (severity in ('low', 'medium', 'high', 'critical')),
  title text not null,
  message text not null,
  details jsonb not null default '{}',
  raised_at timestamptz not null,
  acknowledged_by text,
  acknowledged_at timestamptz,
  assigned_to text,
  resolved_by text,
  resolved_at timestamptz,
  resolution_note text
);
create index idx_alerts_dma on alerts.alerts (dma_id, raised_at desc);
-- One open alert an originator and kind.
create unique index idx_alerts_open on alerts.alerts (dma_id, kind) where resolved_at is null;

create table alerts.notifications (
  id uuid primary key,
  alert_id uuid not null references alerts.alerts (id),
  channel text not null,
  recipient text not null,
  state text not null default 'queued' check (state in ('queued', 'sent', 'failed')),
  created_at timestamptz not null,
  sent_at timestamptz
);
