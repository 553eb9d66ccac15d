/** Asks all five services about one DMA. */
export const crossingQuery = `query ($code: String!, $week: PeriodInput!, $month: PeriodInput!) {
  viewer { email displayName }
  dma(code: $code) {
    code
    nameTh
    nameEn
    boundary
    areaKm2
    flowSeries(period: $week, resolution: FIFTEEN_MINUTES) {
      intervalSeconds
      values
      completenessRatio
      netInflowVolumeM3
    }
    minimumNightFlow(period: $week) {
      days
      minimumNightFlowM3PerHour
      leakageM3PerDay
      targetClass
      warnings { code }
    }
    waterBalance(period: $month) {
      systemInputVolumeM3
      billedMeteredM3
      nonRevenueWaterM3
      realLossesM3
      missingDmaCodes
    }
  }
  searchKnowledge(query: "Why is the minimum night flow of an area high?", first: 3) {
    degraded
    nodes { citation scoreRatio document { title } passage { text } }
  }
}`;

export type Column = readonly (number | null)[];

export type CrossingAnswer = {
  readonly viewer: { readonly email: string; readonly displayName: string };
  readonly dma: {
    readonly code: string;
    readonly nameTh: string;
    readonly nameEn: string;
    readonly boundary: { readonly type: string; readonly coordinates: readonly unknown[] } | null;
    readonly areaKm2: number | null;
    readonly flowSeries: {
      readonly intervalSeconds: number;
      readonly values: Column;
      readonly completenessRatio: number;
      readonly netInflowVolumeM3: number | null;
    } | null;
    readonly minimumNightFlow: {
      readonly days: readonly string[];
      readonly minimumNightFlowM3PerHour: Column;
      readonly leakageM3PerDay: Column;
      readonly targetClass: string | null;
      readonly warnings: readonly { readonly code: string }[];
    } | null;
    readonly waterBalance: {
      readonly systemInputVolumeM3: number | null;
      readonly billedMeteredM3: number | null;
      readonly nonRevenueWaterM3: number | null;
      readonly realLossesM3: number | null;
      readonly missingDmaCodes: readonly string[];
    } | null;
  } | null;
  readonly searchKnowledge: {
    readonly degraded: boolean;
    readonly nodes: readonly {
      readonly citation: string;
      readonly scoreRatio: number;
      readonly document: { readonly title: string };
      readonly passage: { readonly text: string };
    }[];
  };
};
