import type { BalanceOfDma } from './area-balance.ts';
import type { BalanceWarning } from './warnings.ts';

/** One warning a code, with the DMAs that it is about. */
export function groupedWarnings(dmas: readonly BalanceOfDma[]): readonly BalanceWarning[] {
  const byCode = new Map<BalanceWarning['code'], { message: string; codes: string[] }>();
  for (const { code, balance } of dmas) {
    for (const warning of balance.warnings) {
      const group = byCode.get(warning.code) ?? { message: warning.message, codes: [] };
      group.codes.push(code);
      byCode.set(warning.code, group);
    }
  }
  return Array.from(byCode, ([code, { message, codes }]) => ({
    code,
    message:
      codes.length === 1 ? `${codes[0]}: ${message}` : `${listed(codes)}: such as: ${message}`,
  }));
}

/** So many codes are named in a sentence. */
const codesListed = 10;

export function listed(codes: readonly string[]): string {
  const rest = codes.length - codesListed;
  const first = codes.slice(0, codesListed).join(', ');
  return rest > 0 ? `${first} and ${rest} more` : first;
}
