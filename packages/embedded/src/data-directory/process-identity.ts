import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);

/** A process id alone is reused after a while; with its start time it is not. */
export const ProcessIdentity = z.object({
  pid: z.number().int().positive(),
  startedAt: z.string(),
});
export type ProcessIdentity = z.infer<typeof ProcessIdentity>;

/** The identity of a living process, or null when there is none of that id. */
export async function identify(pid: number): Promise<ProcessIdentity | null> {
  if (process.platform !== 'linux') {
    const listed = await run('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => null);
    return listed === null ? null : { pid, startedAt: listed.stdout.trim() };
  }
  const status = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => null);
  if (status === null) {
    return null;
  }
  // Fields after the command's closing bracket: state is the first, start time the twentieth.
  const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? null : { pid, startedAt: fields[19] ?? '' };
}

export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  return (await identify(identity.pid))?.startedAt === identity.startedAt;
}
