import type { DemoSensor, DemoUtility } from '@waris/demo-utility';
import {
  createRegion,
  importNetwork,
  loadCustomerMeters,
  setDmaFacts,
  type NetworkContext,
} from '@waris/network';
import type { Report } from '../terminal/step.ts';
import { sure } from './sure.ts';

/** Regions, the branch with its network, the surveyed figures and the customer meters. */
export async function loadNetwork(
  context: NetworkContext,
  utility: DemoUtility,
  report: Report,
): Promise<void> {
  report('the network');
  for (const { code, nameThai, nameEnglish } of utility.regions) {
    const created = await createRegion(context, { code, nameTh: nameThai, nameEn: nameEnglish });
    if (!created.ok && created.errors.some((error) => error.kind !== 'CodeTaken')) sure(created);
  }
  sure(await importNetwork(context, networkOf(utility)));
  sure(
    await setDmaFacts(
      context,
      utility.dmas.map(({ code, population, connections, averagePressureM }) => ({
        dmaCode: code,
        population,
        connections,
        averagePressureM: Math.round(averagePressureM * 10) / 10,
        // Meters stand at the boundary of the property, as is usual there.
        privatePipeLengthKm: 0,
      })),
    ),
  );
  report(`${utility.customerMeters.length} customer meters`);
  sure(await loadCustomerMeters(context, customerMetersOf(utility)));
}

function networkOf({ network, branch, dmas, ...sensors }: DemoUtility) {
  const choices = (chosen: readonly DemoSensor[]) =>
    chosen.map(({ place, serialNumber }) => ({ id: place, serialNumber }));
  return {
    inp: { fileName: network.fileName, text: network.inpText },
    branch: {
      regionCode: branch.regionCode,
      branchCode: branch.code,
      nameTh: branch.nameThai,
      nameEn: branch.nameEnglish,
    },
    meters: choices(sensors.flowMeters),
    pressureSensors: choices(sensors.pressureSensors),
    levelSensors: choices(sensors.levelSensors),
    mapping: network.mapping,
    placement: { projection: network.projection },
    dmaNames: dmas.map(({ code, nameThai, nameEnglish }) => ({
      area: code,
      nameTh: nameThai,
      nameEn: nameEnglish,
    })),
  };
}

function customerMetersOf({ customerMeters }: DemoUtility) {
  return {
    serialNumbers: customerMeters.map((meter) => meter.serialNumber),
    dmaCodes: customerMeters.map((meter) => meter.dmaCode),
    customerClasses: customerMeters.map((meter) => String(meter.useType)),
    sizesMm: customerMeters.map((meter) => meter.sizeMm),
    installedOn: customerMeters.map((meter) => meter.installedAt.toISOString().slice(0, 10)),
  };
}
