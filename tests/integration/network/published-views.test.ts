import { testStores } from '@waris/testkit';
import pg from 'pg';

/** What the other subgraphs read of the network; a column may be added, none renamed or dropped. */
const contract: Readonly<Record<string, string>> = {
  published_dmas:
    'id code region_id branch_id name_th name_en population connections mains_length_km ' +
    'private_pipe_length_km average_pressure_m time_zone active',
  published_meters:
    'id serial_number kind state dma_id source_dma_id branch_id region_id size_mm in_service_from retired_at last_calibrated_on',
  published_dma_flow_meters: 'dma_id meter_id flow_sign in_service_from retired_at',
  published_tanks: 'id dma_id code surface_area_m2 level_meter_id',
  published_network_models: 'id branch_id sha256 file_name inp_text imported_at dma_ids',
  published_pressure_sites: 'meter_id dma_id branch_id node_code distance_m longitude latitude',
  published_pipe_paths: 'pipe_id path',
  published_tank_level_meters: 'tank_id meter_id in_service_from retired_at',
};

describe('what the network publishes', () => {
  it.each(Object.entries(contract))(
    '%s has the columns that others rely on',
    async (view, names) => {
      const client = new pg.Client({ connectionString: testStores().postgresUrl });
      await client.connect();
      const { rows } = await client.query<{ name: string }>(
        `select column_name as name from information_schema.columns
       where table_schema = 'dma' and table_name = $1`,
        [view],
      );
      await client.end();
      expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(names.split(' ')));
    },
  );
});
