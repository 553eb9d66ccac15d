import { DataDirectoryError } from '@waris/embedded';
import { PublicError, StartError } from '@waris/service-kit';

/** Ends the command with one line for the person; the stack only for what nobody expected. */
export function reportError(error: unknown): void {
  process.exitCode = 1;
  process.stderr.write(`waris: ${messageOf(error)}\n`);
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE') {
    const port = 'port' in error ? String(error.port) : '';
    return `port ${port} is in use. Stop the other program or set PORT.`;
  }
  const expected =
    error instanceof StartError ||
    error instanceof DataDirectoryError ||
    error instanceof PublicError ||
    error.name === 'CommanderError';
  // A parser's message goes on with an excerpt; the first line says what is wrong.
  const [line = ''] = error.message.split('\n');
  return expected ? line : (error.stack ?? error.message);
}
