type Told<Event> = Event & { readonly fellBehind: boolean };

type Merge<Event> = (waiting: Event, event: Event) => Event | null;

/**
 * Events between a producer that does not wait and a consumer at its own pace. Beyond `capacity`
 * an event is merged with one that waits, so that nothing it says is lost; where `merge` returns
 * null for all of them, the oldest is dropped. The event that is merged, or follows one that was
 * dropped, says so.
 */
export function bufferEvents<Event extends object>(capacity: number, merge: Merge<Event>) {
  const waiting: Told<Event>[] = [];
  let wake: () => void = () => undefined;
  let ended = false;

  const push = (event: Event): void => {
    keep(waiting, event, capacity, merge);
    wake();
  };

  const next = async (): Promise<Told<Event> | null> => {
    if (waiting.length === 0 && !ended) {
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      await promise;
    }
    const event = waiting.shift();
    return event === undefined || ended ? null : event;
  };

  /** Runs `stop` once, when the consumer returns: also while it waits for an event. */
  const events = (stop: () => Promise<void>): AsyncGenerator<Told<Event>, void, void> => {
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

const toldInTime = new WeakMap<object, object>();

/** The same object to all who are told of an event: what is made of it is made once for them. */
function inTime<Event extends object>(event: Event): Told<Event> {
  const told = toldInTime.get(event) ?? { ...event, fellBehind: false };
  toldInTime.set(event, told);
  // What is kept for an event is that event.
  return told as Told<Event>;
}

function keep<Event extends object>(
  waiting: Told<Event>[],
  event: Event,
  capacity: number,
  merge: Merge<Event>,
): void {
  if (waiting.length >= capacity) {
    if (mergeIn(waiting, event, merge)) return;
    waiting.shift();
    const [oldest] = waiting;
    if (oldest !== undefined) waiting[0] = { ...oldest, fellBehind: true };
    waiting.push(oldest === undefined ? { ...event, fellBehind: true } : inTime(event));
  } else {
    waiting.push(inTime(event));
  }
}

/** With the newest that it can be merged with: the order of events stays as it is. */
function mergeIn<Event extends object>(
  waiting: Told<Event>[],
  event: Event,
  merge: Merge<Event>,
): boolean {
  for (let place = waiting.length - 1; place >= 0; place -= 1) {
    const known = waiting[place];
    const merged = known === undefined ? null : merge(known, event);
    if (merged === null) continue;
    waiting[place] = { ...merged, fellBehind: true };
    return true;
  }
  return false;
}
