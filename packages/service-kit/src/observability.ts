import { pino, type DestinationStream, type Logger } from 'pino';
import { logDestination } from './log-destination.ts';

export type { Logger };

/** Variables and headers that must never reach a log line. */
const redacted = [
  'password',
  'token',
  'secret',
  '*.password',
  '*.token',
  '*.secret',
  'headers.authorization',
  'headers.cookie',
];

/** One JSON object per line; `service` says which part of WARIS speaks. */
export function createLogger(
  service: string,
  level: string,
  destination: DestinationStream = logDestination(),
): Logger {
  const options = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: redacted, censor: '[redacted]' },
  };
  return pino(options, destination);
}

export const silentLogger: Logger = pino({ level: 'silent' });
