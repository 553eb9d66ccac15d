import { userErrorByKind } from '@waris/service-kit';

/** The unions of `userErrors`, all told apart in the same way. */
export const userErrors = {
  SignInError: userErrorByKind,
  RefreshSessionError: userErrorByKind,
  SignOutError: userErrorByKind,
  ChangePasswordError: userErrorByKind,
  CreateUserError: userErrorByKind,
  AssignRolesError: userErrorByKind,
  DeactivateUserError: userErrorByKind,
  CreateApiKeyError: userErrorByKind,
  RevokeApiKeyError: userErrorByKind,
};
