import type { Logger, ViewerClaims } from '@waris/service-kit';

/** What travels with a request through the gateway. */
export type GatewayContext = {
  readonly viewer: ViewerClaims;
  readonly requestId: string;
  readonly log: Logger;
  readonly clientAddress?: string | undefined;
};
