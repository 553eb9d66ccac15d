import { refuse } from '../errors.ts';

/** Refuses two operators on the same field, or on a field and one inside it. */
export function refuseConflicts(paths: readonly string[]): void {
  const seen = new Set<string>();
  const prefixes = new Set<string>();
  for (const path of paths) {
    if (seen.has(path) || prefixes.has(path)) conflict(path);
    const parts = path.split('.');
    for (let length = 1; length < parts.length; length += 1) {
      const prefix = parts.slice(0, length).join('.');
      if (seen.has(prefix)) conflict(path, prefix);
      prefixes.add(prefix);
    }
    seen.add(path);
  }
}

function conflict(path: string, at: string = path): never {
  return refuse(40, `Updating the path '${path}' would create a conflict at '${at}'`);
}

export function checkPath(path: string): void {
  if (path === '') refuse(56, 'An empty update path is not valid.');
  if (path.split('.').includes('')) {
    refuse(56, `The update path '${path}' contains an empty field name, which is not allowed.`);
  }
}

/** Order in which fields are added: by name, numeric parts by number. */
export function comparePaths(a: string, b: string): number {
  const left = a.split('.');
  const right = b.split('.');
  for (const [index, part] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    if (part === other) continue;
    const numeric = Number(part) - Number(other);
    if (!Number.isNaN(numeric) && numeric !== 0) return numeric;
    return part < other ? -1 : 1;
  }
  return left.length - right.length;
}
