/** A refusal's kind names its type in the graph: `NotFound` is a `NotFoundError`. */
const userError = {
  __resolveType: <Kind extends string>({ kind }: { readonly kind: Kind }): `${Kind}Error` =>
    `${kind}Error`,
};

/** The unions of `userErrors`, all told apart in the same way. */
export const userErrors = {
  ChangeDmaError: userError,
  CreateBranchError: userError,
  CreateDmaError: userError,
  CreateMeterError: userError,
  CreatePipeError: userError,
  CreateRegionError: userError,
  ImportNetworkError: userError,
  ReplaceMeterError: userError,
  RetireMeterError: userError,
  SetDmaBoundaryError: userError,
};
