/** Everything a role or an API key can be allowed. `read` never implies `write`. */
export const permissions = {
  'identity:read': 'See users, roles and API keys.',
  'identity:write': 'Create users, assign roles, issue and revoke API keys.',
  'audit:read': 'Read the audit log.',
  'network:read': 'See regions, branches, DMAs, meters and pipes.',
  'network:write': 'Create and change regions, branches, DMAs, meters, pipes and boundaries.',
  'telemetry:read': 'Read flow, pressure and meter readings.',
  'telemetry:write': 'Record and revise readings.',
  'analysis:read': 'Read water balances, night flow, alerts and reports.',
  'analysis:write': 'Run calculations, handle alerts and write reports.',
  'knowledge:read': 'Search documents and ask questions.',
  'knowledge:write': 'Add and delete documents.',
} as const;

export type Permission = keyof typeof permissions;

export const allPermissions = Object.keys(permissions) as readonly Permission[];

export function isPermission(text: string): text is Permission {
  return Object.hasOwn(permissions, text);
}
