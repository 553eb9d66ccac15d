import { z } from 'zod';

const schema = z.uuid();

/** Ids are opaque to callers: one that is malformed is simply one that nothing has. */
export const isUuid = (text: string): boolean => schema.safeParse(text).success;
