import { createServer } from 'node:net';
import { StartError } from '@waris/service-kit';

/** Throws a StartError that names the port when somebody listens on it already. */
export async function assertPortIsFree(host: string, port: number): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        new StartError(
          error.code === 'EADDRINUSE'
            ? `Port ${port} is in use. Stop the other program or set PORT.`
            : `Cannot listen on ${host}:${port} (${error.code ?? error.message}).`,
          { cause: error },
        ),
      );
    });
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}
