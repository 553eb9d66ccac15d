import { median, robustScale } from '../burst-detection/robust-statistics.ts';
import type { Night, NightRise, NightRule, NightRuleState } from './night-rule.ts';

const leastNights = 14;
const nightsToClose = 2;
/** A rise that lasts longer is the new usual level. */
const longestRiseNights = 60;
const greatestScore = 6;

type Usual = { readonly level: number; readonly noise: number };

/**
 * Takes the next night into `state`: raises, follows or ends a rise. Nights must come in order; one
 * that was seen is passed over, and one that is not known changes nothing. Never looks ahead.
 */
export function addNight(state: NightRuleState, night: Night, rule: NightRule): void {
  if (state.watermark !== null && night.startAt < state.watermark) return;
  state.watermark = night.endAt;
  const flow = night.flowM3PerHour;
  if (flow === null) return;
  const open = state.rises.at(-1);
  if (open !== undefined && open.endAt === null) {
    followRise(state, open, night, flow, rule);
    return;
  }
  const usual = usualOf(state.usual, rule);
  if (usual === null) {
    remember(state, flow, rule);
    return;
  }
  if (isAlarm(state, night, flow, usual, rule)) {
    raise(state, night, flow, usual, rule);
  } else {
    remember(state, flow, rule);
  }
}

function usualOf(nights: readonly number[], rule: NightRule): Usual | null {
  if (nights.length < leastNights) return null;
  const level = median(nights.slice(-rule.nights)) ?? 0;
  const noise = robustScale(nights.slice(-rule.nights)) ?? 0;
  // A meter's resolution: without it a flat line would turn any change into an alarm.
  return { level, noise: Math.max(noise, Math.abs(level) * 0.005, 1e-9) };
}

function isAlarm(
  state: NightRuleState,
  night: Night,
  flow: number,
  { level, noise }: Usual,
  rule: NightRule,
): boolean {
  const score = Math.min((flow - level) / noise, greatestScore);
  switch (rule.kind) {
    case 'share of baseline':
      state.raisedSince = night.startAt;
      return level > 0 && flow > (rule.ratios[0] ?? Infinity) * level;
    case 'cusum':
      state.sum = Math.max(0, state.sum + score - rule.slack);
      markExcursion(state, night, state.sum > 0);
      return state.sum > rule.threshold;
    case 'ewma':
      state.sum = rule.weight * score + (1 - rule.weight) * state.sum;
      markExcursion(state, night, state.sum > 1);
      return state.sum > rule.limit * Math.sqrt(rule.weight / (2 - rule.weight));
  }
}

function markExcursion(state: NightRuleState, night: Night, isRaised: boolean): void {
  state.raisedSince = isRaised ? (state.raisedSince ?? night.startAt) : null;
}

function raise(
  state: NightRuleState,
  night: Night,
  flow: number,
  { level, noise }: Usual,
  rule: NightRule,
): void {
  state.excess = [flow - level];
  state.quietNights = 0;
  state.rises.push({
    number: state.rises.length + 1,
    startAt: state.raisedSince ?? night.startAt,
    alarmAt: night.endAt,
    endAt: null,
    baselineM3PerHour: level,
    sizeM3PerHour: flow - level,
    noiseM3PerHour: noise,
    greatestRatio: ratioPassed(flow, level, rule),
    nightsM3PerHour: [...state.usual.slice(-leastNights), flow],
  });
}

function followRise(
  state: NightRuleState,
  open: NightRise,
  night: Night,
  flow: number,
  rule: NightRule,
): void {
  const excess = flow - open.baselineM3PerHour;
  const closesBelow =
    rule.kind === 'share of baseline'
      ? ((rule.ratios[0] ?? 1) - 1) * open.baselineM3PerHour
      : open.sizeM3PerHour / 2;
  state.excess.push(excess);
  state.quietNights = excess <= closesBelow ? state.quietNights + 1 : 0;
  const isOver = state.quietNights >= nightsToClose;
  const isNewUsual = state.excess.length >= longestRiseNights;
  const last = state.rises.length - 1;
  if (isOver || isNewUsual) {
    // A rise is over with the first of its quiet nights.
    const endAt = isOver ? night.startAt - (nightsToClose - 1) * 86_400_000 : night.startAt;
    state.rises[last] = { ...open, endAt: Math.max(endAt, open.startAt) };
    if (isNewUsual) state.usual = state.excess.map((each) => each + open.baselineM3PerHour);
    state.excess = [];
    state.sum = 0;
    state.raisedSince = null;
    return;
  }
  if (state.quietNights > 0) return;
  state.rises[last] = {
    ...open,
    sizeM3PerHour: median(state.excess) ?? excess,
    greatestRatio: greater(open.greatestRatio, ratioPassed(flow, open.baselineM3PerHour, rule)),
  };
}

function ratioPassed(flow: number, level: number, rule: NightRule): number | null {
  if (rule.kind !== 'share of baseline') return null;
  return rule.ratios.findLast((ratio) => flow > ratio * level) ?? null;
}

function greater(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

function remember(state: NightRuleState, flow: number, rule: NightRule): void {
  state.usual.push(flow);
  while (state.usual.length > rule.nights) state.usual.shift();
}
