/** Engines that can be had without Docker, by the name used on the command line. */
export const ENGINE_NAMES = ['postgres', 'redis', 'milvus', 'ferretdb'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

export type Progress = (line: string) => void;

/** How one engine is had and run. Every step may be repeated. */
export type EngineRecipe = {
  readonly name: EngineName;
  readonly title: string;
  /** The variable that names a running engine to WARIS. */
  readonly variable: string;
  readonly defaultPort: number;
  readonly stopSignal: NodeJS.Signals;
  /** Downloads and builds what is missing, below the engines' folder. */
  provision(progress: Progress): Promise<void>;
  /** The program that serves the port; it stays in the foreground. */
  command(port: number): Promise<EngineCommand>;
  /** What has to be done once it answers. */
  prepare(port: number): Promise<void>;
  url(port: number): Promise<string>;
  version(): Promise<string>;
};

export type EngineCommand = {
  readonly program: string;
  readonly parameters: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
};
