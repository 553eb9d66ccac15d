/** What is known about a reading; stored beside it, as `readings.quality_codes` explains to SQL. */
export const qualityCodes = {
  received: 0,
  estimated: 1,
  revised: 2,
  bad: 3,
  outOfRange: 11,
  negative: 12,
  clock: 13,
  registerFell: 14,
  stuck: 15,
  spike: 16,
  rateOfChange: 17,
} as const;

export type QualityState = 'RECEIVED' | 'ESTIMATED' | 'REVISED' | 'BAD' | 'SUSPECT';

export type QualityRule =
  'OUT_OF_RANGE' | 'NEGATIVE' | 'CLOCK' | 'REGISTER_FELL' | 'STUCK' | 'SPIKE' | 'RATE_OF_CHANGE';

const states = new Map<number, QualityState>([
  [qualityCodes.received, 'RECEIVED'],
  [qualityCodes.estimated, 'ESTIMATED'],
  [qualityCodes.revised, 'REVISED'],
  [qualityCodes.bad, 'BAD'],
]);

const rules = new Map<number, QualityRule>([
  [qualityCodes.outOfRange, 'OUT_OF_RANGE'],
  [qualityCodes.negative, 'NEGATIVE'],
  [qualityCodes.clock, 'CLOCK'],
  [qualityCodes.registerFell, 'REGISTER_FELL'],
  [qualityCodes.stuck, 'STUCK'],
  [qualityCodes.spike, 'SPIKE'],
  [qualityCodes.rateOfChange, 'RATE_OF_CHANGE'],
]);

export function stateOfCode(code: number): QualityState {
  return states.get(code) ?? 'SUSPECT';
}

/** The rule that made a reading suspect; null for every other state. */
export function ruleOfCode(code: number): QualityRule | null {
  return rules.get(code) ?? null;
}

export function isSuspect(code: number): boolean {
  return code >= qualityCodes.outOfRange;
}

/** Bad readings stand in no sum, whoever asks. */
export function isBad(code: number): boolean {
  return code === qualityCodes.bad;
}
