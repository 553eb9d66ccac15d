import '../vendor-telemetry-off.ts';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { Gateway } from '../create-gateway.ts';
import type { GatewayContext } from '../gateway-context.ts';
import { logRequestsPlugin } from '../plugins/log-requests.ts';
import { maskErrorsPlugin } from '../plugins/mask-errors.ts';
import { limitRules, maxErrors, maxTokens } from './limits.ts';

/** Apollo Server with everything that tells a stranger about the inside switched off. */
export function createApolloServer(
  gateway: Gateway,
  options: { introspection: boolean; drain: ApolloServerPlugin },
): ApolloServer<GatewayContext> {
  return new ApolloServer<GatewayContext>({
    gateway: gateway.apollo,
    introspection: options.introspection,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    hideSchemaDetailsFromClientErrors: !options.introspection,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    cache: 'bounded',
    parseOptions: { maxTokens },
    validationOptions: { maxErrors },
    validationRules: [...limitRules],
    plugins: [
      options.drain,
      maskErrorsPlugin(),
      logRequestsPlugin(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
}
