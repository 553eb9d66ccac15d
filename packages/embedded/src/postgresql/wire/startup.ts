import { readCString } from './frames.ts';

const ENCRYPTION_REQUESTS: readonly number[] = [80877103, 80877104];
const CANCEL_REQUEST = 80877102;
const LARGEST_STARTUP = 10_000;

export type StartupPacket =
  | { kind: 'incomplete' }
  | { kind: 'encryption'; length: number }
  | { kind: 'refused'; length: number }
  | { kind: 'startup'; length: number; settings: Map<string, string> };

/** Reads the untyped packet a connection opens with. */
export function readStartup(buffer: Buffer): StartupPacket {
  if (buffer.length < 8) {
    return { kind: 'incomplete' };
  }
  const length = buffer.readInt32BE(0);
  const code = buffer.readInt32BE(4);
  if (ENCRYPTION_REQUESTS.includes(code)) {
    return { kind: 'encryption', length };
  }
  if (code === CANCEL_REQUEST || code >> 16 !== 3 || length < 8 || length > LARGEST_STARTUP) {
    return { kind: 'refused', length };
  }
  if (buffer.length < length) {
    return { kind: 'incomplete' };
  }
  return { kind: 'startup', length, settings: sessionSettings(buffer.subarray(8, length)) };
}

/** Settings asked for in `options=-c name=value`; user and database are the engine's own. */
function sessionSettings(body: Buffer): Map<string, string> {
  const settings = new Map<string, string>();
  let offset = 0;
  while (offset < body.length && body[offset] !== 0) {
    const name = readCString(body, offset);
    const value = readCString(body, name.next);
    offset = value.next;
    if (name.text === 'options') {
      for (const [, key, setting] of value.text.matchAll(/-c\s*([\w.]+)=((?:\\.|[^\s\\])*)/g)) {
        settings.set(key ?? '', (setting ?? '').replaceAll(/\\(.)/g, '$1'));
      }
    }
  }
  return settings;
}
