import type { RequestContext } from '@waris/service-kit';
import type { Loaders } from './loaders.ts';
import type { Repositories } from './repositories.ts';
import type { Announcer } from './services/announce-readings.ts';

export type Context = RequestContext &
  Repositories & { readonly announcer: Announcer; readonly loaders: Loaders };
