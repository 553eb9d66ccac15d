import type { Engine } from './engine.ts';
import { queryFrame, splitFrames } from './frames.ts';

const READ = `select coalesce(json_object_agg(name, setting), '{}')::text from (
  select name, setting from pg_settings where source = 'session' and name <> 'application_name'
  union all select 'role', current_setting('role') where current_setting('role') <> 'none') s`;

/** Reads the settings the session at the engine has changed, then sets them all back. */
export async function takeSettings(engine: Engine): Promise<ReadonlyMap<string, string>> {
  const answer: Buffer[] = [];
  await engine.execute(queryFrame(READ), (bytes) => answer.push(bytes));
  await discardAnswers(engine, 'reset all; reset role; reset session authorization');
  const row = splitFrames(Buffer.concat(answer)).frames.find(({ type }) => type === 'D');
  // A data row of one column: header (5), column count (2), length (4), text.
  const json: unknown = JSON.parse(row?.bytes.toString('utf8', 11) ?? '{}');
  return new Map(Object.entries(json ?? {}).map(([name, value]) => [name, String(value)]));
}

export async function giveSettings(
  engine: Engine,
  settings: ReadonlyMap<string, string>,
): Promise<void> {
  // The role comes last: it may not be allowed to set the others.
  const ordered = [...settings].sort(([a], [b]) => Number(a === 'role') - Number(b === 'role'));
  const calls = ordered.map(
    ([name, value]) => `select set_config(${literal(name)}, ${literal(value)}, false)`,
  );
  if (calls.length > 0) {
    await discardAnswers(engine, calls.join(';'));
  }
}

async function discardAnswers(engine: Engine, sql: string): Promise<void> {
  await engine.execute(queryFrame(sql), () => undefined);
}

function literal(text: string): string {
  return `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
