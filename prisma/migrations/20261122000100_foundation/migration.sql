-- Extensions, schemas and roles. What a server lacks is skipped here and told by `waris doctor`.

create extension if not exists postgis;

-- TimescaleDB and pg_cron want to be preloaded: a server that merely has their files refuses.
do $$
begin
  create extension if not exists timescaledb;
exception when others then
  raise notice 'timescaledb is not used: %', sqlerrm;
end $$;

do $$
begin
  create extension if not exists pg_cron;
exception when others then
  raise notice 'pg_cron is not used: %', sqlerrm;
end $$;

create schema if not exists dma;
create schema if not exists readings;
create schema if not exists analysis;
create schema if not exists alerts;
create schema if not exists spatial;

-- One role a subgraph. Roles belong to the server, not the database, hence the conditions.
do $$
declare
  name text;
begin
  foreach name in array array['waris_identity', 'waris_network', 'waris_telemetry', 'waris_analysis', 'waris_knowledge']
  loop
    if not exists (select from pg_roles where rolname = name) then
      execute format('create role %I nologin', name);
    end if;
    execute format('grant %I to current_user', name);
  end loop;
exception when insufficient_privilege then
  raise notice 'subgraph roles are not used: %', sqlerrm;
end $$;

-- What a use case tells the rest of the system, in the transaction that made it true.
-- A relay delivers each row at least once; `id` makes a second delivery harmless.
create table public.outbox (
  id uuid primary key,
  topic text not null,
  payload jsonb not null,
  occurred_at timestamptz not null,
  delivered_at timestamptz
);
create index idx_outbox_undelivered on public.outbox (id) where delivered_at is null;
-- What is found by it is deleted days later, so that the table does not grow.
create index idx_outbox_delivered on public.outbox (delivered_at) where delivered_at is not null;
