import type { QueryResolvers } from '../../__generated__/resolvers-types.ts';
import { auditWater } from '../../services/audit-water.ts';
import { toEstimatedComponents, toGraphComponent } from '../to-estimated-components.ts';
import { toIndicators } from '../to-indicators.ts';
import { toAuditMargins, toValidity } from '../to-quality.ts';
import { toVolumes } from '../to-volumes.ts';

export const waterAudit: NonNullable<QueryResolvers['waterAudit']> = async (
  _parent,
  { input },
  context,
) => {
  const audit = auditWater(context, input);
  return {
    ...toVolumes(audit.volumes),
    indicators: toIndicators(audit.indicators),
    margins: audit.margins === null ? null : toAuditMargins(audit.margins),
    dataValidity: toValidity(audit.validity),
    costs: audit.costs,
    estimatedComponents: toEstimatedComponents(audit.estimatedComponents),
    missingComponents: audit.missingComponents.map(toGraphComponent),
    warnings: [...audit.warnings],
  };
};
