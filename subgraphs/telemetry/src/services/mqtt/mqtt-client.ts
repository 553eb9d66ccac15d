import type { Logger, StoreState } from '@waris/service-kit';
import type { IPublishPacket, MqttClient } from 'mqtt';
import type { MqttConfig } from '../../mqtt-config.ts';
import type { MessageQueue } from './message-queue.ts';

export type MqttConnection = {
  /** Null while messages come in. */
  problem(): string | null;
  stop(): Promise<void>;
};

const leastWaitMs = 500;
const longestWaitMs = 30_000;
const mostFirstTimes = 10_000;

/**
 * Keeps a session with the broker open, and subscribed, and puts what comes into the queue. A
 * message is acknowledged when whoever stores it says so, and on the connection it came by.
 */
export async function connectMqtt(
  config: MqttConfig,
  queue: MessageQueue,
  onMessage: () => void,
  log: Logger,
): Promise<MqttConnection> {
  // Loaded only where a broker is set.
  const { connect } = await import('mqtt');
  let problem: string | null = 'The broker does not answer.';
  let generation = 0;
  const client = connect(config.url, {
    ...config.credentials,
    clientId: config.clientId,
    clean: false,
    keepalive: 30,
    connectTimeout: 10_000,
    reconnectPeriod: leastWaitMs,
    resubscribe: false,
  });
  const receivedAtOf = firstTimes();
  client.handleMessage = (packet, done) => {
    const { receivedAt, forget } = receivedAtOf(packet);
    const own = generation;
    const isStillOurs = () => packet.qos === 0 || (own === generation && client.connected);
    const acknowledge = () => {
      forget();
      if (packet.qos !== 0 && isStillOurs()) sendAcknowledgement(client, packet);
    };
    const payload = Buffer.from(packet.payload);
    const message = { topic: packet.topic, payload, receivedAt, retained: packet.retain };
    // An error makes the library leave the acknowledgement to us, and read on.
    queue.add({ ...message, isStillOurs, acknowledge }, () => done(notYet));
    onMessage();
  };
  client.on('connect', () => {
    if (client.options.reconnectPeriod !== leastWaitMs) log.info('the MQTT broker is back');
    client.options.reconnectPeriod = leastWaitMs;
    const filters = config.mappings.map(({ template }) => template.filter);
    client.subscribe(filters, { qos: 1 }, (error, granted = []) => {
      const refused = granted.filter(({ qos }) => qos > 2).map(({ topic }) => topic);
      problem =
        error === null && refused.length === 0
          ? null
          : `The broker refuses ${refused.join(', ') || 'the topics'}.`;
      if (problem !== null) log.error({ err: error, topics: refused }, 'MQTT topics are refused');
    });
  });
  client.on('close', () => {
    generation += 1;
    queue.dropLost();
    // The first says it; a broker that stays away does not fill the log.
    if (problem === null) log.warn('the MQTT broker is away');
    problem ??= 'The broker does not answer.';
    const waitedMs = client.options.reconnectPeriod ?? leastWaitMs;
    client.options.reconnectPeriod = Math.min(2 * waitedMs, longestWaitMs);
  });
  client.on('error', (error) => {
    const isRefusal = 'code' in error && typeof error.code === 'number';
    problem = isRefusal ? 'The broker refuses the connection.' : 'The broker does not answer.';
    if (isRefusal) log.error({ err: error }, 'the MQTT broker refuses the connection');
  });
  return { problem: () => problem, stop: () => client.endAsync(!client.connected) };
}

/** The client's own method, which it keeps to itself; the broker waits for nothing else. */
function sendAcknowledgement(client: MqttClient, { messageId }: IPublishPacket): void {
  client['_sendPacket']({ cmd: 'puback', messageId: messageId ?? 0 });
}

const notYet = new Error('Acknowledged once it is stored.');

/** When a message came for the first time: one sent again was not read again. */
function firstTimes() {
  const times = new Map<string, number>();
  return ({ messageId, topic, dup, qos }: IPublishPacket) => {
    const key = `${messageId} ${topic}`;
    const receivedAt = (dup ? times.get(key) : undefined) ?? Date.now();
    if (qos !== 0 && times.size < mostFirstTimes) times.set(key, receivedAt);
    return { receivedAt, forget: () => times.delete(key) };
  };
}

/** Whether the broker can be reached, without touching the session of whoever ingests. */
export async function probeMqtt(config: MqttConfig): Promise<StoreState> {
  const { connectAsync } = await import('mqtt');
  const state = { name: 'mqtt', engine: 'MQTT broker' };
  try {
    const client = await connectAsync(
      config.url,
      { ...config.credentials, connectTimeout: 5_000, reconnectPeriod: 0 },
      false,
    );
    await client.endAsync(true);
    return { ...state, ready: true };
  } catch {
    return { ...state, ready: false, problem: 'The broker does not answer or refuses us.' };
  }
}
