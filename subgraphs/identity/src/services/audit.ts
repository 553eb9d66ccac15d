export { auditRecord } from '@waris/database';

export const userSubject = (id: string) => ({ type: 'User', id });
