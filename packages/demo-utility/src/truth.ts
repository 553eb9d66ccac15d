import type { Grid } from './calendar.ts';
import { INTERVAL_SECONDS, instantOf } from './calendar.ts';
import type { DemoDmaTruth, DemoLeak, DemoTruth } from './demo-utility.ts';
import type { DistrictDemand } from './demand/district-demand.ts';
import type { PlannedLeak } from './leaks/leak-plan.ts';
import { dmaCode } from './register/organisation.ts';
import type { Town } from './register/town.ts';
import type { SimulationResult } from './simulation/simulate.ts';

interface TruthInput {
  readonly grid: Grid;
  readonly town: Town;
  readonly districts: readonly DistrictDemand[];
  readonly leaks: readonly PlannedLeak[];
  readonly simulated: SimulationResult;
}

/** What happened, as the hydraulics had it: for comparison, never for the analysis itself. */
export function describeTruth(input: TruthInput): DemoTruth {
  const none = new Float64Array(input.grid.steps);
  return {
    leaks: input.leaks.map((leak, index) =>
      describeLeak(input, leak, input.simulated.leakFlows[index] ?? none),
    ),
    dmas: input.districts.map(({ district, demand }, index): DemoDmaTruth => {
      const code = dmaCode(district.number);
      return {
        dmaCode: code,
        netInflowM3PerHour: netInflow(input, code),
        leakageM3PerHour: input.simulated.dmaLeakages[index] ?? none,
        meteredConsumptionM3PerHour: demand.metered,
        unbilledUnmeteredM3PerHour: demand.unbilledUnmetered,
        unauthorisedM3PerHour: demand.unauthorised,
        pressureM: input.simulated.dmaPressures[index] ?? none,
      };
    }),
  };
}

function describeLeak({ grid, town }: TruthInput, leak: PlannedLeak, flow: Float64Array): DemoLeak {
  return {
    pipe: leak.pipe,
    dmaCode: dmaCode(leak.district),
    kind: leak.kind,
    position: town.placed.nodes.get(leak.junction) ?? [0, 0],
    startAt: instantOf(grid, leak.startStep),
    endAt: leak.endStep === null ? null : instantOf(grid, leak.endStep),
    flowM3PerHour: flow,
  };
}

/** Inlets less outlets less what goes into the tank, without errors of measurement. */
function netInflow({ grid, town, simulated }: TruthInput, code: string): Float64Array {
  const surfaceM2 = town.metering.tanks
    .filter((tank) => tank.area === code)
    .reduce((sum, tank) => sum + tank.surfaceM2, 0);
  const stepsPerHour = 3600 / INTERVAL_SECONDS;
  return new Float64Array(grid.steps).map((_, step) => {
    const level = simulated.tankLevel[step] ?? 0;
    const rise = (simulated.tankLevel[step + 1] ?? level) - level;
    return town.metering.meters.reduce(
      (sum, meter, index) => {
        const sign = Number(meter.feedsArea === code) - Number(meter.drawsFromArea === code);
        return sum + sign * (simulated.linkFlows[index]?.[step] ?? 0);
      },
      -rise * surfaceM2 * stepsPerHour,
    );
  });
}
