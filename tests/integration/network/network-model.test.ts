import { newId } from '@waris/service-kit';
import { testStores } from '@waris/testkit';
import pg from 'pg';
import { openNetworkWorld, type NetworkWorld } from './network-world.ts';

let world: NetworkWorld;
let client: pg.Client;
beforeAll(async () => {
  world = await openNetworkWorld();
  client = new pg.Client({ connectionString: testStores().postgresUrl });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await world.stop();
});

// A valve whose ends are drawn at one point: where a logger stands there, only its node tells.
const street = `[JUNCTIONS]
 before 10 0
 after  10 0
 end    10 5
[RESERVOIRS]
 R      60
[PIPES]
 main   R before 100 300 130
 run    after end 400 100 130
[VALVES]
 v      before after 100 PRV 30 0
[OPTIONS]
 Units CMH
[COORDINATES]
 before 100 0
 after  100 0
 end    500 0
 R      0 0
[END]
`;

const mutation = `mutation ($input: ImportNetworkInput!) { importNetwork(input: $input) {
  import { dmas { id } } userErrors { ... on UserError { message path } } } }`;

async function imported(code: string, text: string, fileName = 'street.inp') {
  const input = {
    fileName,
    text,
    branch: { code, regionCode: `R${code}`, nameTh: 'สาขา', nameEn: 'Branch' },
    meters: [{ id: 'v' }],
    pressureSensors: [{ id: 'after' }],
    placement: { origin: { type: 'Point', coordinates: [100.5, 13.7] } },
  };
  const { data, codes } = await world.ask(mutation, { input });
  expect(codes).toEqual([]);
  const { importNetwork } = data as {
    importNetwork: { import: { dmas: { id: string }[] } | null; userErrors: unknown[] };
  };
  return importNetwork;
}

async function modelsOf(dmaId: string) {
  const { rows } = await client.query(
    `select file_name, inp_text, dma_ids from dma.published_network_models
     where branch_id = (select branch_id from dma.dmas where id = $1)`,
    [dmaId],
  );
  return rows;
}

async function sitesOf(dmaId: string) {
  const { rows } = await client.query(
    `select s.node_code, s.distance_m from dma.published_pressure_sites s
     join dma.meters m on m.id = s.meter_id where m.dma_id = $1 order by m.created_at`,
    [dmaId],
  );
  return rows;
}

const newCode = () => newId().slice(-10).toUpperCase();

describe('the hydraulic model of a network', () => {
  it('is the file that its DMAs were last read from, whole', async () => {
    const code = newCode();
    const first = await imported(code, street);
    const dmaId = first.import?.dmas[0]?.id ?? '';
    const model = { file_name: 'street.inp', inp_text: street, dma_ids: [dmaId] };
    expect(await modelsOf(dmaId)).toEqual([model]);
    await imported(code, street);
    expect(await modelsOf(dmaId)).toEqual([model]);
    const newer = street.replace('400 100 130', '400 100 90');
    await imported(code, newer, 'newer.inp');
    expect(await modelsOf(dmaId)).toEqual([
      { file_name: 'newer.inp', inp_text: newer, dma_ids: [dmaId] },
    ]);
  });

  it('refuses a file with a zero byte, which no store of text takes', async () => {
    const refused = await imported(newCode(), street.replace('run', 'ru\0n'));
    expect(refused).toEqual({
      import: null,
      userErrors: [{ message: 'The file holds a zero byte: it is no text.', path: ['text'] }],
    });
  });

  it('has a node for each pressure meter: the one named, and for others the nearest', async () => {
    const { import: made } = await imported(newCode(), street);
    const dmaId = made?.dmas[0]?.id ?? '';
    expect(await sitesOf(dmaId)).toEqual([{ node_code: 'after', distance_m: 0 }]);
    const { codes } = await world.ask(
      `mutation ($input: CreateMeterInput!) { createMeter(input: $input) { meter { id } } }`,
      {
        input: {
          serialNumber: newId(),
          kind: 'PRESSURE',
          dmaId,
          location: { type: 'Point', coordinates: [100.5046, 13.7001] },
        },
      },
    );
    expect(codes).toEqual([]);
    const [, other] = await sitesOf(dmaId);
    expect(other).toMatchObject({ node_code: 'end' });
    expect(other.distance_m).toBeGreaterThan(5);
    expect(other.distance_m).toBeLessThan(20);
  });
});
