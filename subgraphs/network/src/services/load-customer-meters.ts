import { fail, ok, type Result } from '@waris/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import type { ImportCounts } from '../domain/import/network-import.ts';
import { localDate, parseInput, serialNumber, sizeMm, text } from '../domain/input.ts';
import { invalidInput, notFound, type InvalidInput, type NotFound } from '../domain/refusals.ts';
import { auditRecord } from './audit.ts';

/** Columns of equal length; a column left out is unknown throughout. */
const columnsSchema = z.object({
  serialNumbers: z.array(serialNumber).max(1_000_000, 'holds over 1,000,000 meters'),
  dmaCodes: z.array(text),
  customerClasses: z.array(text.nullable()).optional(),
  sizesMm: z.array(sizeMm.nullable()).optional(),
  installedOn: z.array(localDate.nullable()).optional(),
  places: z.array(text.nullable()).optional(),
});

export type CustomerMeterColumns = z.input<typeof columnsSchema>;

/** Puts customer meters into their DMAs, a million at once, all or none; twice changes nothing. */
export async function loadCustomerMeters(
  context: Context,
  columns: CustomerMeterColumns,
): Promise<Result<ImportCounts, InvalidInput | NotFound>> {
  context.viewer.require('network:write');
  const parsed = parseInput(columnsSchema, columns);
  if (!parsed.ok) return fail(...parsed.errors.slice(0, 50));
  const { serialNumbers, dmaCodes, ...rest } = parsed.value;
  const uneven = Object.entries({ dmaCodes, ...rest }).find(
    ([, column]) => column !== undefined && column.length !== serialNumbers.length,
  );
  if (uneven !== undefined) {
    return fail(invalidInput('The columns are not of one length.', uneven[0]));
  }
  if (new Set(serialNumbers).size < serialNumbers.length) {
    return fail(invalidInput('A serial number comes twice.', 'serialNumbers'));
  }
  const meters = serialNumbers.map((serial, index) => ({
    serialNumber: serial,
    dmaCode: dmaCodes[index] ?? '',
    customerClass: rest.customerClasses?.[index] ?? null,
    sizeMm: rest.sizesMm?.[index] ?? null,
    installedOn: rest.installedOn?.[index] ?? null,
    place: rest.places?.[index] ?? null,
  }));
  const subject = { type: 'Meter', id: 'many' };
  const details = { meters: meters.length };
  const audit = auditRecord(context, 'network.customer-meters.loaded', subject, details);
  const { scope } = context.viewer;
  const outcome = await context.bulkWriter.mergeCustomerMeters(scope, meters, context.newId, audit);
  switch (outcome.kind) {
    case 'Done':
      return ok(outcome.counts);
    case 'UnknownDmas':
      return fail(...outcome.codes.slice(0, 50).map((dma) => notFound(`DMA ${dma}`, 'dmaCodes')));
    case 'SerialsTaken':
      return fail(
        ...outcome.serialNumbers.map((serial) =>
          invalidInput(`${serial} is another kind of meter or another branch's.`, 'serialNumbers'),
        ),
      );
  }
}
