import {
  makeViewer,
  newId,
  serviceClaims,
  silentLogger,
  type RequestContext,
  type ViewerClaims,
} from '@waris/service-kit';

/** A request of `claims`, by default of someone who may do everything everywhere. */
export function testRequest(
  claims: Partial<ViewerClaims> = {},
  now: () => Date = () => new Date(),
): RequestContext {
  return {
    viewer: makeViewer({ ...serviceClaims('test'), kind: 'user', id: newId(), ...claims }),
    requestId: newId(),
    log: silentLogger,
    now,
    newId,
  };
}
