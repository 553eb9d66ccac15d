import type { ExecutionResult } from 'graphql';
import { newId } from '../ids.ts';

/** By which a gateway knows that two results tell two readers of the same event. */
export const eventIdKey = 'eventId';

type Execute = () => Promise<ExecutionResult>;

/**
 * Executes a subscription once for each event, however many have subscribed alike: they get the
 * same result object. An event is known by identity, so that two which merely say the same are
 * two; results go with their events.
 */
export function createEventSharing() {
  const results = new WeakMap<object, Map<string, Promise<ExecutionResult>>>();
  return (event: unknown, alike: string, execute: Execute): Promise<ExecutionResult> => {
    if (typeof event !== 'object' || event === null) return execute();
    const ofEvent = results.get(event) ?? new Map<string, Promise<ExecutionResult>>();
    results.set(event, ofEvent);
    const known = ofEvent.get(alike);
    if (known !== undefined) return known;
    const result = execute().then((done) => ({ ...done, extensions: { [eventIdKey]: newId() } }));
    ofEvent.set(alike, result);
    return result;
  };
}
