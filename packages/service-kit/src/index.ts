export {
  accessTokenLifetimeSeconds,
  issueAccessToken,
  verifyAccessToken,
  type AccessTokenSubject,
} from './access/access-token.ts';
export {
  areaScopeCondition,
  areaScopeParameters,
  areaScopeSchema,
  nowhere,
  type AreaScope,
} from './access/area-scope.ts';
export {
  allPermissions,
  isPermission,
  permissions,
  type Permission,
} from './access/permissions.ts';
export {
  apiKeyViewerQuery,
  claimsOfSession,
  parseSessionRecord,
  parseSessionViewer,
  sessionRecordSchema,
  sessionViewerQuery,
  type SessionRecord,
} from './access/session-record.ts';
export {
  createNonceMemory,
  signStream,
  verifySignedStream,
  type NonceMemory,
} from './access/signed-stream.ts';
export { signViewer, verifySignedViewer, viewerHeader } from './access/signed-viewer.ts';
export {
  anonymousClaims,
  makeViewer,
  serviceClaims,
  sightOf,
  viewerClaimsSchema,
  type Viewer,
  type ViewerClaims,
} from './access/viewer.ts';
export {
  startBackgroundWork,
  type BackgroundWork,
  type BackgroundWorkOptions,
} from './background-work.ts';
export { parseEnvironment, settings } from './config.ts';
export {
  badUserInput,
  forbidden,
  PublicError,
  serviceUnavailable,
  StartError,
  statusOfCode,
  unauthenticated,
  type ErrorCode,
} from './errors.ts';
export { addRawRoutes, type RawRoute } from './http/add-raw-routes.ts';
export { addHealthRoutes } from './http/health.ts';
export { maskErrors } from './http/mask-errors.ts';
export { mostObjects, tooManyObjects } from './http/limit-answer.ts';
export { mapStream } from './http/map-stream.ts';
export { promptStream } from './http/prompt-stream.ts';
export { endConnectionsOnClose } from './http/end-connections.ts';
export { createSendEvents, type SendEvents } from './http/send-events.ts';
export { eventIdKey } from './http/share-events.ts';
export { serveSubgraph, type SubgraphServer } from './http/serve-subgraph.ts';
export {
  createSubgraphExecutor,
  type SubgraphExecutor,
  type SubgraphRequest,
} from './http/subgraph-executor.ts';
export { newId } from './ids.ts';
export { logDestination } from './log-destination.ts';
export { createLogger, silentLogger, type Logger } from './observability.ts';
export { instantInCursor } from './paging/cursor.ts';
export {
  cutPage,
  parsePageRequest,
  requireFirst,
  toConnection,
  type Connection,
  type ListOrder,
  type Page,
  type PageArguments,
  type PageRequest,
} from './paging/paging.ts';
export {
  invalidInput,
  notFound,
  userErrorByKind,
  type InvalidInput,
  type NotFound,
  type Refusal,
} from './refusals.ts';
export { fail, ok, type Result } from './result.ts';
export { patientBody, usualPatience, type Patience } from './routes/patient-body.ts';
export { publicRoutes, type PublicRoute } from './routes/public-routes.ts';
export { errorAnswer, findRoute, runRoute } from './routes/run-route.ts';
export {
  routeHeaders,
  type RouteAnswer,
  type RouteMethod,
  type RouteRequest,
  type SubgraphRoute,
} from './routes/subgraph-route.ts';
export type { AttemptLimit } from './stores/attempt-counter.ts';
export { keys, lifetimeSeconds, type KeyValueStore } from './stores/key-value-store.ts';
export { openMemoryKeyValueStore } from './stores/memory-key-value-store.ts';
export { openKeyValueStore, redisAddressOf, redisSettings } from './stores/open-key-value-store.ts';
export { openRedisKeyValueStore, type RedisAddress } from './stores/redis-key-value-store.ts';
export {
  subgraphNames,
  type RequestContext,
  type StoreState,
  type Subgraph,
  type SubgraphName,
} from './subgraph.ts';
export { answerTasks } from './threads/answer-tasks.ts';
export { createWorkerThread, type WorkerThread } from './threads/worker-thread.ts';
