import { AccessAreas } from './AccessAreas.ts';
import { ApiKey } from './ApiKey.ts';
import { AuditActor } from './AuditActor.ts';
import { auditRefusals } from './audit-refusals.ts';
import { assignRoles } from './Mutation/assignRoles.ts';
import { changePassword } from './Mutation/changePassword.ts';
import { createApiKey } from './Mutation/createApiKey.ts';
import { createUser } from './Mutation/createUser.ts';
import { deactivateUser } from './Mutation/deactivateUser.ts';
import { refreshSession } from './Mutation/refreshSession.ts';
import { revokeApiKey } from './Mutation/revokeApiKey.ts';
import { signIn } from './Mutation/signIn.ts';
import { signOut } from './Mutation/signOut.ts';
import { apiKeys } from './Query/apiKeys.ts';
import { apiKeyViewer } from './Query/apiKeyViewer.ts';
import { auditLogs } from './Query/auditLogs.ts';
import { permissions } from './Query/permissions.ts';
import { roles } from './Query/roles.ts';
import { sessionViewer } from './Query/sessionViewer.ts';
import { users } from './Query/users.ts';
import { viewer } from './Query/viewer.ts';
import { Role } from './Role.ts';
import { SessionViewer } from './SessionViewer.ts';
import { User } from './User.ts';
import { userErrors } from './user-errors.ts';

const mutations = {
  assignRoles,
  changePassword,
  createApiKey,
  createUser,
  deactivateUser,
  refreshSession,
  revokeApiKey,
  signIn,
  signOut,
};

export const resolvers = {
  Query: { apiKeys, apiKeyViewer, auditLogs, permissions, roles, sessionViewer, users, viewer },
  Mutation: auditRefusals(mutations),
  AccessAreas,
  ApiKey,
  AuditActor,
  Role,
  SessionViewer,
  User,
  ...userErrors,
};
