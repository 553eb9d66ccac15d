import {
  appendToOutbox,
  auditMessage,
  inTransaction,
  type AuditRecord,
  type Pool,
  type PoolClient,
} from '@waris/database';
import type {
  ImportCounts,
  ImportedKind,
  OnImportProgress,
} from '../../domain/import/network-import.ts';
import type { ImportPlan } from '../../domain/import/plan.ts';
import {
  takeBranch,
  type BranchOutcome,
  type BranchToImport,
  type Maker,
} from './branch-of-import.ts';
import { keepModel } from './keep-model.ts';
import { mergeBoundaries, mergeDmas, type MergeContext } from './merge-areas.ts';
import { mergeNodes, mergePipes } from './merge-mains.ts';
import { mergeMeters, mergeTanks } from './merge-meters.ts';
import { countChanges } from './merge.ts';

export type ImportOutcome =
  | Exclude<BranchOutcome, { kind: 'Found' }>
  /** Codes or serial numbers that belong to another branch. */
  | { readonly kind: 'Taken'; readonly codes: readonly string[] }
  | {
      readonly kind: 'Imported';
      readonly branchId: string;
      readonly dmaIds: readonly string[];
      readonly counts: Readonly<Record<ImportedKind, ImportCounts>>;
      readonly warnings: readonly string[];
    };

export type NetworkImporter = {
  /** Merges the plan into the branch, all of it or, when refused, none. */
  readonly merge: (
    plan: ImportPlan,
    branch: BranchToImport,
    maker: Maker,
    toAudit: (branchId: string) => AuditRecord,
    onProgress: OnImportProgress,
  ) => Promise<ImportOutcome>;
};

/** Undoes what the transaction did before the refusal was known. */
class Refusal extends Error {
  readonly outcome: ImportOutcome;

  constructor(outcome: ImportOutcome) {
    super(outcome.kind);
    this.outcome = outcome;
  }
}

export function openNetworkImporter(pool: Pool): NetworkImporter {
  return {
    merge: async (plan, branch, maker, toAudit, onProgress) => {
      try {
        return await inTransaction(pool, async (client) => {
          const taken = await takeBranch(client, branch, maker);
          if (taken.kind !== 'Found') throw new Refusal(taken);
          const { id: branchId, regionId } = taken.branch;
          const codes = await codesOfOthers(client, branchId, plan);
          if (codes.length > 0) throw new Refusal({ kind: 'Taken', codes });

          const context = { ...maker, client, branchId, regionId };
          const counts = await mergePlan(context, plan, onProgress);
          await keepModel(context, plan);
          await appendToOutbox(client, auditMessage(toAudit(branchId)));
          return {
            kind: 'Imported',
            branchId,
            counts,
            dmaIds: await idsOfDmas(client, plan),
            warnings: await findLeftovers(client, branchId, plan),
          };
        });
      } catch (error) {
        if (error instanceof Refusal) return error.outcome;
        throw error;
      }
    },
  };
}

async function mergePlan(
  context: MergeContext,
  plan: ImportPlan,
  onProgress: OnImportProgress,
): Promise<Record<ImportedKind, ImportCounts>> {
  const told = (kind: ImportedKind) => (done: number) => onProgress(kind, done, plan[kind].length);
  const dmas = await mergeDmas(context, plan.dmas);
  told('dmas')(plan.dmas.length);
  const nodes = await mergeNodes(context, plan.nodes, told('nodes'));
  const pipes = await mergePipes(context, plan.pipes, told('pipes'));
  const meters = await mergeMeters(context, plan.meters);
  told('meters')(plan.meters.length);
  const tanks = await mergeTanks(context, plan.tanks);
  told('tanks')(plan.tanks.length);
  const boundaries = await mergeBoundaries(context, plan.boundaries);
  told('boundaries')(plan.boundaries.length);
  return {
    dmas: countChanges(dmas, plan.dmas.length),
    nodes: countChanges(nodes, plan.nodes.length),
    pipes: countChanges(pipes, plan.pipes.length),
    meters: countChanges(meters, plan.meters.length),
    tanks: countChanges(tanks, plan.tanks.length),
    boundaries: countChanges(boundaries, plan.boundaries.length),
  };
}

async function codesOfOthers(
  client: PoolClient,
  branchId: string,
  { dmas, meters }: ImportPlan,
): Promise<readonly string[]> {
  const { rows } = await client.query<{ code: string }>(
    `select code from dma.dmas where code = any($2) and branch_id <> $1
     union all
     select serial_number from dma.meters where serial_number = any($3) and branch_id <> $1
     limit 20`,
    [branchId, dmas.map(({ code }) => code), meters.map(({ serialNumber }) => serialNumber)],
  );
  return rows.map(({ code }) => code);
}

async function idsOfDmas(client: PoolClient, { dmas }: ImportPlan): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: string }>(
    'select id from dma.dmas where code = any($1) order by code',
    [dmas.map(({ code }) => code)],
  );
  return rows.map(({ id }) => id);
}

/** What the branch has and the file does not, or not so. */
async function findLeftovers(
  client: PoolClient,
  branchId: string,
  { dmas, pipes }: ImportPlan,
): Promise<readonly string[]> {
  const { rows } = await client.query<{ warning: string }>(
    `select 'Pipes of the branch that the file lacks; they stay: ' || count(*) || '.' as warning
     from dma.pipes p where p.branch_id = $1
       and not exists (select from unnest($2::text[]) as f (code) where f.code = p.code)
     having count(*) > 0
     union all
     select 'DMA ' || d.code || ' keeps the boundary that was set for it.'
     from dma.dmas d join spatial.dma_boundaries g on g.dma_id = d.id
     where d.branch_id = $1 and d.code = any($3) and not g.derived`,
    [branchId, pipes.map(({ code }) => code), dmas.map(({ code }) => code)],
  );
  return rows.map(({ warning }) => warning);
}
