/** A step at whose end a level turned. */
export type TurningPoint = { readonly step: number; readonly isHigh: boolean };

/**
 * Where a level turned, in order, highs and lows by turns: it is a turn once the level has come back
 * by `leastSwingM`, so that ripples are none. The first and the last point may be none either and are
 * left out. NaN is passed over.
 */
export function turningPoints(levels: Float64Array, leastSwingM: number): readonly TurningPoint[] {
  const points: TurningPoint[] = [];
  let high = { step: -1, level: -Infinity };
  let low = { step: -1, level: Infinity };
  let isRising: boolean | null = null;
  for (const [step, level] of levels.entries()) {
    if (level > high.level) high = { step, level };
    if (level < low.level) low = { step, level };
    if (isRising !== false && level < high.level - leastSwingM) {
      if (isRising !== null) points.push({ step: high.step, isHigh: true });
      isRising = false;
      low = { step, level };
    } else if (isRising !== true && level > low.level + leastSwingM) {
      if (isRising !== null) points.push({ step: low.step, isHigh: false });
      isRising = true;
      high = { step, level };
    }
  }
  return points;
}
