import type { Drawing, DrawnJunction, DrawnPipe, Point } from './drawing.ts';

/** Where the town's own metres lie in UTM 47N: farmland inland of the Bay of Bangkok. */
const EASTING = 745_000;
const NORTHING = 1_472_000;

/** Hazen-Williams roughness by age of the pipe: small pipes are the oldest here. */
const ROUGHNESS_SMALL = 115;
const ROUGHNESS_LARGE = 130;

/** Writes the drawing as an EPANET input file in CMH. */
export function inpText(drawing: Drawing, demandOf: (junction: DrawnJunction) => number): string {
  const points = new Map<string, Point>(
    [...drawing.junctions, ...drawing.reservoirs, ...drawing.tanks].map((node) => [node.id, node]),
  );
  const section = (name: string, lines: readonly string[]): string =>
    `[${name}]\n${lines.map((line) => ` ${line}\n`).join('')}\n`;
  return [
    section('TITLE', [
      'Demo town: an invented branch for demonstrations, made by build-network.ts',
    ]),
    section(
      'JUNCTIONS',
      drawing.junctions.map((j) => row(j.id, j.elevationM.toFixed(2), demandOf(j).toFixed(4))),
    ),
    section(
      'RESERVOIRS',
      drawing.reservoirs.map((r) => row(r.id, r.headM.toFixed(1))),
    ),
    section(
      'TANKS',
      drawing.tanks.map((t) =>
        row(t.id, t.elevationM, t.initialLevelM, 0.2, t.maximumLevelM, t.diameterM, 0),
      ),
    ),
    section(
      'PIPES',
      drawing.pipes.map((pipe) => pipeRow(pipe, points)),
    ),
    section(
      'VALVES',
      drawing.valves.map((v) => row(v.id, v.from, v.to, v.diameterMm, 'PRV', v.settingM, 0)),
    ),
    section('PATTERNS', [row('DAY', ...DAY)]),
    section('TIMES', [
      'Duration 24:00',
      'Hydraulic Timestep 0:15',
      'Pattern Timestep 1:00',
      'Report Timestep 1:00',
    ]),
    section('OPTIONS', [
      'Units CMH',
      'Headloss H-W',
      'Accuracy 0.001',
      'Trials 60',
      'Pattern DAY',
      'Emitter Exponent 1.0',
    ]),
    section(
      'COORDINATES',
      [...points].map(([id, point]) => row(id, ...inUtm(point))),
    ),
    section(
      'VERTICES',
      drawing.pipes.flatMap((pipe) => pipe.bends.map((bend) => row(pipe.id, ...inUtm(bend)))),
    ),
    '[END]\n',
  ].join('');
}

/** Hourly multipliers for those who open the file in EPANET; the demo brings its own. */
const DAY: readonly number[] = [
  0.15, 0.1, 0.08, 0.08, 0.2, 0.9, 1.9, 1.9, 1.4, 1.1, 1, 1, 1.05, 0.95, 0.9, 0.95, 1.1, 1.5, 1.9,
  1.9, 1.6, 1.1, 0.6, 0.3,
];

function pipeRow(pipe: DrawnPipe, points: ReadonlyMap<string, Point>): string {
  const course = [points.get(pipe.from), ...pipe.bends, points.get(pipe.to)];
  const length = course.reduce((sum, point, index) => {
    const before = course[index - 1];
    return before === undefined || point === undefined
      ? sum
      : sum + Math.hypot(point.x - before.x, point.y - before.y);
  }, 0);
  const roughness = pipe.diameterMm <= 100 ? ROUGHNESS_SMALL : ROUGHNESS_LARGE;
  const status = pipe.isOpen ? 'Open' : 'Closed';
  return row(pipe.id, pipe.from, pipe.to, length.toFixed(1), pipe.diameterMm, roughness, 0, status);
}

function inUtm(point: Point): readonly [string, string] {
  return [(EASTING + point.x).toFixed(1), (NORTHING + point.y).toFixed(1)];
}

function row(...fields: readonly (string | number)[]): string {
  return fields.join('\t');
}
