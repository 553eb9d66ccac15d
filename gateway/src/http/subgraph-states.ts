import type { StoreState } from '@waris/service-kit';
import { request } from 'undici';
import type { SubgraphAddress } from '../data-source/subgraph-data-source.ts';

const timeoutMs = 2_000;

/** Whether each of WARIS's subgraphs says that it is ready; addresses are not told. */
export function subgraphStates(
  subgraphs: readonly SubgraphAddress[],
): Promise<readonly StoreState[]> {
  return Promise.all(subgraphs.map(stateOf));
}

async function stateOf({ name, url }: SubgraphAddress): Promise<StoreState> {
  const known = { name, engine: 'subgraph' };
  try {
    const { statusCode, body } = await request(new URL('/readyz', url), {
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      signal: AbortSignal.timeout(timeoutMs),
    });
    await body.dump();
    return statusCode === 200
      ? { ...known, ready: true }
      : { ...known, ready: false, problem: `The ${name} service is not ready.` };
  } catch {
    return { ...known, ready: false, problem: `The ${name} service does not answer.` };
  }
}
