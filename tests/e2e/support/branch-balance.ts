export const figures = [
  'systemInputVolumeM3',
  'billedMeteredM3',
  'nonRevenueWaterM3',
  'apparentLossesM3',
  'realLossesM3',
] as const;

type Balance = Readonly<Record<(typeof figures)[number], number | null>>;
export type BalancedBranch = {
  readonly waterBalance: Balance | null;
  readonly dmas: { readonly nodes: readonly { readonly waterBalance: Balance }[] };
};

export const branchBalance = `query ($code: String!, $period: PeriodInput!) {
  branch(code: $code) {
    waterBalance(period: $period) { ${figures.join(' ')} }
    dmas { nodes { waterBalance(period: $period) { ${figures.join(' ')} } } }
  }
}`;
