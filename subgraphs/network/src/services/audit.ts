export { auditRecord } from '@waris/database';
