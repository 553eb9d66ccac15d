import fc from 'fast-check';
import { factorCovariance } from './factor-covariance.ts';
import type { LeakSignatures } from './leak-signatures.ts';
import { likelyArea, rankCandidates, type BlockEvidence } from './rank-candidates.ts';

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const sensorCount = 5;
const blocksPerDay = 2;

/** Signatures of 4 to 9 candidates, and a covariance of one common factor beside own noise. */
const aWorld = fc.record({
  falls: fc.array(
    fc.array(number(0.001, 0.1), {
      minLength: sensorCount * blocksPerDay,
      maxLength: sensorCount * blocksPerDay,
    }),
    { minLength: 4, maxLength: 9 },
  ),
  common: fc.array(number(0, 0.05), { minLength: sensorCount, maxLength: sensorCount }),
  own: fc.array(number(0.002, 0.02), { minLength: sensorCount, maxLength: sensorCount }),
  sizeM3PerHour: number(1, 50),
});

type World = {
  readonly falls: readonly (readonly number[])[];
  readonly common: readonly number[];
  readonly own: readonly number[];
  readonly sizeM3PerHour: number;
};

const inOrder = [0, 1, 2, 3, 4];

function signaturesOf({ falls }: World, order: readonly number[] = inOrder): LeakSignatures {
  return {
    sensors: order.map((sensor) => `s${sensor}`),
    blocksPerDay,
    candidates: falls.map((row, index) => ({
      id: `p${index}`,
      fallsMPerM3PerHour: Float64Array.from(
        [0, 1].flatMap((block) => order.map((sensor) => row[block * sensorCount + sensor] ?? 0)),
      ),
    })),
  };
}

/** Falls of a leak at a candidate, with a disturbance of every sensor of its own. */
function evidenceOf(world: World, leak: number, noise = 0, order = inOrder): BlockEvidence[] {
  return [0, 1].map((block) => ({
    fallsM: order.map(
      (sensor) =>
        world.sizeM3PerHour * (world.falls[leak]?.[block * sensorCount + sensor] ?? 0) +
        noise * (sensor % 2 === 0 ? 1 : -1) * (sensor + 1),
    ),
    covarianceM2: Float64Array.from(
      order.flatMap((i) =>
        order.map(
          (j) =>
            (world.common[i] ?? 0) * (world.common[j] ?? 0) +
            (i === j ? (world.own[i] ?? 0) ** 2 : 0),
        ),
      ),
    ),
  }));
}

const probabilities = ({ candidates }: ReturnType<typeof rankCandidates>) =>
  new Map(candidates.map(({ id, probability }) => [id, probability]));

