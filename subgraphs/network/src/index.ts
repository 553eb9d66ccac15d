export { parseNetworkConfig, type NetworkConfig } from './config.ts';
export type { Context as NetworkContext } from './context.ts';
export { openNetwork } from './main.ts';
