import { badUserInput } from '@waris/service-kit';
import type { Context } from '../context.ts';
import { areaBalance } from '../domain/area-balance.ts';
import { policyWith } from '../domain/balance-policy.ts';
import type { WaterBalance } from '../domain/balance.ts';
import type { KnownVolumes } from '../domain/balance-components.ts';
import { dmaBalance, type BalanceChoice } from '../domain/dma-balance.ts';
import type { Dma } from '../domain/dma.ts';
import { problemWithPeriod, type Period } from '../domain/period.ts';
import { costSettingsOfDma } from './cost-settings.ts';

/** The balance of one DMA from stored readings. Throws BAD_USER_INPUT on a bad period. */
export async function waterBalanceOfDma(
  context: Context,
  dma: Dma,
  period: Period,
): Promise<WaterBalance> {
  requireReadable(context, period);
  return balanceFromReadings(context, dma, period, choiceOf(context));
}

/** The sum over the DMAs of an area in the order given; null when there are none. */
export async function waterBalanceOfArea(
  context: Context,
  areaId: string,
  dmas: readonly Dma[],
  period: Period,
): Promise<WaterBalance | null> {
  requireReadable(context, period);
  if (dmas.length === 0) return null;
  const choice = choiceOf(context);
  const balanceOf = async (dma: Dma) => ({
    code: dma.code,
    connections: dma.connections,
    mainsLengthKm: dma.mainsLengthKm,
    balance: await balanceFromReadings(context, dma, period, choice),
  });
  const [balances, costSettings] = await Promise.all([
    Promise.all(dmas.map(balanceOf)),
    context.loaders.costSettings.load(areaId),
  ]);
  return areaBalance(period, balances, choice.bandMatrix, costSettings);
}

export async function balanceFromReadings(
  context: Context,
  dma: Dma,
  period: Period,
  choice: BalanceChoice,
  knownVolumes: KnownVolumes = {},
): Promise<WaterBalance> {
  const [readings, costSettings] = await Promise.all([
    context.loaders.balanceReadings.load({ dma, period }),
    costSettingsOfDma(context, dma),
  ]);
  const balance = dmaBalance(dma, period, readings, { costSettings, ...choice }, knownVolumes);
  if (period.to <= context.now()) return balance;
  const message = 'The period is not over: figures will change.';
  return { ...balance, warnings: [{ code: 'PERIOD_NOT_OVER', message }, ...balance.warnings] };
}

export function choiceOf({ settings }: Context): BalanceChoice {
  return {
    policy: policyWith(settings.customerMeterUnderRegistrationRatio),
    bandMatrix: settings.bandMatrix,
  };
}

function requireReadable(context: Context, period: Period): void {
  context.viewer.require('analysis:read');
  const problem = problemWithPeriod(period);
  if (problem !== null) throw badUserInput(problem);
}
