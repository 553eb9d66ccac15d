import { userErrorByKind } from '@waris/service-kit';

/** The unions of `userErrors`, all told apart in the same way. */
export const userErrors = {
  ChangeDmaError: userErrorByKind,
  CreateBranchError: userErrorByKind,
  CreateDmaError: userErrorByKind,
  CreateMeterError: userErrorByKind,
  CreatePipeError: userErrorByKind,
  CreateRegionError: userErrorByKind,
  ImportNetworkError: userErrorByKind,
  ReplaceMeterError: userErrorByKind,
  RetireMeterError: userErrorByKind,
  SetDmaBoundaryError: userErrorByKind,
};
