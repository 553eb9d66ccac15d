import type { RequestContext } from '@waris/service-kit';
import type { Loaders } from './loaders.ts';
import type { Geometries } from './persistence/geometries.ts';
import type { Register } from './persistence/register.ts';

/** What a request brings along and what its use cases may ask. */
export type Context = RequestContext & {
  readonly register: Register;
  readonly geometries: Geometries;
  readonly loaders: Loaders;
};
