export type Session = {
  readonly id: string;
  readonly userId: string;
  readonly refreshTokenHash: Uint8Array;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
};

/** What a client is given at a sign-in or a refresh. */
export type SessionTokens = {
  readonly accessToken: string;
  readonly accessTokenExpiresAt: Date;
  readonly refreshToken: string;
  readonly refreshTokenExpiresAt: Date;
};

export type RevocationReason =
  'signed out' | 'password changed' | 'user deactivated' | 'refresh token used twice';
