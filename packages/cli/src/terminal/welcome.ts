import type { ShownAdmin } from '../system/first-admin.ts';

export type Welcome = {
  url: string;
  admin: ShownAdmin | null;
  demo: { email: string; password: string; branchCode: string } | null;
};

/** Where things are and how to get in; a generated password is told here and never again. */
export function printWelcome({ url, admin, demo }: Welcome): void {
  const lines = [`  Graph     ${url}/graphql`, `  Sandbox   ${url}/`];
  if (admin !== null) {
    const password =
      admin.generatedPassword === null
        ? '(the one in WARIS_ADMIN_PASSWORD)'
        : `${admin.generatedPassword}   (shown this once)`;
    lines.push('', `  Admin     ${admin.email}`, `  Password  ${password}`);
  }
  if (demo !== null) {
    lines.push(
      '',
      `  Demo      ${demo.email}   an analyst of branch ${demo.branchCode}`,
      `  Password  ${demo.password}`,
    );
  }
  process.stdout.write(`\nWARIS is up.\n\n${lines.join('\n')}\n\nCtrl-C stops it.\n`);
}
