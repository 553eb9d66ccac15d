import { Listr, ListrLogger } from 'listr2';

/** Shows how far a step is; on a terminal in place, elsewhere as lines. */
export type Report = (progress: string) => void;

/** Runs one step with its title, progress and outcome on the terminal; returns its value. */
export async function step<Value>(
  title: string,
  run: (report: Report) => Promise<Value>,
): Promise<Value> {
  const outcome: { value?: Value } = {};
  const list = new Listr(
    [
      {
        title,
        task: async (_context, task) => {
          outcome.value = await run((progress) => {
            task.title = `${title}: ${progress}`;
          });
        },
      },
    ],
    {
      collectErrors: false,
      // The error itself is told once, by whoever ends the command, on stderr.
      rendererOptions: { showErrorMessage: false },
      fallbackRenderer: 'simple',
      fallbackRendererOptions: { logger: new ListrLogger({ useIcons: true, toStderr: [] }) },
    },
  );
  await list.run();
  return outcome.value as Value;
}
