import { notImplemented, refuse } from '../errors.ts';
import { isPlainObject } from '../values/bson.ts';
import { $group, $sortByCount } from './group.ts';
import { $bucket } from './bucket.ts';
import { $facet, $lookup, $unionWith } from './joins.ts';
import { reshaping } from './stages.ts';
import type { CompilePipeline, PipelineWorld, Stage } from './types.ts';

type CompileStage = (operand: unknown, world: PipelineWorld, compile: CompilePipeline) => Stage;

const stages: ReadonlyMap<string, CompileStage> = new Map(
  Object.entries({ ...reshaping, $bucket, $facet, $group, $lookup, $sortByCount, $unionWith }),
);
const knownToMongo = new Set(
  '$bucketAuto $changeStream $collStats $currentOp $densify $documents $fill $geoNear $graphLookup $indexStats $listSessions $merge $out $planCacheStats $redact $search $setWindowFields'.split(
    ' ',
  ),
);

/** Compiles an aggregation pipeline; a stage it does not know is refused. */
export const compilePipeline: CompilePipeline = (pipeline, world) => {
  const compiled = pipeline.map((stage) => compileStage(stage, world));
  return (documents) => compiled.reduce((current, run) => run(current), documents);
};

function compileStage(stage: unknown, world: PipelineWorld): Stage {
  if (!isPlainObject(stage))
    return refuse(14, "Each element of the 'pipeline' array must be an object");
  const [name, ...more] = Object.keys(stage);
  if (name === undefined || more.length > 0) {
    return refuse(40323, 'A pipeline stage specification object must contain exactly one field.');
  }
  const compile = stages.get(name);
  if (compile !== undefined) return compile(stage[name], world, compilePipeline);
  if (knownToMongo.has(name)) notImplemented(`The stage ${name}`);
  return refuse(40324, `Unrecognized pipeline stage name: '${name}'`);
}
