import { judgeAudit } from './judge-audit.ts';
import type { Audit } from './read-audits.ts';

const days = 365;

/** An audit whose figures follow from each other, in megagallons, miles and psi. */
function consistentAudit(changes: Readonly<Record<string, string>> = {}): Audit {
  const uarl = ((5.41 * 100 + 0.15 * 4000) * 60 * days) / 1e6;
  return new Map(
    Object.entries({
      Util: 'Testville',
      Year: '2019',
      'Own.Source': '500',
      Imported: 'NA',
      Exported: 'NA',
      Supplied: '500',
      'Billed.Metered': '380',
      'Billed.Unmetered': 'NA',
      'Unbilled.Metered': '5',
      'Unbilled.Unmetered': '15',
      'Authorized.Consumption': '400',
      'Water.Losses': '100',
      'Apparent.Losses': '20',
      'Real.Losses': '80',
      'Non.Revenue.Water': '120',
      'Non.Rev.Water.as...Volume': '0.24',
      'Length.of.Mains': '100',
      'Service.COnnections': '4000',
      Pressure: '60',
      CARL: '80',
      UARL: String(uarl),
      ILI: String(80 / uarl),
      'Apparent.Losses.per.connection.per.day': String(20e6 / 4000 / days),
      'Real.Losses.per.connection.per.day': String(80e6 / 4000 / days),
      'Real.Losses.per.length.per.day': 'NA',
      ...changes,
    }),
  );
}

function reasonsOf(audit: Audit): Readonly<Record<string, string>> {
  return Object.fromEntries(
    judgeAudit(audit).flatMap(({ quantity, reason }) =>
      reason === null ? [] : [[quantity, reason]],
    ),
  );
}

describe('judgeAudit', () => {
  it('agrees with every figure of a consistent audit and passes over blank ones', () => {
    const verdicts = judgeAudit(consistentAudit());
    expect(verdicts).toHaveLength(11);
    expect(verdicts.filter(({ reason }) => reason !== null)).toEqual([]);
  });

  it('notices a figure that is 0.2 % off', () => {
    expect(reasonsOf(consistentAudit({ 'Water.Losses': '100.2' }))).toEqual({
      'Water.Losses': 'unexplained',
    });
  });

  it('tells rounding, cutting off, meter correction and a sum that does not hold apart', () => {
    expect(reasonsOf(consistentAudit({ ILI: '3', CARL: '80.4' }))).toEqual({
      ILI: 'rounded in print',
      CARL: 'unexplained',
    });
    const cut = { 'Real.Losses.per.connection.per.day': '54.7' };
    expect(reasonsOf(consistentAudit(cut))).toEqual({
      'Real.Losses.per.connection.per.day': 'cut off in print',
    });
    expect(reasonsOf(consistentAudit({ 'Real.Losses': '90' }))).toEqual({
      'Real.Losses': 'the audit does not add up',
    });
    expect(reasonsOf(consistentAudit({ 'Own.Source': '480' }))).toEqual({
      Supplied: 'meter corrections are not published',
    });
    expect(reasonsOf(consistentAudit({ 'Own.Source': '400' }))).toEqual({
      Supplied: 'a meter correction above 10 %',
    });
  });

  it('finds the private pipe that an audit counts', () => {
    const miles = (4000 * 20) / 5280;
    const uarl = ((5.41 * 100 + 0.15 * 4000 + 7.5 * miles) * 60 * days) / 1e6;
    const audit = consistentAudit({ UARL: String(uarl), ILI: String(80 / uarl) });
    expect(reasonsOf(audit)).toEqual({
      UARL: 'private pipe is counted but not published',
      ILI: 'private pipe is counted but not published',
    });
  });

  it('names a column that a file lacks', () => {
    expect(() => judgeAudit(new Map([['Util', 'x']]))).toThrow('no column');
  });
});
