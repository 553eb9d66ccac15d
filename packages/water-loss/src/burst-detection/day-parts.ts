/** Parts of a day, of three hours each, that are weighed against each other. */
export const partsOfDay = 8;

const hoursOfPart = 24 / partsOfDay;

/**
 * Mean flow of each part of a day, m³/h. An hour that is missing is taken to be as far from
 * `usualHours` as the day's other hours are on average: left out, it would pass for a change.
 * Null where a missing hour is not known to `usualHours` either, or a quarter is missing.
 */
export function partsOf(
  hours: readonly (number | null)[],
  usualHours: () => readonly (number | null)[],
): readonly number[] | null {
  const filled = hours.includes(null) ? fillHours(hours, usualHours()) : hours;
  if (filled === null) return null;
  return Array.from({ length: partsOfDay }, (_, part) => {
    let sum = 0;
    for (let hour = part * hoursOfPart; hour < (part + 1) * hoursOfPart; hour += 1) {
      sum += filled[hour] ?? 0;
    }
    return sum / hoursOfPart;
  });
}

function fillHours(
  hours: readonly (number | null)[],
  usual: readonly (number | null)[],
): readonly number[] | null {
  let sum = 0;
  let count = 0;
  for (const [hour, flow] of hours.entries()) {
    const expected = usual[hour] ?? null;
    if (expected === null) return null;
    if (flow === null) continue;
    sum += flow - expected;
    count += 1;
  }
  if (count < 18) return null;
  return hours.map((flow, hour) => flow ?? (usual[hour] ?? 0) + sum / count);
}

/** Mean of each hour over several days; an hour is null when no day has it. */
export function meanHours(
  days: readonly { readonly hours: readonly (number | null)[] }[],
): (number | null)[] {
  return Array.from({ length: 24 }, (_, hour) => {
    let sum = 0;
    let count = 0;
    for (const { hours } of days) {
      const flow = hours[hour] ?? null;
      if (flow === null) continue;
      sum += flow;
      count += 1;
    }
    return count === 0 ? null : sum / count;
  });
}
