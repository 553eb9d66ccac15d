import type { District } from '../districts.ts';
import type { Random } from '../random.ts';
import type { DrawnJunction, DrawnPipe, Point } from './drawing.ts';
import { groundLevel } from './drawing.ts';

/** Share of the streets inside a district that carry no main. */
const MISSING_STREETS = 0.2;

/** The looped mains of one district: a bent grid with some streets left out. */
export function drawStreets(
  district: District,
  random: Random,
): { junctions: DrawnJunction[]; pipes: DrawnPipe[] } {
  const junctions = drawCorners(district, random);
  const at = (column: number, row: number): DrawnJunction | undefined =>
    column < district.columns && row < district.rows
      ? junctions[row * district.columns + column]
      : undefined;
  const pipes: DrawnPipe[] = [];
  for (const [index, from] of junctions.entries()) {
    const column = index % district.columns;
    const row = Math.floor(index / district.columns);
    for (const to of [at(column + 1, row), at(column, row + 1)]) {
      if (to !== undefined) {
        const isAlong = to === at(column + 1, row);
        const line = isAlong ? row : column;
        const last = (isAlong ? district.rows : district.columns) - 1;
        pipes.push(drawPipe(district, from, to, { line, last }, random));
      }
    }
  }
  const kept = leaveOutStreets(junctions, pipes, random);
  const named = kept.map((pipe, index) => ({
    ...pipe,
    id: `P${district.number}-${String(index + 1).padStart(3, '0')}`,
  }));
  return { junctions, pipes: named };
}

function drawCorners(district: District, random: Random): DrawnJunction[] {
  const corners: DrawnJunction[] = [];
  for (let row = 0; row < district.rows; row += 1) {
    for (let column = 0; column < district.columns; column += 1) {
      const sway = (): number => random.between(-0.16, 0.16) * district.blockM;
      const x = district.originX + column * district.blockM + sway();
      const y = district.originY + row * district.blockM + sway();
      const number = String(corners.length + 1).padStart(2, '0');
      // Weight of its share in the district's demand; made into m³/h when all are known.
      const demand = random.between(0.3, 1.7);
      const id = `J${district.number}-${number}`;
      corners.push({ id, x, y, elevationM: groundLevel(x, y), demand });
    }
  }
  return corners;
}

function drawPipe(
  district: District,
  from: DrawnJunction,
  to: DrawnJunction,
  street: { line: number; last: number },
  random: Random,
): DrawnPipe {
  const isEdge = street.line === 0 || street.line === street.last;
  const isMiddle = street.line === Math.floor(street.last / 2);
  return {
    id: '',
    from: from.id,
    to: to.id,
    diameterMm: isMiddle ? 200 : isEdge ? 150 : random.pick([100, 100, 100, 80]),
    bends: random.next() < 0.35 ? [bend(from, to, district.blockM, random)] : [],
    isOpen: true,
  };
}

function bend(from: Point, to: Point, blockM: number, random: Random): Point {
  const share = random.between(0.35, 0.65);
  const aside = random.between(-0.08, 0.08) * blockM;
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  return {
    x: from.x + (to.x - from.x) * share - ((to.y - from.y) / length) * aside,
    y: from.y + (to.y - from.y) * share + ((to.x - from.x) / length) * aside,
  };
}

// A street is left out only where the district stays in one piece without it.
function leaveOutStreets(
  junctions: readonly DrawnJunction[],
  pipes: readonly DrawnPipe[],
  random: Random,
): DrawnPipe[] {
  let kept = [...pipes];
  for (const pipe of pipes) {
    const isSmall = pipe.diameterMm <= 100;
    if (!isSmall || random.next() >= MISSING_STREETS * 1.6) {
      continue;
    }
    const without = kept.filter((other) => other !== pipe);
    kept = isInOnePiece(junctions, without) ? without : kept;
  }
  return kept;
}

function isInOnePiece(junctions: readonly DrawnJunction[], pipes: readonly DrawnPipe[]): boolean {
  const reached = new Set(junctions.slice(0, 1).map((junction) => junction.id));
  for (const id of reached) {
    for (const pipe of pipes) {
      if (pipe.from === id || pipe.to === id) {
        reached.add(pipe.from === id ? pipe.to : pipe.from);
      }
    }
  }
  return reached.size === junctions.length;
}
