-- A subgraph writes its own tables and reads what the others publish. Skipped with the roles.

do $$
declare
  own record;
begin
  if (select count(*) from pg_roles where rolname like 'waris\_%') < 5 then
    return;
  end if;

  for own in
    select * from (values
      ('waris_network', 'dma'), ('waris_network', 'spatial'),
      ('waris_telemetry', 'readings'),
      ('waris_analysis', 'analysis'), ('waris_analysis', 'alerts')
    ) as owned (role_name, schema_name)
  loop
    execute format('grant usage on schema %I to %I', own.schema_name, own.role_name);
    execute format('grant select, insert, update, delete on all tables in schema %I to %I', own.schema_name, own.role_name);
    execute format('grant usage on all sequences in schema %I to %I', own.schema_name, own.role_name);
    execute format('grant execute on all functions in schema %I to %I', own.schema_name, own.role_name);
    execute format('alter default privileges in schema %I grant select, insert, update, delete on tables to %I', own.schema_name, own.role_name);
  end loop;

  grant usage on schema public to waris_identity, waris_network, waris_telemetry, waris_analysis, waris_knowledge;
  grant select, insert, update, delete on public.users, public.roles, public.permissions,
    public.role_permissions, public.role_assignments, public.sessions, public.api_keys, public.outbox
    to waris_identity;
  grant insert on public.outbox to waris_network, waris_telemetry, waris_analysis, waris_knowledge;

  grant usage on schema dma to waris_identity, waris_telemetry, waris_analysis, waris_knowledge;
  grant select on dma.published_dmas, dma.published_meters, dma.published_dma_flow_meters,
    dma.published_tanks, dma.published_tank_level_meters to waris_identity, waris_telemetry, waris_analysis, waris_knowledge;

  grant select on dma.published_pipes, dma.published_network_models, dma.published_pressure_sites,
    dma.published_pipe_paths to waris_analysis;

  grant usage on schema readings to waris_analysis;
  grant select on readings.published_flow_readings, readings.published_pressure_readings,
    readings.published_meter_readings, readings.published_dma_days to waris_analysis;
  grant execute on function readings.published_dma_net_inflow(uuid[], timestamptz, timestamptz, interval),
    readings.published_dma_pressure(uuid[], timestamptz, timestamptz, interval),
    readings.published_dma_read_quarters(uuid[], date, date),
    readings.published_meter_pressure(uuid[], timestamptz, timestamptz),
    readings.published_meter_flow(uuid[], timestamptz, timestamptz),
    readings.published_register_readings(uuid[], timestamptz, timestamptz) to waris_analysis;
  revoke execute on function readings.ensure_partitions(text, timestamptz, timestamptz) from public;
  revoke execute on function readings.make_partition(text, date, date) from public;
  revoke execute on function readings.parts_of(text) from public;
  revoke execute on function readings.months_with_rows(text) from public;
  revoke execute on function readings.estimate_rows(text, date) from public;
  revoke execute on function readings.drop_empty_partitions(text, date) from public;
end $$;
