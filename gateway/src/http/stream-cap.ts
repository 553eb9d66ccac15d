import { PublicError, type ViewerClaims } from '@waris/service-kit';
import type { GatewayResult } from '../create-gateway.ts';

const usualMost = 2_000;

type Results = GatewayResult | AsyncGenerator<GatewayResult, void, void>;

/** Opens a stream, unless the reader has as many open as one may have. */
export type OpenStream = (viewer: ViewerClaims, open: () => Promise<Results>) => Promise<Results>;

/** Each open subscription takes memory for as long as its reader likes: it is held to so many. */
export function createStreamCap(most = usualMost): OpenStream {
  const counts = new Map<string, number>();
  return async (viewer, open) => {
    const whose = `${viewer.kind} ${viewer.id}`;
    const before = counts.get(whose) ?? 0;
    if (before >= most) return { errors: [tooMany(most).toJSON()] };
    counts.set(whose, before + 1);
    const leave = once(() => {
      const left = (counts.get(whose) ?? 1) - 1;
      if (left === 0) counts.delete(whose);
      else counts.set(whose, left);
    });
    try {
      const results = await open();
      if (Symbol.asyncIterator in results) return leaving(results, leave);
      leave();
      return results;
    } catch (error) {
      leave();
      throw error;
    }
  };
}

const tooMany = (most: number) =>
  new PublicError('RATE_LIMITED', `You have ${most.toLocaleString('en')} subscriptions open.`);

/** The same stream, which says when it ends, fails or is left. */
function leaving(
  results: AsyncGenerator<GatewayResult, void, void>,
  leave: () => void,
): AsyncGenerator<GatewayResult, void, void> {
  const next = async (): Promise<IteratorResult<GatewayResult, void>> => {
    try {
      const result = await results.next();
      if (result.done === true) leave();
      return result;
    } catch (error) {
      leave();
      throw error;
    }
  };
  const end = async (): Promise<IteratorResult<GatewayResult, void>> => {
    leave();
    return results.return(undefined);
  };
  const stream = { ...results, next, return: end, [Symbol.asyncIterator]: () => stream };
  return stream;
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    work();
  };
}
