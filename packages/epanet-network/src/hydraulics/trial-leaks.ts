import type { InpNetwork } from '../network.ts';
import { nodeDemand, nodePressure, solveHour, solveWithDemand, type Epanet } from './epanet.ts';

// A pump that gives way more than this would never fill its tank.
const greatestPumpLoss = 0.9;

/** A tank and the junction from which its pumps draw. Toolkit indexes. */
export interface Refill {
  readonly tankIndex: number;
  readonly junctionIndex: number;
}

/** Tanks that a pump fills straight from a junction; what fills others is not known. */
export function refillsOf(project: Epanet, { nodes, links }: InpNetwork): readonly Refill[] {
  const refills: Refill[] = [];
  for (const link of links.values()) {
    const isFilling = link.kind === 'pump' && nodes.get(link.endNode)?.kind === 'tank';
    if (!isFilling || nodes.get(link.startNode)?.kind !== 'junction') continue;
    const tankIndex = project.getNodeIndex(link.endNode);
    if (refills.some((refill) => refill.tankIndex === tankIndex)) continue;
    refills.push({ tankIndex, junctionIndex: project.getNodeIndex(link.startNode) });
  }
  return refills;
}

/** Gives the fall at each sensor, m for each m³/h, of a leak at the junction of that index. */
export type TrialLeak = (junctionIndex: number) => Float64Array;

type TrialSettings = {
  readonly sensorIndexes: readonly number[];
  readonly refills: readonly Refill[];
  readonly leakM3PerHour: number;
};

/**
 * Solves an hour without and then with leaks. What a tank gives to a leak counts as drawn again at
 * the tank's pump, because over days a tank keeps its level.
 */
export function trialLeaksAt(
  project: Epanet,
  hour: number,
  { sensorIndexes, refills, leakM3PerHour }: TrialSettings,
): TrialLeak {
  const pressures = () => sensorIndexes.map((index) => project.getNodeValue(index, nodePressure));
  const tankInflows = () => refills.map((tank) => project.getNodeValue(tank.tankIndex, nodeDemand));
  solveHour(project, hour);
  const before = Float64Array.from(pressures());
  const inflowsBefore = tankInflows();
  const fallsAt = (junctionIndex: number): Float64Array => {
    solveWithDemand(project, junctionIndex, leakM3PerHour);
    return Float64Array.from(
      pressures(),
      (pressure, sensor) => ((before[sensor] ?? Number.NaN) - pressure) / leakM3PerHour,
    );
  };
  const lostByTank = (tank: number) =>
    ((inflowsBefore[tank] ?? 0) - (tankInflows()[tank] ?? 0)) / leakM3PerHour;
  const refillFalls = refills.map(({ junctionIndex }, tank) => {
    const falls = fallsAt(junctionIndex);
    // What is drawn lowers the pump's own flow a little, so that more must be drawn.
    const pumpLoss = Math.min(greatestPumpLoss, lostByTank(tank));
    return falls.map((fall) => fall / (1 - pumpLoss));
  });
  return (junctionIndex) => {
    const falls = fallsAt(junctionIndex);
    for (const [tank, refill] of refillFalls.entries()) {
      const lost = lostByTank(tank);
      for (const [sensor, fall] of refill.entries()) {
        falls[sensor] = (falls[sensor] ?? 0) + lost * fall;
      }
    }
    return falls;
  };
}
