/**
 * Events between a producer that does not wait and a consumer at its own pace. Beyond
 * `capacity` the oldest are dropped, and the next that is taken says so.
 */
export function bufferEvents<Event extends object>(capacity: number) {
  const waiting: Event[] = [];
  let fellBehind = false;
  let wake: () => void = () => undefined;
  let ended = false;

  const push = (event: Event): void => {
    waiting.push(event);
    if (waiting.length > capacity) {
      waiting.shift();
      fellBehind = true;
    }
    wake();
  };

  const next = async (): Promise<(Event & { readonly fellBehind: boolean }) | null> => {
    if (waiting.length === 0 && !ended) {
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      await promise;
    }
    const event = waiting.shift();
    if (event === undefined || ended) return null;
    const taken = { ...event, fellBehind };
    fellBehind = false;
    return taken;
  };

  /** Runs `stop` once, when the consumer returns: also while it waits for an event. */
  const events = (
    stop: () => Promise<void>,
  ): AsyncGenerator<Event & { readonly fellBehind: boolean }, void, void> => {
    const end = async (): Promise<IteratorReturnResult<void>> => {
      if (!ended) {
        ended = true;
        wake();
        await stop();
      }
      return { done: true, value: undefined };
    };
    return {
      next: async () => {
        const value = await next();
        return value === null ? { done: true, value: undefined } : { done: false, value };
      },
      return: end,
      throw: async (error: unknown) => {
        await end();
        throw error;
      },
      [Symbol.asyncIterator]() {
        return this;
      },
      [Symbol.asyncDispose]: async () => {
        await end();
      },
    };
  };

  return { push, events };
}
