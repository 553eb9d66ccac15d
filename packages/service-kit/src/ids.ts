import { v7 } from 'uuid';

/** A new UUIDv7: time-ordered, so that rows made together lie together. */
export const newId = (): string => v7();
