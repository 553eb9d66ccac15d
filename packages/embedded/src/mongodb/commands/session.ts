import { arch, cpus, platform } from 'node:os';
import { Binary, UUID } from 'bson';
import { refuse } from '../errors.ts';
import { maximumDocumentBytes } from '../values/bson.ts';
import { maximumMessageBytes } from '../protocol/message.ts';
import type { Command } from './types.ts';

/** The version of MongoDB whose behaviour is followed. */
const version = '7.0.0';
const wireVersion = 21;

const hello: Command = {
  fields: [
    'hello', 'isMaster', 'ismaster', 'helloOk', 'client', 'compression', 'loadBalanced', 'hostInfo',
    'saslSupportedMechs', 'speculativeAuthenticate', 'topologyVersion', 'maxAwaitTimeMS', 'backpressure', '$query',
  ], // prettier-ignore
  run: (_call, { now, connectionId }) => ({
    ismaster: true,
    isWritablePrimary: true,
    helloOk: true,
    maxBsonObjectSize: maximumDocumentBytes,
    maxMessageSizeBytes: maximumMessageBytes,
    maxWriteBatchSize: 100_000,
    localTime: now(),
    logicalSessionTimeoutMinutes: 30,
    connectionId,
    minWireVersion: 0,
    maxWireVersion: wireVersion,
    readOnly: false,
    ok: 1,
  }),
};

const acknowledged = (...fields: string[]): Command => ({ fields, run: () => ({ ok: 1 }) });

const buildInfo: Command = {
  fields: [],
  run: () => ({
    version,
    gitVersion: 'waris-embedded',
    modules: ['waris-embedded'],
    versionArray: [7, 0, 0, 0],
    bits: 64,
    debug: false,
    maxBsonObjectSize: maximumDocumentBytes,
    storageEngines: ['waris'],
    ok: 1,
  }),
};

const getParameter: Command = {
  fields: ['featureCompatibilityVersion'],
  run: ({ body }) =>
    'featureCompatibilityVersion' in body
      ? { featureCompatibilityVersion: { version: '7.0' }, ok: 1 }
      : refuse(72, 'no option found to get'),
};

export const sessionCommands = {
  buildInfo,
  buildinfo: buildInfo,
  connectionStatus: {
    fields: ['showPrivileges'],
    run: () => ({ authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] }, ok: 1 }),
  },
  endSessions: acknowledged(),
  getParameter,
  hello,
  hostInfo: {
    fields: [],
    run: (_call, { now }) => ({
      system: {
        currentTime: now(),
        hostname: 'localhost',
        cpuArch: arch(),
        numCores: cpus().length,
      },
      os: { type: platform(), name: platform(), version: '' },
      extra: {},
      ok: 1,
    }),
  },
  isMaster: hello,
  ismaster: hello,
  killSessions: acknowledged(),
  ping: acknowledged(),
  refreshSessions: acknowledged(),
  startSession: {
    fields: [],
    run: () => ({ id: { id: new Binary(new UUID().buffer, 4) }, timeoutMinutes: 30, ok: 1 }),
  },
} satisfies Record<string, Command>;
