/** A tank in equal steps; NaN where it is not known. */
export type TankSteps = {
  /** What its storage gained in each step, m³/h. */
  readonly gains: Float64Array;
  /** Its level at the end of each step, m above any fixed height. */
  readonly levels: Float64Array;
};

/** What fills a tank by switching on and off; plain data. */
export type Filling = {
  readonly rateM3PerHour: number;
  /** The levels at which it is switched on and off, m; null where it does not go by the level. */
  readonly levelsM: { readonly on: number; readonly off: number } | null;
  /** What usually leaves the tank in each step of a day, m³/h; null where that is not known. */
  readonly usualM3PerHour: readonly (number | null)[];
};

/** How likely it is that the tank was being filled when a day ended; plain data. */
export type FillState = {
  /** Whether a switch was seen since readings began or were long missing. */
  isKnown: boolean;
  /** Cost of the best path that ends idle, and of that which ends filling, m³/h. */
  costs: number[];
  /** The outflow at the end of each, m³/h; null while unknown. */
  outflows: (number | null)[];
};

export function initialFillState(): FillState {
  return { isKnown: false, costs: [0, 0], outflows: [null, null] };
}

/** The likeliest story of some steps. */
export type FillPath = {
  /** What left the tank, m³/h; NaN in steps without a gain. */
  readonly outflows: Float64Array;
  /** The steps in which it was switched, in order. */
  readonly switches: readonly { readonly step: number; readonly isOn: boolean }[];
};

// The ways to end a step: idle, filling, and switched within it to filling or to idle.
const idle = 0;
const filling = 1;
const partOn = 2;
const partOff = 3;
const modes = [idle, filling, partOn, partOff] as const;
const isOnIn = (mode: number) => mode === filling || mode === partOn;
/** A switch costs as much as a change of the outflow by this share of the fill. */
const switchShare = 0.5;
/** Within a step it explains any gain between, so it costs a little more. */
const partShare = 0.55;
/** An outflow that is not the usual one costs this share of the difference, in every step. */
const usualShare = 0.2;
/** So far from its usual level, as a share of the range, a switch costs nothing more. */
const levelShare = 0.25;
/** After so many steps without a gain it may have been switched unseen. */
const longestGap = 4;

/**
 * What left a tank in each step of a day, m³/h. `state` is changed. NaN in steps without a gain; null
 * before the first switch that is seen.
 */
export function outflowOfDay(
  state: FillState,
  steps: TankSteps,
  fill: Filling,
): Float64Array | null {
  const { outflows, switches } = fillPath(state, steps, fill);
  state.isKnown = (state.isKnown && !hasLongGap(steps.gains)) || switches.length > 0;
  return state.isKnown ? outflows : null;
}

type Column = { cost: number; outflow: number; from: number };

/**
 * The path of on and off along which the outflow changes least, strays least from the usual one, and
 * is switched where it usually is (Viterbi). `state` is changed.
 */
export function fillPath(state: FillState, steps: TankSteps, fill: Filling): FillPath {
  const columns: Column[][] = [];
  let last: Column[] = modes.map((mode) => ({
    cost: state.costs[mode] ?? Infinity,
    outflow: state.outflows[mode] ?? Number.NaN,
    from: mode,
  }));
  for (const [step, gain] of steps.gains.entries()) {
    const before = last;
    const costs = costsAt(fill, steps.levels[step], step);
    last = modes.map((mode) => stepTo(mode, before, gain, costs));
    columns.push(last);
  }
  const costOf = (mode: number) => last[mode]?.cost ?? Infinity;
  const ends = [
    costOf(partOff) < costOf(idle) ? partOff : idle,
    costOf(partOn) < costOf(filling) ? partOn : filling,
  ] as const;
  const best = costOf(ends[idle]) <= costOf(ends[filling]) ? ends[idle] : ends[filling];
  state.costs = ends.map((end) => costOf(end) - costOf(best));
  state.outflows = ends.map((end) => known(last[end]?.outflow));
  return follow(columns, best, steps.gains);
}

type StepCosts = {
  readonly rate: number;
  readonly usual: number | null;
  readonly switchOn: number;
  readonly switchOff: number;
};

/** A whole range away from its usual level a switch costs as much as the fill. */
function costsAt(
  { rateM3PerHour: rate, levelsM, usualM3PerHour }: Filling,
  level: number | undefined,
  step: number,
): StepCosts {
  const usual = usualM3PerHour[step % usualM3PerHour.length] ?? null;
  if (levelsM === null || level === undefined || Number.isNaN(level)) {
    return { rate, usual, switchOn: 0, switchOff: 0 };
  }
  const range = levelsM.off - levelsM.on;
  const costAt = (usualLevel: number) =>
    rate * Math.max(0, Math.abs(level - usualLevel) / range - levelShare);
  return { rate, usual, switchOn: costAt(levelsM.on), switchOff: costAt(levelsM.off) };
}

function stepTo(
  mode: number,
  last: readonly Column[],
  gain: number,
  { rate, usual, switchOn, switchOff }: StepCosts,
): Column {
  const best: Column = { cost: Infinity, outflow: Number.NaN, from: mode };
  const isPart = mode > filling;
  for (const [from, { cost, outflow: before }] of last.entries()) {
    const isSwitch = isOnIn(from) !== isOnIn(mode);
    // One switch at a time: a step with a switch follows and is followed by one without.
    if (isPart ? from > filling || !isSwitch : isSwitch && from > filling) continue;
    const whole = Number.isNaN(gain) ? before : (mode === filling ? rate : 0) - gain;
    const outflow = isPart ? before : whole;
    // In a step with a switch the inflow lies between nothing and all of the fill.
    const excess = isPart ? beyond(before + gain, rate) : Math.max(0, -outflow);
    const share = isPart ? partShare : switchShare;
    const switching = isSwitch ? share * rate + (isOnIn(mode) ? switchOn : switchOff) : 0;
    const unusual = usual === null ? 0 : usualShare * Math.abs(outflow - usual);
    // What is not known costs nothing.
    const straying = (Math.abs(outflow - before) || 0) + (unusual || 0) + (excess || 0);
    const total = cost + switching + straying;
    if (total < best.cost) Object.assign(best, { cost: total, outflow, from });
  }
  return best;
}

function beyond(inflow: number, rate: number): number {
  return Math.max(0, -inflow, inflow - rate);
}

function follow(columns: readonly Column[][], end: number, gains: Float64Array): FillPath {
  const outflows = new Float64Array(gains.length);
  const switches: { step: number; isOn: boolean }[] = [];
  let mode = end;
  for (let step = columns.length - 1; step >= 0; step -= 1) {
    const { outflow = Number.NaN, from = mode } = columns[step]?.[mode] ?? {};
    outflows[step] = Number.isNaN(gains[step] ?? Number.NaN) ? Number.NaN : outflow;
    if (isOnIn(from) !== isOnIn(mode)) switches.push({ step, isOn: isOnIn(mode) });
    mode = from;
  }
  return { outflows, switches: switches.toReversed() };
}

function hasLongGap(gains: Float64Array): boolean {
  let run = 0;
  return gains.some((gain) => {
    run = Number.isNaN(gain) ? run + 1 : 0;
    return run > longestGap;
  });
}

function known(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
