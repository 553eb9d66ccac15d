import type { Loaders } from './resolvers/loaders.ts';
import type { ServiceContext } from './services/service-context.ts';

export type Context = ServiceContext & { readonly loaders: Loaders };
