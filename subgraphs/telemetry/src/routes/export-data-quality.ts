import type { SubgraphRoute } from '@waris/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { exportDataQuality } from '../services/report-data-quality.ts';
import { exportAnswer, limitExports, type WriteParquet } from './export-answer.ts';
import {
  formatOf,
  formatParameters,
  periodParameters,
  readParameters,
} from './read-export-request.ts';

const name = z.string().min(1, 'is empty').max(200, 'is longer than 200 characters').optional();
const parameters = {
  ...periodParameters,
  region: name,
  branch: name,
  dma: name,
  ...formatParameters,
};

/** `GET /export/data-quality`: what is missing and doubtful of each meter of an area. */
export function exportDataQualityRoute(writeParquet: WriteParquet): SubgraphRoute<Context> {
  const limited = limitExports();
  return {
    method: 'GET',
    path: '/export/data-quality',
    permission: 'telemetry:read',
    handle: async (request) => {
      const parsed = readParameters(request.query, parameters);
      const asked = {
        area: {
          regionId: parsed.region ?? null,
          branchId: parsed.branch ?? null,
          dmaCode: parsed.dma ?? null,
        },
        period: { from: parsed.from, to: parsed.to },
      };
      return limited(async () =>
        exportAnswer(
          await exportDataQuality(request.context, asked),
          formatOf(parsed),
          request,
          writeParquet,
        ),
      );
    },
  };
}
