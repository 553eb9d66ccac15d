import { allPermissions, type Permission } from '@waris/service-kit';

export type BuiltInRole = {
  readonly code: string;
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly Permission[];
};

export const adminRole = 'admin';

/** The roles that every WARIS has; they are brought up to date at each start. */
export const builtInRoles: readonly BuiltInRole[] = [
  {
    code: adminRole,
    name: 'Administrator',
    description: 'Does everything, users and API keys included.',
    permissions: allPermissions,
  },
  {
    code: 'manager',
    name: 'Manager',
    description: 'Does everything but change users, roles and API keys.',
    permissions: allPermissions.filter((permission) => permission !== 'identity:write'),
  },
  {
    code: 'analyst',
    name: 'Analyst',
    description: 'Reads everything, runs analyses and keeps the knowledge base.',
    permissions: allPermissions.filter(
      (permission) =>
        permission.endsWith(':read') ||
        permission === 'analysis:write' ||
        permission === 'knowledge:write',
    ),
  },
  {
    code: 'operator',
    name: 'Operator',
    description: 'Records readings and handles alerts.',
    permissions: [
      'network:read',
      'telemetry:read',
      'telemetry:write',
      'analysis:read',
      'analysis:write',
      'knowledge:read',
    ],
  },
  {
    code: 'viewer',
    name: 'Viewer',
    description: 'Looks at the network, its readings, analyses and documents.',
    permissions: ['network:read', 'telemetry:read', 'analysis:read', 'knowledge:read'],
  },
];
