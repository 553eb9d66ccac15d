import { refuse } from '../errors.ts';
import { compareValues, typeRank } from '../values/order.ts';
import { compileCompute } from './compilers.ts';
import type { ExpressionWorld } from './compilers.ts';
import { groupBy, parseAccumulators } from './group.ts';
import { needObject } from './stages.ts';
import type { Stage } from './types.ts';
import { parseSort, sortDocuments } from '../query/sort.ts';

/** Half-open buckets between constant boundaries. */
export function $bucket(operand: unknown, world: ExpressionWorld): Stage {
  const spec = needObject('$bucket', operand, 40201);
  const unknown = Object.keys(spec).find(
    (key) => !['groupBy', 'boundaries', 'default', 'output'].includes(key),
  );
  if (unknown !== undefined) refuse(40197, `Unrecognized option to $bucket: ${unknown}`);
  const boundaries = checkBoundaries(spec['boundaries'], world);
  const valueOf = compileCompute(spec['groupBy'], world);
  const output = needObject('$bucket output', spec['output'] ?? { count: { $sum: 1 } }, 40196);
  const fields = parseAccumulators(output, world);
  const hasDefault = 'default' in spec;
  const sort = parseSort({ _id: 1 });
  return (documents) => {
    const grouped = groupBy(
      documents,
      (document) => {
        const value = valueOf(document);
        const above = boundaries.findIndex((boundary) => compareValues(value, boundary) < 0);
        if (above > 0) return boundaries[above - 1];
        if (!hasDefault)
          refuse(
            40066,
            '$bucket could not find a matching branch for an input, and no default was specified.',
          );
        return spec['default'];
      },
      fields,
    );
    return sortDocuments(sort, grouped);
  };
}

function checkBoundaries(operand: unknown, world: ExpressionWorld): unknown[] {
  if (!Array.isArray(operand) || operand.length < 2)
    return refuse(40192, 'The $bucket boundaries field must be an array of at least two values');
  const boundaries = operand.map((boundary: unknown) => compileCompute(boundary, world)({}));
  for (const [index, boundary] of boundaries.entries()) {
    if (index === 0) continue;
    const previous = boundaries[index - 1];
    if (typeRank(previous) !== typeRank(boundary))
      refuse(40193, 'All values in the boundaries option to $bucket must have the same type');
    if (compareValues(previous, boundary) >= 0)
      refuse(40194, 'The boundaries option to $bucket must be sorted');
  }
  return boundaries;
}
