import { PublicError, sightOf, unauthenticated, type ViewerClaims } from '@waris/service-kit';
import type { GatewayResult } from '../create-gateway.ts';
import type { GatewayServerOptions } from './serve-gateway.ts';

// Checking is cheap, but not for each event of a thousand streams.
const usualCheckMs = 5_000;

type Options = Pick<GatewayServerOptions, 'authenticate' | 'accessCheckMs'>;
type Results = GatewayResult | AsyncGenerator<GatewayResult, void, void>;

/**
 * A stream that ends with an error when its reader signed out, their token expired or they may see
 * something else by now. Asked before an event is told, if it was not asked just before.
 */
export function whileAllowed(
  results: Results,
  { authenticate, accessCheckMs = usualCheckMs }: Options,
  reader: { readonly authorization: string | undefined; readonly viewer: ViewerClaims },
): Results {
  if (!(Symbol.asyncIterator in results)) return results;
  const sight = sightOf(reader.viewer);
  let checkedAt = performance.now();
  let ended = false;

  const refusal = async (): Promise<PublicError | null> => {
    if (performance.now() - checkedAt < accessCheckMs) return null;
    try {
      const viewer = await authenticate(reader.authorization);
      checkedAt = performance.now();
      return sightOf(viewer) === sight ? null : unauthenticated(changed);
    } catch (error) {
      if (error instanceof PublicError) return error;
      throw error;
    }
  };
  const next = async (): Promise<IteratorResult<GatewayResult, void>> => {
    if (ended) return { done: true, value: undefined };
    const result = await results.next();
    if (result.done === true) return result;
    const error = await refusal();
    if (error === null) return result;
    ended = true;
    void results.return(undefined);
    return { done: false, value: { errors: [error.toJSON()] } };
  };
  const stream = { ...results, next, [Symbol.asyncIterator]: () => stream };
  return stream;
}

const changed = 'Your access has changed. Subscribe again.';
