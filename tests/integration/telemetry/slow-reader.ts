import { once } from 'node:events';
import { connect } from 'node:net';
import { WebSocket } from 'ws';

/** A subscriber that reads nothing until `resume`, and from then on all that comes. */
export type SlowReader = {
  text(): string;
  resume(): void;
  close(): void;
};

export type Protocol = 'server-sent events' | 'WebSocket';

/** Subscribes and stops reading, the system's own buffers apart. */
export function subscribeSlowly(
  protocol: Protocol,
  url: string,
  query: string,
): Promise<SlowReader> {
  return protocol === 'WebSocket' ? overWebSocket(url, query) : overEvents(url, query);
}

async function overEvents(url: string, query: string): Promise<SlowReader> {
  const body = JSON.stringify({ query });
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.pause();
  socket.write(
    [
      'POST /graphql HTTP/1.1',
      `host: ${hostname}`,
      'content-type: application/json',
      'accept: text/event-stream',
      `authorization: Bearer {}`,
      `content-length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
  let text = '';
  socket.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  socket.pause();
  return { text: () => text, resume: () => socket.resume(), close: () => socket.destroy() };
}

async function overWebSocket(url: string, query: string): Promise<SlowReader> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  const send = (message: object) => socket.send(JSON.stringify(message));
  send({ type: 'connection_init', payload: { authorization: 'Bearer {}' } });
  await once(socket, 'message');
  let text = '';
  socket.on('message', (message: Buffer) => {
    text += `${message.toString()}\n`;
  });
  send({ type: 'subscribe', id: '1', payload: { query } });
  socket.pause();
  return { text: () => text, resume: () => socket.resume(), close: () => socket.terminate() };
}
