import { createUser, type IdentityContext } from '@waris/identity';
import { silentLogger } from '@waris/service-kit';
import { commandRequest, type System } from '../system/open-system.ts';
import { sure } from './sure.ts';

/** Not a secret: it is shown at every start and sees the demo's branch alone. */
export const demoAccount = { email: 'analyst@demo.waris.local', password: 'waris-demo-analyst' };

/** An analyst of the demo's branch. */
export async function ensureDemoAccount(
  context: IdentityContext,
  system: System,
  branchCode: string,
): Promise<void> {
  const network = system.network.createContext(commandRequest(silentLogger));
  const branch = await network.register.branches.byCode('everywhere', branchCode);
  if (branch === null) throw new Error(`The demo's branch ${branchCode} is missing.`);
  const created = await createUser(context, {
    ...demoAccount,
    displayName: 'Demo analyst',
    roles: ['analyst'],
    areas: { branchIds: [branch.id] },
  });
  if (!created.ok && created.errors.some((error) => error.kind !== 'EmailTaken')) sure(created);
}
