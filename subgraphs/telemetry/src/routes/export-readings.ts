import type { SubgraphRoute } from '@waris/service-kit';
import type { Context } from '../context.ts';
import { exportReadings } from '../services/export-readings.ts';
import { exportAnswer, limitExports, type WriteParquet } from './export-answer.ts';
import { readExportRequest } from './read-export-request.ts';

/** `GET /export/readings`: readings or series of a meter or a DMA as CSV or Parquet. */
export function exportReadingsRoute(writeParquet: WriteParquet): SubgraphRoute<Context> {
  const limited = limitExports();
  return {
    method: 'GET',
    path: '/export/readings',
    permission: 'telemetry:read',
    handle: async (request) => {
      const { request: asked, format } = readExportRequest(request.query);
      return limited(async () =>
        exportAnswer(await exportReadings(request.context, asked), format, request, writeParquet),
      );
    },
  };
}
