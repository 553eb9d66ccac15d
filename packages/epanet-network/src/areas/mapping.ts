import { fail, ok } from '../result.ts';
import type { Result } from '../result.ts';

/**
 * One DMA of a mapping file. `includesNodes` takes every automatic area that holds one of these
 * nodes, `nodes` takes exactly these; where both claim a node, `nodes` wins.
 */
export interface MappedDma {
  readonly code: string;
  readonly name: string | null;
  readonly nodes: readonly string[];
  readonly includesNodes: readonly string[];
}

export interface AreaMapping {
  readonly dmas: readonly MappedDma[];
}

export interface MappingError {
  /** Where in the mapping, e.g. `dmas[2].nodes`. */
  readonly path: string;
  readonly message: string;
}

/** Reads `{ "dmas": [{ "code", "name"?, "nodes"?: [...], "includesNodes"?: [...] }] }`. */
export function parseAreaMapping(text: string): Result<AreaMapping, MappingError> {
  const json = parseJson(text);
  if (!json.ok) {
    return json;
  }
  const list = isRecord(json.value) ? json.value['dmas'] : undefined;
  if (!Array.isArray(list) || list.length === 0) {
    return fail([{ path: 'dmas', message: 'A list with at least one DMA is needed.' }]);
  }
  const errors: MappingError[] = [];
  const dmas: MappedDma[] = [];
  for (const [index, entry] of list.entries()) {
    const dma = readDma(entry, `dmas[${index}]`, errors);
    if (dma === null) {
      continue;
    }
    if (dmas.some((other) => other.code === dma.code)) {
      errors.push({ path: `dmas[${index}].code`, message: `Code "${dma.code}" is used twice.` });
    }
    dmas.push(dma);
  }
  return errors.length > 0 ? fail(errors) : ok({ dmas });
}

function parseJson(text: string): Result<unknown, MappingError> {
  try {
    return ok(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unreadable';
    return fail([{ path: '', message: `The mapping is not JSON: ${reason}` }]);
  }
}

function readDma(entry: unknown, path: string, errors: MappingError[]): MappedDma | null {
  if (!isRecord(entry)) {
    errors.push({ path, message: 'An object with a code and nodes is needed.' });
    return null;
  }
  const before = errors.length;
  const { code, name } = entry;
  if (typeof code !== 'string' || code.trim() === '') {
    errors.push({ path: `${path}.code`, message: 'A code is needed.' });
  }
  if (name !== undefined && name !== null && typeof name !== 'string') {
    errors.push({ path: `${path}.name`, message: 'The name must be a text.' });
  }
  for (const key of Object.keys(entry)) {
    if (!['code', 'name', 'nodes', 'includesNodes'].includes(key)) {
      errors.push({ path: `${path}.${key}`, message: `"${key}" is not known here.` });
    }
  }
  const nodes = readIds(entry['nodes'], `${path}.nodes`, errors);
  const includesNodes = readIds(entry['includesNodes'], `${path}.includesNodes`, errors);
  if (errors.length === before && nodes.length + includesNodes.length === 0) {
    errors.push({ path, message: 'Give "nodes" or "includesNodes".' });
  }
  return errors.length > before || typeof code !== 'string'
    ? null
    : { code: code.trim(), name: typeof name === 'string' ? name : null, nodes, includesNodes };
}

function readIds(value: unknown, path: string, errors: MappingError[]): readonly string[] {
  if (value === undefined) {
    return [];
  }
  if (Array.isArray(value) && value.every((id): id is string => typeof id === 'string')) {
    return value;
  }
  errors.push({ path, message: 'A list of node ids is needed.' });
  return [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
