import { InvalidArgumentError } from 'commander';
import { ENGINE_NAMES } from './engine.ts';
import type { EngineName } from './engine.ts';

export type Ports = Partial<Record<EngineName, number>>;

/** `postgres,redis` */
export function parseNames(text: string): EngineName[] {
  return text.split(',').map((part) => parseName(part.trim()));
}

/** `postgres=5433,redis=6380` */
export function parsePorts(text: string): Ports {
  return Object.fromEntries(
    text.split(',').map((part) => {
      const [name = '', port = ''] = part.split('=');
      const number = Number(port);
      if (!Number.isInteger(number) || number < 1 || number > 65_535) {
        throw new InvalidArgumentError(`"${part}" is not an engine and its port.`);
      }
      return [parseName(name.trim()), number];
    }),
  );
}

function parseName(text: string): EngineName {
  const name = ENGINE_NAMES.find((known) => known === text);
  if (name === undefined) {
    throw new InvalidArgumentError(`"${text}" is none of ${ENGINE_NAMES.join(', ')}.`);
  }
  return name;
}
