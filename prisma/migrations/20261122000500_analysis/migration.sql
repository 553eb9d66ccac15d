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
  constraint nrw_calculations_period check (from_at < to_at)
);
create index idx_nrw_calculations_dma on analysis.nrw_calculations (dma_id, from_at desc);

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

create table analysis.ai_predictions (
  id uuid primary key,
  dma_id uuid not null,
  kind text not null check (kind in ('leak detection', 'demand forecast', 'pressure anomaly', 'pipe failure')),
  model_version text not null,
  content jsonb not null,
  confidence double precision check (confidence between 0 and 1),
  outcome jsonb,
  validated_by text,
  validated_at timestamptz,
  created_at timestamptz not null
);
create index idx_ai_predictions_dma on analysis.ai_predictions (dma_id, created_at desc);

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
