import { auditMessage, auditRecord } from '@waris/database';
import {
  fail,
  notFound,
  ok,
  type InvalidInput,
  type NotFound,
  type Result,
} from '@waris/service-kit';
import type { Context } from '../context.ts';
import type { KeptCostSettings } from '../persistence/cost-settings-repository.ts';
import { costAreaOf, noSuchArea, problemsWithArea, type CostAreaInput } from './cost-area.ts';

/** Takes the prices of an area away, so that those of the next wider one hold, with the audit record. */
export async function removeCostSettings(
  context: Context,
  input: CostAreaInput,
): Promise<Result<KeptCostSettings, InvalidInput | NotFound>> {
  context.viewer.require('analysis:write');
  const problems = problemsWithArea(input);
  if (problems.length > 0) return fail(...problems);
  const area = await costAreaOf(context, input);
  if (area === null) return fail(noSuchArea(input));
  const [before] = await context.costSettings.findOfAreas([area.areaId]);
  if (before === undefined) {
    return fail(
      notFound('No prices are set for this very area: those that hold are of a wider one.'),
    );
  }
  const subject = { type: 'CostSettings', id: area.areaId };
  const details = { level: area.level, before, after: null };
  const record = auditRecord(context, 'analysis.costSettings.removed', subject, details);
  await context.costSettings.remove(area.areaId, auditMessage(record));
  return ok(before);
}
