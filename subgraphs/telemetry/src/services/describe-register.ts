import { auditRecord } from '@waris/database';
import {
  fail,
  invalidInput,
  notFound,
  ok,
  type InvalidInput,
  type NotFound,
  type RequestContext,
  type Result,
} from '@waris/service-kit';
import { quoted } from '../domain/check-readings.ts';
import { possibleRange, quantitiesOf } from '../domain/quantity.ts';
import { factorOf, type ReadingUnit } from '../domain/reading-unit.ts';
import type { AreaRepository } from '../persistence/areas.ts';
import type { RegisterExchange, RegisterStore } from '../persistence/registers.ts';

export type RegisterContext = RequestContext & {
  readonly areas: AreaRepository;
  readonly registers: RegisterStore;
};

type Of = { readonly serialNumber: string; readonly unit: ReadingUnit };

/** Tells that a register was exchanged; consumption across it is then known. */
export async function recordMeterExchange(
  context: RegisterContext,
  input: Of & {
    readonly exchangedAt: Date;
    readonly lastRegister?: number | null | undefined;
    readonly firstRegister: number;
  },
): Promise<Result<RegisterExchange, InvalidInput | NotFound>> {
  context.viewer.require('telemetry:write');

  const found = await findRegister(context, input);
  if (!found.ok) return found;
  const { meterId, factor } = found.value;
  const { exchangedAt } = input;
  if (exchangedAt > context.now() || exchangedAt.getTime() < 0) {
    return fail(invalidInput('An exchange lies between 1970 and now.', 'exchangedAt'));
  }
  const lastRegisterM3 = input.lastRegister == null ? null : input.lastRegister * factor;
  const firstRegisterM3 = input.firstRegister * factor;
  if (!isPossible(lastRegisterM3 ?? 0)) return outOfRange('lastRegister');
  if (!isPossible(firstRegisterM3)) return outOfRange('firstRegister');
  const exchange = { ...said(context, meterId), exchangedAt, lastRegisterM3, firstRegisterM3 };
  const details = { exchangedAt: exchangedAt.toISOString(), lastRegisterM3, firstRegisterM3 };
  await context.registers.exchange(
    exchange,
    auditRecord(context, 'telemetry.register.exchanged', { type: 'Meter', id: meterId }, details),
  );
  return ok(exchange);
}

/** Tells where a register rolls over; returns that in m³. */
export async function setRegisterDigits(
  context: RegisterContext,
  input: Of & { readonly digits: number },
): Promise<Result<number, InvalidInput | NotFound>> {
  context.viewer.require('telemetry:write');

  const found = await findRegister(context, input);
  if (!found.ok) return found;
  const { meterId, factor } = found.value;
  const { digits } = input;
  if (digits < 3 || digits > 12)
    return fail(invalidInput('A register has 3 to 12 digits.', 'digits'));
  const capacityM3 = 10 ** digits * factor;
  await context.registers.setCapacity(
    { ...said(context, meterId), capacityM3 },
    auditRecord(
      context,
      'telemetry.register.described',
      { type: 'Meter', id: meterId },
      { digits, capacityM3 },
    ),
  );
  return ok(capacityM3);
}

async function findRegister(
  { areas, viewer }: RegisterContext,
  { serialNumber, unit }: Of,
): Promise<Result<{ meterId: string; factor: number }, InvalidInput | NotFound>> {
  const [meter] = await areas.findMetersBySerialNumber([serialNumber], viewer.scope);
  if (meter === undefined) {
    return fail(notFound(`There is no meter ${quoted(serialNumber)}.`, 'serialNumber'));
  }
  if (!quantitiesOf(meter.kind).includes('REGISTER')) {
    const message = `Meter ${quoted(serialNumber)} is of kind ${meter.kind}, which has no register.`;
    return fail(invalidInput(message, 'serialNumber'));
  }
  const factor = factorOf('REGISTER', unit);
  return factor === null
    ? fail(invalidInput(`${unit} is no unit of REGISTER.`, 'unit'))
    : ok({ meterId: meter.id, factor });
}

function said({ viewer, now }: RegisterContext, meterId: string) {
  return { meterId, saidBy: `${viewer.kind}:${viewer.id}`, saidAt: now() };
}

function isPossible(registerM3: number): boolean {
  const [least, greatest] = possibleRange.REGISTER;
  return registerM3 >= least && registerM3 <= greatest;
}

function outOfRange(field: string) {
  const [least, greatest] = possibleRange.REGISTER;
  return fail(invalidInput(`It is outside ${least} to ${greatest} m³.`, field));
}
