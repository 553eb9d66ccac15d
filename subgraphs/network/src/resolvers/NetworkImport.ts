import type { NetworkImportResolvers } from '../__generated__/resolvers-types.ts';

/** What the caller has just imported is in their area; if not, it was deleted in between. */
async function found<Row>(rows: Promise<Row | null>): Promise<Row> {
  const row = await rows;
  if (row === null) throw new Error('What was imported is gone.');
  return row;
}

export const NetworkImport: NetworkImportResolvers = {
  branch: ({ branchId }, _args, { loaders }) => found(loaders.branch.load(branchId)),
  dmas: ({ dmaIds }, _args, { loaders }) => dmaIds.map((id) => found(loaders.dma.load(id))),
  dmaCounts: ({ counts }) => counts.dmas,
  nodeCounts: ({ counts }) => counts.nodes,
  pipeCounts: ({ counts }) => counts.pipes,
  meterCounts: ({ counts }) => counts.meters,
  tankCounts: ({ counts }) => counts.tanks,
  boundaryCounts: ({ counts }) => counts.boundaries,
  unmeteredLinks: ({ unmeteredLinks }) => [...unmeteredLinks],
  skipped: ({ skipped }) => [...skipped],
  warnings: ({ warnings }) => [...warnings],
};
