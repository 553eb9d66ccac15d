import type { TestTenant } from '@waris/testkit';
import { addMeters, addRegisters, addSeries, type World } from './world.ts';

/** Two days of Bangkok. */
export const period = { from: '2026-01-09T17:00:00Z', to: '2026-01-11T17:00:00Z' };

/** An inlet and a customer for each DMA, with awkward flows, so that no sum is round. */
export async function fillDmas(world: World, tenant: TestTenant, dmas: TestTenant['dmas']) {
  for (const [index, dma] of dmas.entries()) {
    const [inlet = '', customer = ''] = await addMeters(world, tenant, [
      { kind: 'bulk', dmaId: dma.id },
      { kind: 'customer', dmaId: dma.id },
    ]);
    const flows = Array.from({ length: 192 }, (_, at) => 10.1 + index / 3 + Math.sin(at) / 7);
    await addSeries(world, 'flow_readings', inlet, { from: period.from, minutes: 15 }, flows);
    await addRegisters(world, [
      { meterId: customer, at: period.from, registerM3: 0 },
      { meterId: customer, at: period.to, registerM3: 100.3 + index / 7 },
    ]);
  }
}
