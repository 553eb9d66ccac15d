import { setImmediate as nextTurn } from 'node:timers/promises';
import { AnswerFilter } from './answer-filter.ts';
import type { Engine } from './engine.ts';
import { queryFrame, SYNC } from './frames.ts';
import type { Job, Session } from './session.ts';
import { giveSettings, takeSettings } from './session-settings.ts';

/**
 * Lets sessions take turns at the engine, one batch at a time. A session with an open
 * transaction or an unfinished batch keeps its turn until it ends either, or goes away.
 */
export class Scheduler {
  readonly #engine: Engine;
  readonly #onFailure: (error: unknown) => void;
  readonly #waiting = new Set<Session>();
  #current: Session | null = null;
  #holder: Session | null = null;
  #holderIdleSince = 0;
  #isRunning = false;

  constructor(engine: Engine, onFailure: (error: unknown) => void) {
    this.#engine = engine;
    this.#onFailure = onFailure;
  }

  /** Call when a session has new jobs or has closed. */
  wake(session: Session): void {
    this.#waiting.add(session);
    if (!this.#isRunning) {
      this.#isRunning = true;
      this.#run().catch(this.#onFailure);
    }
  }

  /** The session that keeps others waiting though it has sent nothing for `milliseconds`. */
  idleHolder(milliseconds: number, now: number): Session | null {
    const isIdle = !this.#isRunning && now - this.#holderIdleSince >= milliseconds;
    return isIdle ? this.#holder : null;
  }

  async #run(): Promise<void> {
    for (let next = this.#next(); next !== null; next = this.#next()) {
      await (next.isClosed ? this.#remove(next) : this.#serve(next));
      // Sockets get a turn between batches, so that answers leave and a closed client is noticed.
      await nextTurn();
    }
    this.#holderIdleSince = Date.now();
    this.#isRunning = false;
  }

  #next(): Session | null {
    const next = this.#holder ?? this.#waiting.values().next().value ?? null;
    if (next === null || !this.#waiting.delete(next)) {
      return null;
    }
    return next;
  }

  async #serve(session: Session): Promise<void> {
    const job = session.jobs.shift();
    if (job !== undefined) {
      await this.#perform(session, job);
    }
    if (session.jobs.length > 0 || session.isClosed) {
      this.#waiting.add(session);
    }
  }

  async #perform(session: Session, job: Job): Promise<void> {
    if (job.kind === 'answer') {
      session.send(job.bytes);
      return;
    }
    await this.#switchTo(session);
    const answer = new AnswerFilter(session.send);
    await this.#engine.execute(job.bytes, (bytes) => answer.push(bytes));
    answer.end(!job.isOpen);
    this.#holder = job.isOpen || this.#engine.isInTransaction() ? session : null;
  }

  async #switchTo(session: Session): Promise<void> {
    const previous = this.#current;
    if (previous === session) {
      return;
    }
    if (previous !== null && previous.mayHaveChangedSettings) {
      previous.settings = await takeSettings(this.#engine);
      previous.mayHaveChangedSettings = previous.settings.size > 0;
    }
    await giveSettings(this.#engine, session.settings);
    session.mayHaveChangedSettings ||= session.settings.size > 0;
    this.#current = session;
  }

  async #remove(session: Session): Promise<void> {
    if (this.#holder === session) {
      await this.#engine.execute(SYNC, () => undefined);
      if (this.#engine.isInTransaction()) {
        await this.#engine.execute(queryFrame('rollback'), () => undefined);
      }
      this.#holder = null;
    }
    await this.#engine.execute(session.farewell(), () => undefined);
  }
}
