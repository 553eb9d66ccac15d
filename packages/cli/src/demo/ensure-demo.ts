import { generateDemo } from '@waris/demo-utility';
import type { Logger } from '@waris/service-kit';
import type { CliConfig } from '../config.ts';
import { commandRequest, type System } from '../system/open-system.ts';
import type { Report } from '../terminal/step.ts';
import { demoAccount, ensureDemoAccount } from './demo-account.ts';
import { loadDocuments } from './load-documents.ts';
import { loadNetwork } from './load-network.ts';
import { loadReadings } from './load-readings.ts';
import { readDemoRecord, writeDemoRecord, writeDemoTruth } from './demo-record.ts';

export type Demo = typeof demoAccount & { readonly branchCode: string };

const days = 90;
const branchCode = '5531099';

/**
 * Makes the demo utility when the register is empty, or finishes one that was interrupted: every
 * part of it can be loaded twice. Null when there is a utility of the user's own instead.
 */
export async function ensureDemo(
  system: System,
  config: CliConfig,
  log: Logger,
  report: Report,
): Promise<Demo | null> {
  const record = await readDemoRecord(config.dataDir);
  if (record?.complete === true) {
    report('there already');
    return { ...demoAccount, branchCode };
  }
  if (record === null && (await hasBranches(system, log))) {
    report('left out: the register is not empty');
    return null;
  }
  return loadDemo(system, config, log, report, record?.endAt ?? latestMidnight(new Date()));
}

/** The same on demand, beside whatever else is in the register. */
export async function loadDemo(
  system: System,
  config: CliConfig,
  log: Logger,
  report: Report,
  endAt: Date,
): Promise<Demo> {
  const seed = 1;
  await writeDemoRecord(config.dataDir, { seed, endAt, complete: false });
  report('simulating 90 days of a small town');
  const utility = await generateDemo({ seed, endAt, days });
  const request = () => commandRequest(log);

  await loadNetwork(system.network.createContext(request()), utility, report);
  await loadReadings(system.telemetry.createContext(request()), utility, report);
  await loadDocuments(system.knowledge.createContext(request()), report);
  await ensureDemoAccount(system.identity.createContext(request()), system, utility.branch.code);
  await writeDemoTruth(config.dataDir, utility);
  await writeDemoRecord(config.dataDir, { seed, endAt, complete: true });
  report(`${utility.dmas.length} DMAs, ${days} days`);
  return { ...demoAccount, branchCode };
}

async function hasBranches(system: System, log: Logger): Promise<boolean> {
  const context = system.network.createContext(commandRequest(log));
  const page = await context.register.branches.page('everywhere', { first: 1, after: null }, {});
  return page.rows.length > 0;
}

const bangkokOffsetMs = 7 * 3_600_000;
const dayMs = 86_400_000;

/** The last midnight in Bangkok: the demo ends where the present day begins. */
export function latestMidnight(now: Date): Date {
  const local = now.getTime() + bangkokOffsetMs;
  return new Date(local - (local % dayMs) - bangkokOffsetMs);
}
