/** Objects in a part of an answer; columns, which are lists of plain values, count as nothing. */
export function countObjects(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (!Array.isArray(value)) {
    return Object.values(value).reduce((sum: number, member) => sum + countObjects(member), 1);
  }
  if (typeof value[0] === 'number') return 0;
  return value.reduce((sum: number, member) => sum + countObjects(member), 0);
}
