/** A refusal of the kind `NotFound` is the type `NotFoundError` in every union. */
const byKind = {
  __resolveType: <Kind extends string>({ kind }: { readonly kind: Kind }): `${Kind}Error` =>
    `${kind}Error`,
};

export const userErrors = {
  SignInError: byKind,
  RefreshSessionError: byKind,
  SignOutError: byKind,
  ChangePasswordError: byKind,
  CreateUserError: byKind,
  AssignRolesError: byKind,
  DeactivateUserError: byKind,
  CreateApiKeyError: byKind,
  RevokeApiKeyError: byKind,
};
