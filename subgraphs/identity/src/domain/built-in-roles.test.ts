import { allPermissions } from '@waris/service-kit';
import { builtInRoles } from './built-in-roles.ts';

const permissionsOf = (code: string) =>
  builtInRoles.find((role) => role.code === code)?.permissions ?? [];

describe('the built-in roles', () => {
  it('let an admin do everything, and a manager all but change accounts', () => {
    expect(permissionsOf('admin')).toEqual(allPermissions);
    expect(allPermissions.filter((code) => !permissionsOf('manager').includes(code))).toEqual([
      'identity:write',
    ]);
  });

  it('let an analyst read everything and write analyses and knowledge', () => {
    const writes = permissionsOf('analyst').filter((code) => code.endsWith(':write'));
    expect(writes).toEqual(['analysis:write', 'knowledge:write']);
    const reads = allPermissions.filter((code) => code.endsWith(':read'));
    expect(permissionsOf('analyst')).toEqual(expect.arrayContaining(reads));
  });

  it('let an operator record readings and handle alerts, and a viewer write nothing', () => {
    const writes = permissionsOf('operator').filter((code) => code.endsWith(':write'));
    expect(writes).toEqual(['telemetry:write', 'analysis:write']);
    expect(permissionsOf('viewer').every((code) => code.endsWith(':read'))).toBe(true);
  });

  it.each(['operator', 'viewer'])('keep accounts and the audit log from the %s', (code) => {
    expect(permissionsOf(code)).not.toContain('identity:read');
    expect(permissionsOf(code)).not.toContain('audit:read');
  });
});
