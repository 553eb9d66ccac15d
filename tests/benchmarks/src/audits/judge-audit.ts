import { figure, nameOf, type Audit } from './read-audits.ts';
import { impliedPrivateFeet, recomputeAudit, type Recomputed } from './recompute-audit.ts';

export type Reason =
  | 'rounded in print'
  | 'cut off in print'
  | 'private pipe is counted but not published'
  | 'meter corrections are not published'
  | 'a meter correction above 10 %'
  | 'the audit does not add up'
  | 'follows from a figure that does not add up'
  | 'cannot be computed'
  | 'unexplained';

/** A published figure beside ours, in its own unit. `reason` is null when they agree. */
export type Verdict = {
  readonly audit: string;
  readonly quantity: string;
  readonly published: number;
  readonly ours: number | null;
  readonly reason: Reason | null;
  readonly detail: string;
};

const tolerance = 0.001;

// What real losses enter into: an audit that got them wrong got these wrong with them.
const fromRealLosses: ReadonlySet<string> = new Set([
  'CARL',
  'ILI',
  'Real.Losses.per.connection.per.day',
  'Real.Losses.per.length.per.day',
]);

function agrees(ours: number | null | undefined, published: number): boolean {
  return (
    ours !== null &&
    ours !== undefined &&
    Math.abs(ours - published) <= tolerance * Math.abs(published) + 1e-9
  );
}

/** Judges every derived figure that an audit publishes. */
export function judgeAudit(audit: Audit): readonly Verdict[] {
  const plain = recomputeAudit(audit, 0);
  const feet = impliedPrivateFeet(audit);
  const withPipe = feet === 0 ? plain : recomputeAudit(audit, feet);
  return [...plain].flatMap(([quantity, ours]): readonly Verdict[] => {
    const published = figure(audit, quantity);
    if (published === null) return [];
    const [reason, detail] = agrees(ours, published)
      ? [null, '']
      : reasonFor(audit, quantity, published, ours, withPipe, feet);
    return [{ audit: nameOf(audit), quantity, published, ours, reason, detail }];
  });
}

function reasonFor(
  audit: Audit,
  quantity: string,
  published: number,
  ours: number | null,
  withPipe: Recomputed,
  feet: number,
): readonly [Reason, string] {
  if (ours === null) return ['cannot be computed', 'an input is missing'];
  const step = 10 ** -decimalsOf(audit.get(quantity) ?? '');
  if (Math.abs(ours - published) <= step / 2 + 1e-9) return ['rounded in print', `to ${step}`];
  if (Math.abs(Math.trunc(ours / step) * step - published) < step / 1e3) {
    return ['cut off in print', `to ${step}`];
  }
  const ourWithPipe = withPipe.get(quantity) ?? null;
  if (feet > 0 && ourWithPipe !== null) {
    const isRounded = Math.abs(ourWithPipe - published) <= step / 2 + 1e-9;
    if (agrees(ourWithPipe, published) || isRounded) {
      return ['private pipe is counted but not published', `${feet} ft per connection`];
    }
  }
  if (quantity === 'Supplied') {
    const share = ((published - ours) / published) * 100;
    const reason: Reason =
      Math.abs(share) > 10
        ? 'a meter correction above 10 %'
        : 'meter corrections are not published';
    return [reason, `${share.toFixed(1)} % of water supplied`];
  }
  if (quantity === 'Real.Losses') {
    const difference =
      (figure(audit, 'Water.Losses') ?? 0) - (figure(audit, 'Apparent.Losses') ?? 0);
    if (agrees(ours, difference)) {
      return [
        'the audit does not add up',
        `water − apparent losses are ${difference.toFixed(3)} MG`,
      ];
    }
  }
  return derivedReason(audit, quantity, published, ours);
}

/** Whether a figure agrees once the audit's own real losses are taken instead of the balance's. */
function derivedReason(
  audit: Audit,
  quantity: string,
  published: number,
  ours: number,
): readonly [Reason, string] {
  const own = figure(audit, 'Real.Losses');
  const balance = recomputeAudit(audit, impliedPrivateFeet(audit));
  const real = balance.get('Real.Losses') ?? null;
  if (fromRealLosses.has(quantity) && own !== null && real !== null && real !== 0) {
    const rescaled = ((balance.get(quantity) ?? ours) * own) / real;
    if (!agrees(real, own) && agrees(rescaled, published)) {
      return ['follows from a figure that does not add up', `real losses ${own} MG`];
    }
  }
  return ['unexplained', ''];
}

function decimalsOf(text: string): number {
  const [, decimals = ''] = text.split('.');
  return /^\d*$/u.test(decimals) ? decimals.length : 15;
}
