import { join } from 'node:path';
import type { Benchmark, BenchmarkReport, BenchmarkTable } from '../benchmark.ts';
import { judgeAudit, type Verdict } from './judge-audit.ts';
import { readAudits } from './read-audits.ts';

// One line for each of these would drown the rest; the table of reasons counts them.
const countedOnly: ReadonlySet<string> = new Set(['meter corrections are not published']);

/** Published AWWA audits against our arithmetic, figure by figure, within 0.1 %. */
export const audits: Benchmark = {
  name: 'audits',
  description: 'published water audits: balance, UARL, ILI and unit losses within 0.1 %',
  run: async (_world, { dataFolder, report }) => {
    report('reading audits');
    const published = await readAudits(join(dataFolder, 'audits'));
    report(`computing ${published.length} audits`);
    return reportOf(published.length, published.flatMap(judgeAudit));
  },
};

function reportOf(auditCount: number, verdicts: readonly Verdict[]): BenchmarkReport {
  const byQuantity = Map.groupBy(verdicts, ({ quantity }) => quantity);
  const rest = verdicts.filter(({ reason }) => reason !== null);
  const unexplained = rest.filter(({ reason }) => reason === 'unexplained');
  return {
    tables: [
      quantityTable(byQuantity),
      reasonTable(rest),
      restTable(rest.filter(({ reason }) => !countedOnly.has(reason ?? ''))),
    ],
    figures: {
      audits: auditCount,
      figures: verdicts.length,
      agreeing: verdicts.length - rest.length,
      explained: rest.length - unexplained.length,
      unexplained: unexplained.length,
    },
    notes: [
      'Figures agree within 0.1 % of what was published; a blank input counts as none.',
      'UARL by the AWWA software 5 (5.41·Lm + 0.15·Nc + 7.5·Lp)·P without private pipe; 365 days.',
      'Supplied is own sources + imported − exported; the balance starts from the published Supplied.',
      'Master-meter corrections are inferred: nothing else stands between the sources and Supplied.',
      'Withheld or blank figures of an audit are not counted.',
    ],
  };
}

function quantityTable(byQuantity: ReadonlyMap<string, readonly Verdict[]>): BenchmarkTable {
  return {
    title: 'Figures by quantity',
    columns: ['quantity', 'published', 'agree', 'explained', 'unexplained'],
    rows: [...byQuantity].map(([quantity, all]) => {
      const agreeing = all.filter(({ reason }) => reason === null).length;
      const unexplained = all.filter(({ reason }) => reason === 'unexplained').length;
      return [quantity, all.length, agreeing, all.length - agreeing - unexplained, unexplained];
    }),
  };
}

function reasonTable(rest: readonly Verdict[]): BenchmarkTable {
  const groups = Map.groupBy(rest, ({ quantity, reason }) => `${quantity}: ${reason ?? ''}`);
  return {
    title: 'Why the rest differs',
    columns: ['quantity and reason', 'figures'],
    rows: [...groups].map(([name, all]) => [name, all.length]),
  };
}

function restTable(rest: readonly Verdict[]): BenchmarkTable {
  return {
    title: 'The rest, figure by figure',
    columns: ['audit', 'quantity', 'published', 'ours', 'reason'],
    rows: rest.map(({ audit, quantity, published, ours, reason, detail }) => [
      audit,
      quantity,
      published,
      ours,
      detail === '' ? reason : `${reason ?? ''} (${detail})`,
    ]),
  };
}
