import { readCString } from './frames.ts';
import type { Frame } from './frames.ts';

const CHANGES_SETTINGS = /(?:^|;)\s*(?:set|reset|discard)\b|set_config\s*\(/i;
const CHANGES_LOCALLY = /^\s*set\s+(?:local|transaction)\b[^;]*;?\s*$/i;
const COPY_FROM_CLIENT = /^\s*copy\b[\s\S]*\bfrom\s+stdin\b/i;
const BINARY = /\bbinary\b/i;

/** The SQL that a message carries, or null. */
export function statementText({ type, bytes }: Frame): string | null {
  if (type === 'Q') {
    return readCString(bytes, 5).text;
  }
  return type === 'P' ? readCString(bytes, readCString(bytes, 5).next).text : null;
}

/** Whether a statement may leave a changed setting behind in its session. */
export function mayChangeSettings(sql: string): boolean {
  return CHANGES_SETTINGS.test(sql) && !CHANGES_LOCALLY.test(sql);
}

/** How rows are about to be sent by `COPY … FROM STDIN`, or null when it is no such statement. */
export function copyFromClient(sql: string): { isBinary: boolean } | null {
  return COPY_FROM_CLIENT.test(sql) ? { isBinary: BINARY.test(sql) } : null;
}
