import type { PipeFailureRiskResolvers } from '../__generated__/resolvers-types.ts';

export const PipeFailureRisk: PipeFailureRiskResolvers = {
  pipeCount: ({ pipes }) => pipes.length,
  failuresPerYearIndex: ({ risk }) => risk.failuresPerYear,
  historyIndex: ({ risk }) => risk.historyFactor,
  confirmedFailureCount: ({ history }) => history.confirmed,
  observedDays: ({ history }) => history.observedDays,
  pipes: ({ risk, pipes, first }) => {
    const codes = new Map(pipes.map(({ id, code }) => [id, code]));
    return risk.pipes.slice(0, first).map(({ pipe, rank, yearlyProbability, assumed }) => ({
      rank,
      pipe: { id: pipe.id },
      code: codes.get(pipe.id) ?? '',
      yearlyProbabilityRatio: yearlyProbability,
      assumed: assumed.map((each) => (each === 'age' ? 'AGE' : 'MATERIAL')),
    }));
  },
};
