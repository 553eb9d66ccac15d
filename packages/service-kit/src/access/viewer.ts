import { z } from 'zod';
import { forbidden, unauthenticated } from '../errors.ts';
import { areaScopeSchema, nowhere } from './area-scope.ts';
import { allPermissions, type Permission } from './permissions.ts';

/** Who is asking, as the gateway established it and the subgraphs verified it. */
export const viewerClaimsSchema = z.object({
  kind: z.enum(['user', 'apiKey', 'service', 'anonymous']),
  /** User id, API key id or service name. */
  id: z.string().min(1),
  /** The sign-in this request belongs to; null for API keys and services. */
  sessionId: z.uuid().nullable(),
  roles: z.array(z.string()).readonly(),
  permissions: z.array(z.enum(allPermissions as [Permission, ...Permission[]])).readonly(),
  scope: areaScopeSchema,
});

export type ViewerClaims = z.infer<typeof viewerClaimsSchema>;

export type Viewer = ViewerClaims & {
  may(permission: Permission): boolean;
  /** Throws UNAUTHENTICATED for an anonymous caller, FORBIDDEN for one without the permission. */
  require(permission: Permission): void;
  /** Throws UNAUTHENTICATED for an anonymous caller. */
  requireSignedIn(): void;
};

export function makeViewer(claims: ViewerClaims): Viewer {
  const granted = new Set<Permission>(claims.permissions);
  const requireSignedIn = () => {
    if (claims.kind === 'anonymous') throw unauthenticated();
  };
  return {
    ...claims,
    may: (permission) => granted.has(permission),
    requireSignedIn,
    require: (permission) => {
      requireSignedIn();
      if (!granted.has(permission)) throw forbidden(permission);
    },
  };
}

export const anonymousClaims: ViewerClaims = {
  kind: 'anonymous',
  id: 'anonymous',
  sessionId: null,
  roles: [],
  permissions: [],
  scope: nowhere,
};

/** A part of WARIS acting for itself: imports, jobs, the gateway asking about a session. */
export function serviceClaims(name: string): ViewerClaims {
  return {
    kind: 'service',
    id: name,
    sessionId: null,
    roles: [],
    permissions: [...allPermissions],
    scope: 'everywhere',
  };
}

/**
 * What of a viewer decides about what they may read, where nothing of their own is read: alike
 * for two who get the same answers. The order in which grants are listed does not matter.
 */
export function sightOf({ kind, roles, permissions, scope }: ViewerClaims): string {
  const areas =
    scope === 'everywhere'
      ? scope
      : [scope.regionIds, scope.branchIds, scope.dmaIds].map((ids) => ids.toSorted());
  return JSON.stringify([kind === 'anonymous', roles.toSorted(), permissions.toSorted(), areas]);
}
