import type { QueryResolvers } from '../../__generated__/resolvers-types.ts';
import { listAuditLogs } from '../../services/list-audit-logs.ts';

export const auditLogs: QueryResolvers['auditLogs'] = async (_parent, request, context) =>
  listAuditLogs(context, request);
