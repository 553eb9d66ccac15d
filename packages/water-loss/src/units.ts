declare const unit: unique symbol;

/** A number that carries its unit in its type, so that bar cannot stand where metres are due. */
export type Quantity<Unit extends string> = number & { readonly [unit]: Unit };

/** Volume in cubic metres; negative for a surplus that should have been a loss. */
export type VolumeM3 = Quantity<'m³'>;
/** Flow in cubic metres per hour; negative for reverse flow. */
export type FlowM3PerHour = Quantity<'m³/h'>;
/** Volume per day in cubic metres, the unit of leakage and of UARL. */
export type FlowM3PerDay = Quantity<'m³/d'>;
/** Gauge pressure in metres of water column; may be negative. */
export type PressureM = Quantity<'m'>;
/** Length of mains or service pipes in kilometres, never negative. */
export type LengthKm = Quantity<'km'>;
/** Pipe or meter diameter in millimetres, never negative. */
export type LengthMm = Quantity<'mm'>;

// The only cast of the package: the value was checked by the caller just before.
function brand<Q extends number>(checked: number): Q {
  return checked as Q;
}

function finite<Q extends number>(value: number, name: string): Q {
  if (!Number.isFinite(value)) {
    throw new RangeError(`${name} must be a finite number, not ${value}.`);
  }
  return brand<Q>(value);
}

function notNegative<Q extends number>(value: number, name: string): Q {
  if (value < 0) throw new RangeError(`${name} must not be negative: ${value}.`);
  return finite<Q>(value, name);
}

/** Takes a number as m³. Throws a RangeError on NaN and infinities. */
export function volumeM3(value: number): VolumeM3 {
  return finite(value, 'Volume in m³');
}

/** Takes a number as m³/h. Throws a RangeError on NaN and infinities. */
export function flowM3PerHour(value: number): FlowM3PerHour {
  return finite(value, 'Flow in m³/h');
}

/** Takes a number as m³/d. Throws a RangeError on NaN and infinities. */
export function flowM3PerDay(value: number): FlowM3PerDay {
  return finite(value, 'Flow in m³/d');
}

/** Takes a number as metres of water column. Throws a RangeError on NaN and infinities. */
export function pressureM(value: number): PressureM {
  return finite(value, 'Pressure in m');
}

/** Takes a number as km. Throws a RangeError when it is negative or not finite. */
export function lengthKm(value: number): LengthKm {
  return notNegative(value, 'Length in km');
}

/** Takes a number as mm. Throws a RangeError when it is negative or not finite. */
export function lengthMm(value: number): LengthMm {
  return notNegative(value, 'Length in mm');
}
