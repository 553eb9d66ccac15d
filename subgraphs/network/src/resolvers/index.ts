import { Branch } from './Branch.ts';
import { Dma } from './Dma.ts';
import { DmaFlowMeter } from './DmaFlowMeter.ts';
import { Meter } from './Meter.ts';
import { changeDma } from './Mutation/changeDma.ts';
import { createBranch } from './Mutation/createBranch.ts';
import { createDma } from './Mutation/createDma.ts';
import { createMeter } from './Mutation/createMeter.ts';
import { createPipe } from './Mutation/createPipe.ts';
import { createRegion } from './Mutation/createRegion.ts';
import { importNetwork } from './Mutation/importNetwork.ts';
import { replaceMeter } from './Mutation/replaceMeter.ts';
import { retireMeter } from './Mutation/retireMeter.ts';
import { setDmaBoundary } from './Mutation/setDmaBoundary.ts';
import { NetworkImport } from './NetworkImport.ts';
import { Pipe } from './Pipe.ts';
import { branch } from './Query/branch.ts';
import { branches } from './Query/branches.ts';
import { dma } from './Query/dma.ts';
import { dmaAt } from './Query/dmaAt.ts';
import { dmas } from './Query/dmas.ts';
import { meter } from './Query/meter.ts';
import { meters } from './Query/meters.ts';
import { pipes } from './Query/pipes.ts';
import { region } from './Query/region.ts';
import { regions } from './Query/regions.ts';
import { Region } from './Region.ts';
import { Tank } from './Tank.ts';
import { userErrors } from './user-errors.ts';

/** Each is checked against the schema where it is written. */
export const resolvers = {
  Query: { branch, branches, dma, dmaAt, dmas, meter, meters, pipes, region, regions },
  Mutation: {
    changeDma,
    createBranch,
    createDma,
    createMeter,
    createPipe,
    createRegion,
    importNetwork,
    replaceMeter,
    retireMeter,
    setDmaBoundary,
  },
  ...userErrors,
  Region,
  Branch,
  Dma,
  DmaFlowMeter,
  Meter,
  NetworkImport,
  Pipe,
  Tank,
};
