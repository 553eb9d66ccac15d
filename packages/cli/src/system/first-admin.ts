import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '@waris/embedded';
import type { CliConfig } from '../config.ts';
import type { Report } from '../terminal/step.ts';
import type { System } from './open-system.ts';
import { readIfPresent } from './read-if-present.ts';

/** The first admin as the terminal has to show it; null when there is nothing new to show. */
export type ShownAdmin = {
  readonly email: string;
  /** Null when the operator chose one. */
  readonly generatedPassword: string | null;
};

const fileOf = (config: CliConfig) => join(config.dataDir, 'first-admin-password');

/**
 * Makes the first admin. A made-up password is kept in the data folder until it has been shown:
 * a start that is killed in between would otherwise leave an account that nobody can enter.
 */
export async function ensureFirstAdmin(
  system: System,
  config: CliConfig,
  report: Report,
): Promise<ShownAdmin | null> {
  const { adminEmail: email, adminPassword } = config;
  const pending = await readIfPresent(fileOf(config));
  const generated = adminPassword === undefined ? (pending ?? newPassword()) : null;
  if (generated !== null && pending === null) await writeWhole(fileOf(config), generated);

  const password = adminPassword ?? generated ?? undefined;
  const admin = await system.identity.ensureFirstAdmin({ email, password });
  report(admin.created ? `made ${email}` : 'there already');
  if (!admin.created && pending === null) {
    await forgetPassword(config);
    return null;
  }
  return { email, generatedPassword: generated };
}

/** Call once the password has been shown. */
export async function forgetPassword(config: CliConfig): Promise<void> {
  await rm(fileOf(config), { force: true });
}

function newPassword(): string {
  return randomBytes(18).toString('base64url');
}
