export type { AreaPartition, BoundaryLink, NetworkArea, Neighbour } from './areas/area.ts';
export type { AreaMapping, MappedDma, MappingError } from './areas/mapping.ts';
export { parseAreaMapping } from './areas/mapping.ts';
export { partitionIntoAreas } from './areas/partition-into-areas.ts';
export type {
  AreaTank,
  Metering,
  MeterLinkError,
  SignedMeter,
  UnmeteredLink,
} from './areas/signed-meters.ts';
export { signedMeters } from './areas/signed-meters.ts';
export { areaBoundaries } from './boundary/area-boundaries.ts';
export type { PlacedNetwork, PlacementError } from './coordinates/place-coordinates.ts';
export { linkCourse, placeCoordinates } from './coordinates/place-coordinates.ts';
export type { LinearRing, MultiPolygon, Position } from './coordinates/position.ts';
export type { Placement, Project } from './coordinates/projection.ts';
export { describeInpError } from './inp/fault-list.ts';
export { parseInp } from './inp/parse-inp.ts';
export type {
  InpError,
  InpJunction,
  InpLink,
  InpNetwork,
  InpNode,
  InpPipe,
  InpPump,
  InpReservoir,
  InpTank,
  InpValve,
  PlanePoint,
  ValveType,
} from './network.ts';
export type { Result } from './result.ts';
