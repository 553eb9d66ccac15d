import { AnswerFilter } from './answer-filter.ts';
import type { Engine } from './engine.ts';

/** Tells of the error with which PostgreSQL gives up: it may never answer again after it. */
export function watchPanic(engine: Engine, tell: (message: string) => void): Engine {
  return {
    reportedSettings: engine.reportedSettings,
    isInTransaction: () => engine.isInTransaction(),
    execute: (messages, onAnswer) => {
      const watch = new AnswerFilter(
        () => undefined,
        (error) => {
          const panic = panicIn(error);
          if (panic !== null) tell(panic);
        },
      );
      return engine.execute(messages, (bytes) => {
        // First, so that who asked hears it too.
        onAnswer(bytes);
        watch.push(bytes);
      });
    },
  };
}

/** The message of an error, when its severity says that PostgreSQL gave up. */
function panicIn(error: Buffer): string | null {
  const fields = error.toString('utf8', 5).split('\0');
  if (!fields.includes('VPANIC')) return null;
  return fields.find((field) => field.startsWith('M'))?.slice(1) ?? 'no reason given';
}
