import type { Gateway } from '@waris/gateway';
import type { NetworkContext } from '@waris/network';
import type { TelemetryContext } from '@waris/telemetry';

/** For callers in other processes, who may do everything. */
export type BenchmarkServer = {
  readonly gatewayUrl: string;
  readonly postgresUrl: string;
  /** Whether PostgreSQL is the embedded one. */
  readonly embedded: boolean;
};

/** A WARIS of the benchmark's own, empty at first. */
export type BenchmarkWorld = {
  readonly gateway: Gateway;
  /** Left out where only the graph is measured, from within the process. */
  readonly server?: BenchmarkServer;
  /** Brings every roll-up up to date; nothing does so by itself. */
  rollUp(): Promise<void>;
  /** One turn of judging readings; true when there may be more to do. Nothing does so by itself. */
  judgeOnce(): Promise<boolean>;
  /** Moves between the tiers what is due at an instant. Nothing does so by itself. */
  retain(at: Date): Promise<void>;
  networkContext(): NetworkContext;
  telemetryContext(): TelemetryContext;
};

export type BenchmarkOptions = {
  /** A folder laid out like the shared reference data. */
  readonly dataFolder: string;
  report(progress: string): void;
};

export type Cell = string | number | null;

export type BenchmarkTable = {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
};

/** Tables for people, figures for programs, notes on what they rest on. */
export type BenchmarkReport = {
  readonly tables: readonly BenchmarkTable[];
  readonly figures: Readonly<Record<string, number | null>>;
  readonly notes: readonly string[];
};

export type Benchmark = {
  readonly name: string;
  readonly description: string;
  run(world: BenchmarkWorld, options: BenchmarkOptions): Promise<BenchmarkReport>;
};
