import { badUserInput, parsePageRequest, type Page, type PageArguments } from '@waris/service-kit';
import type { Context } from '../context.ts';
import { registerOrder, type Filters } from '../domain/page.ts';
import { positionFault } from '../domain/position.ts';
import type { Dma } from '../domain/register.ts';
import type { Reader } from '../persistence/register.ts';

/** One page of the rows of a kind that lie in the caller's area. */
export async function listRegister<Row>(
  context: Context,
  rows: Pick<Reader<Row>, 'page'>,
  { first, after, ...filters }: PageArguments & Filters,
): Promise<Page<Row>> {
  context.viewer.require('network:read');
  const page = parsePageRequest({ first, after }, registerOrder);
  return rows.page(context.viewer.scope, page, filters);
}

/** The row with this code or serial number, null when none in the caller's area has it. */
export async function findByCode<Row>(
  context: Context,
  rows: Pick<Reader<Row>, 'byCode'>,
  code: string,
): Promise<Row | null> {
  context.viewer.require('network:read');
  return rows.byCode(context.viewer.scope, code);
}

/** The smallest DMA in the caller's area whose boundary covers the point. */
export async function findDmaAt(
  context: Context,
  longitude: number,
  latitude: number,
): Promise<Dma | null> {
  context.viewer.require('network:read');
  const fault = positionFault(longitude, latitude);
  if (fault !== null) throw badUserInput(fault);
  return context.geometries.dmaAt(context.viewer.scope, longitude, latitude);
}