describe('ranking candidates', () => {
  it('gives probabilities that make 1, likeliest first', () => {
    fc.assert(
      fc.property(aWorld, number(-0.02, 0.02), (world, noise) => {
        const { candidates } = rankCandidates(
          signaturesOf(world),
          evidenceOf(world, 0, noise),
          null,
        );
        expect(candidates).toHaveLength(world.falls.length);
        expect(candidates.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
        for (const [index, { probability }] of candidates.slice(1).entries()) {
          expect(probability).toBeLessThanOrEqual(candidates[index]?.probability ?? 0);
        }
      }),
    );
  });

  it('puts the candidate first whose signature is seen without noise, and tells its size', () => {
    fc.assert(
      fc.property(aWorld, fc.nat(3), (world, leak) => {
        const ranking = rankCandidates(signaturesOf(world), evidenceOf(world, leak), null);
        const [first] = ranking.candidates;
        // Rounding may put one of the same shape first.
        if (first?.id !== `p${leak}`) {
          const own = ranking.candidates.find(({ id }) => id === `p${leak}`);
          expect(own?.probability).toBeCloseTo(first?.probability ?? 0, 6);
        } else {
          expect(first.sizeM3PerHour).toBeCloseTo(world.sizeM3PerHour, 4);
        }
        expect(ranking.misfit).toBeLessThan(1e-6);
      }),
    );
  });

  it('does not change with the order of sensors', () => {
    fc.assert(
      fc.property(
        aWorld,
        number(-0.02, 0.02),
        fc.shuffledSubarray([...inOrder], { minLength: sensorCount }),
        (world, noise, order) => {
          const plain = rankCandidates(signaturesOf(world), evidenceOf(world, 1, noise), null);
          const mixed = rankCandidates(
            signaturesOf(world, order),
            evidenceOf(world, 1, noise, order),
            null,
          );
          for (const [id, probability] of probabilities(plain)) {
            expect(probabilities(mixed).get(id)).toBeCloseTo(probability, 6);
          }
        },
      ),
    );
  });

  it('does not change when leak and noise are scaled alike, without a known size', () => {
    fc.assert(
      fc.property(aWorld, number(-0.02, 0.02), number(0.1, 10), (world, noise, factor) => {
        const evidence = evidenceOf(world, 2, noise);
        const scaled = evidence.map(({ fallsM, covarianceM2 }) => ({
          fallsM: Array.from(fallsM, (fall) => factor * (fall ?? 0)),
          covarianceM2: covarianceM2.map((value) => factor ** 2 * value),
        }));
        const plain = rankCandidates(signaturesOf(world), evidence, null);
        const other = rankCandidates(signaturesOf(world), scaled, null);
        for (const [id, probability] of probabilities(plain)) {
          expect(probabilities(other).get(id)).toBeCloseTo(probability, 6);
        }
      }),
    );
  });

  it('leaves a missing sensor out, as if it had never been there', () => {
    fc.assert(
      fc.property(aWorld, number(-0.02, 0.02), fc.nat(4), (world, noise, missing) => {
        const gap = evidenceOf(world, 0, noise).map((block) => ({
          ...block,
          fallsM: Array.from(block.fallsM, (fall, sensor) => (sensor === missing ? null : fall)),
        }));
        const order = inOrder.filter((sensor) => sensor !== missing);
        const without = rankCandidates(
          signaturesOf(world, order),
          evidenceOf(world, 0, noise, order),
          null,
        );
        const withGap = rankCandidates(signaturesOf(world), gap, null);
        for (const [id, probability] of probabilities(without)) {
          expect(probabilities(withGap).get(id)).toBeCloseTo(probability, 6);
        }
      }),
    );
  });

  it('tells candidates of one shape apart by the size that the inflow tells', () => {
    const weak = [1, 2, 3, 4, 5, 1, 2, 3, 4, 5].map((fall) => fall / 1000);
    const world = {
      falls: [weak, weak.map((fall) => 4 * fall)],
      common: [0, 0, 0, 0, 0],
      own: [0.002, 0.002, 0.002, 0.002, 0.002],
      sizeM3PerHour: 20,
    };
    const evidence = evidenceOf(world, 0);
    const size = { valueM3PerHour: 18, errorM3PerHour: 3 };
    const unknown = rankCandidates(signaturesOf(world), evidence, null);
    expect(unknown.candidates.map(({ probability }) => probability)).toEqual([0.5, 0.5]);
    const known = rankCandidates(signaturesOf(world), evidence, size);
    expect(known.candidates[0]?.id).toBe('p0');
    expect(known.candidates[0]?.probability).toBeGreaterThan(0.6);
  });

  it('prefers nobody where nothing fell, and doubts where nothing fits', () => {
    const world = {
      falls: [
        [1, 2, 3, 4, 5, 1, 2, 3, 4, 5],
        [5, 4, 3, 2, 1, 5, 4, 3, 2, 1],
      ],
      common: [0, 0, 0, 0, 0],
      own: [0.1, 0.1, 0.1, 0.1, 0.1],
      sizeM3PerHour: -1,
    };
    const rising = rankCandidates(signaturesOf(world), evidenceOf(world, 0), null);
    expect(rising.candidates.map(({ probability }) => probability)).toEqual([0.5, 0.5]);
    const odd = evidenceOf({ ...world, sizeM3PerHour: 1 }, 0, 5);
    expect(rankCandidates(signaturesOf(world), odd, null).misfit).toBeGreaterThan(2);
  });
});

describe('the likely area', () => {
  it('is the fewest candidates that have the share, or all of them', () => {
    const candidates = [0.5, 0.3, 0.15, 0.05].map((probability, index) => ({
      id: `p${index}`,
      probability,
      sizeM3PerHour: 1,
    }));
    expect(likelyArea(candidates, 0.8).map(({ id }) => id)).toEqual(['p0', 'p1']);
    expect(likelyArea(candidates, 0.81)).toHaveLength(3);
    expect(likelyArea(candidates, 1.1)).toHaveLength(4);
    expect(likelyArea([], 0.8)).toEqual([]);
  });
});

describe('a covariance by common factors', () => {
  it('keeps every variance and is what it was with as many factors as it has', () => {
    fc.assert(
      fc.property(aWorld, (world) => {
        const [{ covarianceM2 } = { covarianceM2: new Float64Array() }] = evidenceOf(world, 0);
        const plain = factorCovariance(covarianceM2, sensorCount, 2, 0);
        for (let i = 0; i < sensorCount; i += 1) {
          expect(plain[i * 6]).toBeCloseTo(covarianceM2[i * 6] ?? 0, 9);
        }
        const common = Float64Array.from(
          world.common.flatMap((a) => world.common.map((b) => a * b)),
        );
        const one = factorCovariance(common, sensorCount, 1, 1e-6);
        for (const [index, value] of common.entries()) {
          expect(one[index]).toBeCloseTo(value + (index % 6 === 0 ? 1e-6 : 0), 9);
        }
      }),
    );
  });
});
