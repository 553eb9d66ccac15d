import { createPlacer, type PlaceTask } from './place-burst.ts';

const dayMs = 86_400_000;
const days = 64;
const leakDay = 57;
const quartersPerDay = 96;

/** Three streets from one reservoir, a logger at the end of each, one shut pipe between two. */
const star = `[JUNCTIONS]
 hub 0 10
 a 0 10
 b 0 10
 c 0 10
[RESERVOIRS]
 R 50
[PIPES]
 feed R hub 500 200 130
 toA hub a 800 100 130
 toB hub b 800 100 130
 toC hub c 800 100 130
 shut a b 400 100 130 0 Closed
[OPTIONS]
 Units CMH
[COORDINATES]
 hub 0 0
 a 1 0
 b 0 1
 c -1 0
 R 0 -1
[END]
`;

/** Pressures of the four nodes, of which the leak at the end of `toB` lowers one the most. */
function pressuresOf(node: string): Float64Array {
  const index = ['a', 'b', 'c', 'hub'].indexOf(node);
  return Float64Array.from({ length: days * quartersPerDay }, (_, i) => {
    const swing = Math.cos((2 * Math.PI * i) / quartersPerDay) + ((i * (7 + index)) % 11) / 50;
    const isLeaking = i >= leakDay * quartersPerDay;
    return 30 - swing - (isLeaking ? (node === 'b' ? 1.5 : 0.15) : 0);
  });
}

function taskOf(changes: Partial<PlaceTask> = {}): PlaceTask {
  return {
    model: { sha256: 'one', fileName: 'star.inp', inpText: star },
    dmaId: 'dma',
    pipes: ['toA', 'toB', 'toC', 'shut', 'gone'],
    sensors: ['a', 'b', 'c', 'hub'].map((node) => ({
      meterId: `meter ${node}`,
      node,
      pressuresM: pressuresOf(node),
    })),
    startMs: 0,
    intervalSeconds: 900,
    request: {
      knownUntilMs: days * dayMs,
      startMs: leakDay * dayMs,
      alarmMs: (leakDay + 2) * dayMs,
      measureFromMs: null,
      sizeM3PerHour: null,
      sizeErrorM3PerHour: null,
      changesMs: [],
    },
    changesMs: [],
    ...changes,
  };
}

const model = (inpText: string) => ({ sha256: inpText, fileName: 'star.inp', inpText });

describe('placing a burst', () => {
  it('ranks the open pipes that were named and are in the file', async () => {
    const answer = await createPlacer()(taskOf());
    if (answer.kind === 'refused') throw new Error(answer.message);
    const { candidates, sensors } = answer.location;
    expect(candidates.map(({ id }) => id).toSorted()).toEqual(['toA', 'toB', 'toC']);
    expect(candidates[0]?.id).toBe('toB');
    expect(sensors).toEqual(['meter a', 'meter b', 'meter c', 'meter hub']);
    expect(answer.notInModel).toEqual([]);
  });

  it('leaves meters out whose nodes the file lacks, and remembers what it solved', async () => {
    const placer = createPlacer();
    const stranger = { meterId: 'meter x', node: 'x', pressuresM: pressuresOf('a') };
    const task = taskOf({ sensors: [...taskOf().sensors, stranger] });
    const answer = await placer(task);
    expect(answer).toMatchObject({ kind: 'placed', notInModel: ['meter x'] });
    expect(await placer(task)).toEqual(answer);
  });

  it.each<[string, Partial<PlaceTask>, string, string]>([
    ['a file that is no network', { model: model('hello') }, 'model not solved', 'JUNCTIONS'],
    [
      'a network that EPANET refuses',
      { model: model(star.replace('[OPTIONS]', '[PATTERNS]\n 1 x\n[OPTIONS]')) },
      'model not solved',
      'EPANET',
    ],
    ['a DMA without an open pipe', { pipes: ['shut'] }, 'no candidate pipes', 'none of the'],
    ['two meters', { sensors: taskOf().sensors.slice(2) }, 'too few sensors', '2 pressure meters'],
    [
      'meters without readings',
      { sensors: taskOf().sensors.map((each) => ({ ...each, pressuresM: new Float64Array() })) },
      'too few sensors',
      'Only 0 pressure sensors',
    ],
    [
      'other bursts all along',
      { changesMs: [(leakDay - 0.5) * dayMs] },
      'no quiet days',
      'no quiet day',
    ],
    [
      'a burst of this very day',
      { request: { ...taskOf().request, knownUntilMs: leakDay * dayMs } },
      'no readings yet',
      'No whole day',
    ],
  ])('refuses %s', async (_name, changes, reason, words) => {
    expect(await createPlacer()(taskOf(changes))).toMatchObject({
      kind: 'refused',
      reason,
      message: expect.stringContaining(words),
    });
  });

  it('refuses a network that would take too long', async () => {
    // Four junctions, five nodes, eight blocks of the day.
    const placer = createPlacer({ mostNodesSolved: 159, mostRemembered: 1 });
    expect(await placer(taskOf())).toMatchObject({ kind: 'refused', reason: 'model too large' });
    const able = createPlacer({ mostNodesSolved: 160, mostRemembered: 1 });
    expect(await able(taskOf())).toMatchObject({ kind: 'placed' });
  });
});
