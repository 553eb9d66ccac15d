import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  addInlet,
  eventsOf,
  openDetectionWorld,
  townDay,
  type DetectionWorld,
} from './detection-world.ts';

let world: DetectionWorld;
beforeAll(async () => {
  world = await openDetectionWorld();
});
afterAll(() => world.close());

const script = fileURLToPath(new URL('judge-until-killed.ts', import.meta.url));
const leaks = [
  { from: 40, to: 55, size: 15 },
  { from: 70, to: 99, size: 20 },
];

async function newDma() {
  const tenant = await world.tenant();
  const [dma] = tenant.dmas;
  if (dma === undefined) throw new Error('A tenant has a DMA.');
  const inlet = await addInlet(world, tenant, dma.id);
  await inlet.addDays(
    0,
    Array.from({ length: 90 }, (_, day) => townDay(day, leaks)),
  );
  return dma.id;
}

/** Kills a process that judges, so many milliseconds after it began; true when it was still at it. */
async function judgeAndKill(afterMs: number): Promise<boolean> {
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, DATABASE_URL: world.postgresUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  await once(child.stdout, 'data');
  await setTimeout(afterMs);
  const wasAtWork = child.exitCode === null;
  child.kill('SIGKILL');
  await exited;
  return wasAtWork;
}

const withoutIds = async (dmaId: string) =>
  (await eventsOf(world, dmaId)).map((event) => ({ ...event, id: null }));

describe('a process that judges', () => {
  it('may be killed at any moment: every event is there once afterwards', async () => {
    const undisturbed = await newDma();
    await world.judge();
    const killed = await newDma();
    await world.rollUp();
    let kills = 0;
    for (const afterMs of [20, 120, 250, 400, 700]) {
      kills += Number(await judgeAndKill(afterMs));
    }
    expect(kills).toBeGreaterThan(0);
    await world.evaluate();
    expect((await withoutIds(undisturbed)).length).toBeGreaterThan(4);
    expect(await withoutIds(killed)).toEqual(await withoutIds(undisturbed));
  }, 120_000);

  it('gives its turn up when it is stopped, and keeps nothing of it', async () => {
    const dmaId = await newDma();
    const stopped = await openDetectionWorld({ postgresUrl: world.postgresUrl });
    await stopped.rollUp();
    const turn = stopped.turn();
    await stopped.close();
    expect(await turn).toBe(false);
    expect(await eventsOf(world, dmaId)).toEqual([]);
    await world.evaluate();
    expect((await eventsOf(world, dmaId)).length).toBeGreaterThan(0);
  }, 60_000);
});
