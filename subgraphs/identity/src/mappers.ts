import type { AreaScope, Connection, ViewerClaims } from '@waris/service-kit';
import type { Role } from './domain/access.ts';
import type { ApiKey } from './domain/api-key.ts';
import type { AuditLog } from './domain/audit-log.ts';
import type {
  EmailTaken,
  ExceedsOwnAccess,
  InvalidCredentials,
  InvalidInput,
  LastAdmin,
  NotFound,
  TooManyAttempts,
} from './domain/refusals.ts';
import type { SessionTokens } from './domain/session.ts';
import type { User } from './domain/user.ts';

export type UserMapper = User;
export type UserConnectionMapper = Connection<User>;
export type RoleMapper = Role;
export type PermissionMapper = { readonly code: string; readonly description: string };
export type AccessAreasMapper = AreaScope;
export type SessionMapper = SessionTokens;
export type SessionViewerMapper = ViewerClaims;
export type ApiKeyMapper = ApiKey;
export type ApiKeyConnectionMapper = Connection<ApiKey>;
export type AuditLogMapper = AuditLog;
export type AuditActorMapper = AuditLog['actor'];
export type AuditLogConnectionMapper = Connection<AuditLog>;

export type InvalidInputErrorMapper = InvalidInput;
export type NotFoundErrorMapper = NotFound;
export type InvalidCredentialsErrorMapper = InvalidCredentials;
export type TooManyAttemptsErrorMapper = TooManyAttempts;
export type EmailTakenErrorMapper = EmailTaken;
export type ExceedsOwnAccessErrorMapper = ExceedsOwnAccess;
export type LastAdminErrorMapper = LastAdmin;

type SessionPayload<Refusal> = {
  readonly session: SessionTokens | null;
  readonly user: User | null;
  readonly userErrors: readonly Refusal[];
};
type UserPayload<Refusal> = {
  readonly user: User | null;
  readonly userErrors: readonly Refusal[];
};

export type SignInPayloadMapper = SessionPayload<
  InvalidInput | InvalidCredentials | TooManyAttempts
>;
export type RefreshSessionPayloadMapper = SessionPayload<InvalidInput>;
export type SignOutPayloadMapper = UserPayload<NotFound>;
export type ChangePasswordPayloadMapper = UserPayload<
  InvalidInput | InvalidCredentials | TooManyAttempts
>;
export type CreateUserPayloadMapper = UserPayload<
  InvalidInput | NotFound | EmailTaken | ExceedsOwnAccess
>;
export type AssignRolesPayloadMapper = UserPayload<
  InvalidInput | NotFound | ExceedsOwnAccess | LastAdmin
>;
export type DeactivateUserPayloadMapper = UserPayload<NotFound | ExceedsOwnAccess | LastAdmin>;
export type CreateApiKeyPayloadMapper = {
  readonly apiKey: ApiKey | null;
  readonly secret: string | null;
  readonly userErrors: readonly (InvalidInput | ExceedsOwnAccess)[];
};
export type RevokeApiKeyPayloadMapper = {
  readonly apiKey: ApiKey | null;
  readonly userErrors: readonly NotFound[];
};
