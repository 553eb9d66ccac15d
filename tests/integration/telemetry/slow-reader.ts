import { once } from 'node:events';
import { connect } from 'node:net';
import { WebSocket } from 'ws';

/** A subscriber, and what it has read so far. While it pauses, the system's own buffers fill. */
export type Reader = {
  text(): string;
  pause(): void;
  resume(): void;
  close(): void;
};

export type Protocol = 'server-sent events' | 'WebSocket';

export function subscribeTo(protocol: Protocol, url: string, query: string): Promise<Reader> {
  return protocol === 'WebSocket' ? overWebSocket(url, query) : overEvents(url, query);
}

async function overEvents(url: string, query: string): Promise<Reader> {
  const body = JSON.stringify({ query });
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
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
  return {
    text: () => text,
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    close: () => socket.destroy(),
  };
}

async function overWebSocket(url: string, query: string): Promise<Reader> {
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
  return {
    text: () => text,
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    close: () => socket.terminate(),
  };
}
