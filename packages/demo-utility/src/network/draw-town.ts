import { DISTRICTS, TANK } from '../districts.ts';
import { createRandom } from '../random.ts';
import type { Drawing, DrawnJunction, DrawnPipe, DrawnTank, DrawnValve, Point } from './drawing.ts';
import { groundLevel } from './drawing.ts';
import { drawStreets } from './street-grid.ts';

/** The main runs west to east between the two rows of districts, fed from both ends. */
const MAIN_Y = 1560;
const MAIN_X: readonly number[] = [-250, 350, 950, 1750, 2500, 3100, 3800];

interface Inlet {
  readonly valve: string;
  readonly district: number;
  readonly mainIndex: number;
  readonly settingM: number;
}

const INLETS: readonly Inlet[] = [
  { valve: 'IN-1', district: 1, mainIndex: 1, settingM: 23 },
  { valve: 'IN-2A', district: 2, mainIndex: 3, settingM: 24 },
  { valve: 'IN-2B', district: 2, mainIndex: 4, settingM: 23.95 },
  { valve: 'IN-3', district: 3, mainIndex: 5, settingM: 22 },
  { valve: 'IN-4', district: 4, mainIndex: 2, settingM: 30.5 },
  { valve: 'IN-5', district: 5, mainIndex: 4, settingM: 27 },
];

const SHUT_BETWEEN: readonly (readonly [number, number])[] = [
  [1, 2],
  [2, 3],
  [4, 5],
  [3, 6],
];

export function drawTown(seed: number): Drawing {
  const streets = DISTRICTS.map((district) =>
    drawStreets(district, createRandom(seed, `streets ${district.number}`)),
  );
  const inDistrict = (number: number): readonly DrawnJunction[] =>
    streets[number - 1]?.junctions ?? [];
  const main = drawMain();
  const inlets = INLETS.map((inlet) =>
    drawInlet(inlet, main.junctions, inDistrict(inlet.district)),
  );
  const crossing = drawCrossing(inDistrict(5), inDistrict(6));
  const tower = drawTower(inDistrict(4));
  const shut = SHUT_BETWEEN.map(([a, b]) => drawShutPipe(a, b, inDistrict(a), inDistrict(b)));
  return {
    junctions: [
      ...streets.flatMap((street) => street.junctions),
      ...main.junctions,
      ...inlets.map((inlet) => inlet.junction),
      ...crossing.junctions,
    ],
    pipes: [
      ...streets.flatMap((street) => street.pipes),
      ...main.pipes,
      ...inlets.map((inlet) => inlet.pipe),
      ...crossing.pipes,
      tower.pipe,
      ...shut,
    ],
    valves: [...inlets.map((inlet) => inlet.valve), crossing.valve],
    reservoirs: main.reservoirs,
    tanks: [tower.tank],
  };
}

function drawMain() {
  const junctions = MAIN_X.map((x, index) => ({
    id: `M-${index + 1}`,
    x,
    y: MAIN_Y + 25 * Math.sin(index),
    elevationM: groundLevel(x, MAIN_Y),
    demand: 0,
  }));
  const ends = [
    { id: 'R-WEST', x: -700, y: MAIN_Y + 60, headM: 62 },
    { id: 'R-EAST', x: 4500, y: MAIN_Y - 90, headM: 60 },
  ] as const;
  const ids = [ends[0].id, ...junctions.map((junction) => junction.id), ends[1].id];
  const pipes = ids.slice(1).map((to, index) => ({
    id: `MAIN-${index + 1}`,
    from: ids[index] ?? to,
    to,
    diameterMm: 400,
    bends: [],
    isOpen: true,
  }));
  return { junctions, pipes, reservoirs: ends };
}

function drawInlet(
  inlet: Inlet,
  main: readonly DrawnJunction[],
  streets: readonly DrawnJunction[],
): { junction: DrawnJunction; pipe: DrawnPipe; valve: DrawnValve } {
  const tap = main[inlet.mainIndex] ?? { id: '', x: 0, y: 0 };
  const corner = nearest(streets, tap);
  const towards = Math.sign(corner.y - tap.y);
  const suffix = inlet.valve.slice('IN-'.length);
  const junction = place(`N-${suffix}`, tap.x + 5, tap.y + 12 * towards);
  return {
    junction,
    pipe: {
      id: `PIN-${suffix}`,
      from: junction.id,
      to: corner.id,
      diameterMm: 250,
      bends: [],
      isOpen: true,
    },
    valve: {
      id: inlet.valve,
      from: tap.id,
      to: junction.id,
      diameterMm: 250,
      settingM: inlet.settingM,
    },
  };
}

/** District 6 has no inlet of its own: it drinks through district 5. */
function drawCrossing(west: readonly DrawnJunction[], east: readonly DrawnJunction[]) {
  const [from, to] = nearestPair(west, east);
  const at = (share: number): Point => ({
    x: from.x + (to.x - from.x) * share,
    y: from.y + (to.y - from.y) * share,
  });
  const before = place('N-56A', at(0.48).x, at(0.48).y);
  const behind = place('N-56B', at(0.52).x, at(0.52).y);
  const pipe = (id: string, start: string, end: string): DrawnPipe => ({
    id,
    from: start,
    to: end,
    diameterMm: 200,
    bends: [],
    isOpen: true,
  });
  return {
    junctions: [before, behind],
    pipes: [pipe('P5-56', from.id, before.id), pipe('P6-56', behind.id, to.id)],
    valve: { id: 'X-56', from: before.id, to: behind.id, diameterMm: 200, settingM: 19.5 },
  };
}

function drawTower(streets: readonly DrawnJunction[]): { tank: DrawnTank; pipe: DrawnPipe } {
  const foot = nearest(streets, { x: 600, y: 560 });
  const tank: DrawnTank = {
    id: TANK,
    x: foot.x + 30,
    y: foot.y + 20,
    elevationM: round(foot.elevationM + 18, 2),
    diameterM: 10,
    maximumLevelM: 5,
    initialLevelM: 3.2,
  };
  const pipe = {
    id: 'P4-TW',
    from: tank.id,
    to: foot.id,
    diameterMm: 200,
    bends: [],
    isOpen: true,
  };
  return { tank, pipe };
}

function drawShutPipe(
  a: number,
  b: number,
  from: readonly DrawnJunction[],
  to: readonly DrawnJunction[],
): DrawnPipe {
  const [start, end] = nearestPair(from, to);
  const id = `SHUT-${a}${b}`;
  return { id, from: start.id, to: end.id, diameterMm: 150, bends: [], isOpen: false };
}

function place(id: string, x: number, y: number): DrawnJunction {
  return { id, x, y, elevationM: groundLevel(x, y), demand: 0 };
}

const NOWHERE: DrawnJunction = { id: '', x: 0, y: 0, elevationM: 0, demand: 0 };

function nearest(junctions: readonly DrawnJunction[], point: Point): DrawnJunction {
  const distance = (junction: Point): number =>
    Math.hypot(junction.x - point.x, junction.y - point.y);
  return junctions.toSorted((a, b) => distance(a) - distance(b))[0] ?? NOWHERE;
}

function nearestPair(
  west: readonly DrawnJunction[],
  east: readonly DrawnJunction[],
): readonly [DrawnJunction, DrawnJunction] {
  const pairs = west.map((junction) => [junction, nearest(east, junction)] as const);
  const length = ([a, b]: readonly [Point, Point]): number => Math.hypot(a.x - b.x, a.y - b.y);
  return pairs.toSorted((a, b) => length(a) - length(b))[0] ?? [NOWHERE, NOWHERE];
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
