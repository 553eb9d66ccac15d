import { encodeFloat32 } from '@waris/schema-kit';
import type { ColumnEncoding } from '../__generated__/resolvers-types.ts';

export function encodeColumn(
  column: Float64Array,
  encoding: ColumnEncoding,
): Float64Array | string {
  return encoding === 'LIST' ? column : encodeFloat32(column);
}
