import type { MeterReadingsResolvers } from '../__generated__/resolvers-types.ts';
import { ruleOfCode, stateOfCode } from '../domain/quality/quality-codes.ts';
import { encode, instants } from './encode.ts';

const mostExceptions = 1_000;

export const MeterReadings: MeterReadingsResolvers = {
  at: ({ at }) => instants(at),
  values: ({ values, encoding }) => encode(values, encoding),
  quality: ({ quality, encoding }) => encode(quality, encoding),
  suspectCounts: ({ suspects, encoding }) => encode(suspects, encoding),
  exceptions: ({ codes }) =>
    Array.from(codes.keys())
      .filter((index) => codes[index] !== 0)
      .slice(0, mostExceptions)
      .map((index) => {
        const code = codes[index] ?? 0;
        return { index, state: stateOfCode(code), rule: ruleOfCode(code) };
      }),
  exceptionCount: ({ codes }) => codes.reduce((count, code) => count + (code === 0 ? 0 : 1), 0),
};
