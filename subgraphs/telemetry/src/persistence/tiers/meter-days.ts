import type { PoolClient } from '@waris/database';
import { allQuantities, quantityCode } from '../../domain/tiers/day-readings.ts';
import type { ReadingQuantity } from '../../domain/quantity.ts';

/** A day (UTC, as days since 1970) of a meter. */
export type MeterDay = { readonly meterId: string; readonly day: number };

export type Sql = Pick<PoolClient, 'query'>;

export const keyOf = ({ meterId, day }: MeterDay) => `${meterId}/${day}`;

export const columnsOf = (days: readonly MeterDay[]) => [
  days.map(({ meterId }) => meterId),
  days.map(({ day }) => day),
];

const dayMs = 86_400_000;

/** The first of its month, as `2026-01-01`. */
export function monthOf(day: number): string {
  return `${new Date(day * dayMs).toISOString().slice(0, 7)}-01`;
}

/** From 0 for the first of the month. */
export function placeInMonth(day: number): number {
  return new Date(day * dayMs).getUTCDate() - 1;
}

export function dateOf(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

export function quantityOf(code: number): ReadingQuantity {
  return allQuantities.find((quantity) => quantityCode[quantity] === code) ?? 'FLOW';
}

/** In the schema `readings`: the moment at which a day (since 1970) begins. */
export const startOf = (day: string) =>
  `((date '1970-01-01' + ${day})::timestamp at time zone 'UTC')`;
