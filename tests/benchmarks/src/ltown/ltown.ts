import { join } from 'node:path';
import type { Benchmark, BenchmarkReport } from '../benchmark.ts';
import { correlation, sumOf } from '../statistics.ts';
import { loadLtown } from './load-ltown.ts';
import { readMonth, type Month } from './read-month.ts';
import { readTruth, type Truth } from './truth.ts';

/**
 * The BattLeDIM half-year on L-TOWN: what WARIS says came in and leaked, beside the files' own
 * sums and the organisers' true leakage.
 */
export const ltown: Benchmark = {
  name: 'ltown',
  description: 'L-TOWN with the BattLeDIM readings: net inflow and night-flow leakage by month',
  run: async (world, { dataFolder, report }) => {
    report('importing network and readings');
    const loaded = await loadLtown(world, dataFolder, report);
    const truth = await readTruth(join(dataFolder, 'battledim'), loaded.tankSurfaceM2);
    const months: Month[] = [];
    for (const start of truth.monthStarts) {
      report(`asking for ${start.slice(0, 7)}`);
      months.push(await readMonth(world.gateway, loaded.dmaCodes, start));
    }
    return reportOf(months, truth, loaded.connections);
  },
};

function reportOf(months: readonly Month[], truth: Truth, connections: number): BenchmarkReport {
  const rows = months.map((month) => {
    const fileM3 = truth.netInflowM3(month.hours);
    return {
      month: month.name,
      netInflowM3: month.netInflowM3,
      fileM3,
      differencePercent: (100 * (month.netInflowM3 - fileM3)) / fileM3,
      completenessRatio: month.completenessRatio,
      derivedLeakageM3: month.leakageM3,
      trueLeakageM3: truth.leakageM3(month.name),
    };
  });
  const nights = months.flatMap((month) => month.nights);
  return {
    tables: [
      {
        title: 'L-TOWN by month',
        columns: [
          'month',
          'net inflow m3',
          'file m3',
          'difference %',
          'complete',
          'derived leakage m3',
          'true leakage m3',
        ],
        rows: rows.map((row) => Object.values(row)),
      },
    ],
    figures: {
      netInflowDifferencePercent:
        (100 * (sumOf(rows, 'netInflowM3') - sumOf(rows, 'fileM3'))) / sumOf(rows, 'fileM3'),
      greatestMonthlyDifferencePercent: Math.max(
        ...rows.map((row) => Math.abs(row.differencePercent)),
      ),
      nightFlowCorrelation: correlation(
        nights.map((night) => night.flowM3PerHour),
        nights.map((night) => truth.nightLeakageM3PerHour(night.day)),
      ),
      nights: nights.length,
      derivedLeakageM3: sumOf(rows, 'derivedLeakageM3'),
      trueLeakageM3: sumOf(rows, 'trueLeakageM3'),
    },
    notes: [
      `Legitimate night use is assumed at 1 L/connection/h for ${connections} connections (the junctions with demand); the network file does not tell connections.`,
      'The file sum is p227 + p235 less the change of the tank, over the hours that WARIS could complete.',
    ],
  };
}
