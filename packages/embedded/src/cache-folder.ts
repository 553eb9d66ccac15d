import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where WARIS keeps what it can make again: `$XDG_CACHE_HOME/waris` or `~/.cache/waris`. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const base = environment['XDG_CACHE_HOME'];
  return join(base === undefined || base === '' ? join(homedir(), '.cache') : base, 'waris');
}
