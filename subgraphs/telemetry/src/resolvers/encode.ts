import { badUserInput } from '@waris/service-kit';
import { encodeFloat32 } from '@waris/schema-kit';

export function encode(
  column: Float64Array,
  encoding: 'LIST' | 'BASE64_FLOAT32',
): Float64Array | string {
  return encoding === 'LIST' ? column : encodeFloat32(column);
}

export function instants(column: Float64Array): readonly Date[] {
  return Array.from(column, (instant) => new Date(instant));
}

/** Null for a gap. */
export function valueOrNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

const mostPointsShown = 1_000;

/** How many points to show of a column. */
export function pointsShown(column: Float64Array, first: number): number {
  if (first < 1 || first > mostPointsShown) {
    throw badUserInput(`\`first\` must be from 1 to ${mostPointsShown}.`);
  }
  return Math.min(first, column.length);
}
