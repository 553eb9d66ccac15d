import { AccessAreas } from './AccessAreas.ts';
import { refreshSession } from './Mutation/refreshSession.ts';
import { signIn } from './Mutation/signIn.ts';
import { sessionViewer } from './Query/sessionViewer.ts';
import { viewer } from './Query/viewer.ts';
import { Role } from './Role.ts';
import { SessionViewer } from './SessionViewer.ts';
import { User } from './User.ts';
import { userErrors } from './user-errors.ts';

export const resolvers = {
  Query: { viewer, sessionViewer },
  Mutation: { signIn, refreshSession },
  AccessAreas,
  Role,
  SessionViewer,
  User,
  ...userErrors,
};
