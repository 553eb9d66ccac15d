import { issueAccessToken } from '@waris/service-kit';
import type { SessionTokens } from '../domain/session.ts';
import type { ServiceContext } from './service-context.ts';

export async function issueTokens(
  context: ServiceContext,
  session: { readonly id: string; readonly userId: string; readonly expiresAt: Date },
  refreshToken: string,
): Promise<SessionTokens> {
  const { accessToken, expiresAt } = await issueAccessToken(
    context.tokenSecret,
    { userId: session.userId, sessionId: session.id },
    context.now(),
  );
  return {
    accessToken,
    accessTokenExpiresAt: expiresAt,
    refreshToken,
    refreshTokenExpiresAt: session.expiresAt,
  };
}
