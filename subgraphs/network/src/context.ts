import type { RequestContext } from '@waris/service-kit';
import type { Loaders } from './loaders.ts';
import type { Stores } from './stores.ts';

/** What a request brings along and what its use cases may ask. */
export type Context = RequestContext & Stores & { readonly loaders: Loaders };
