import type { DataQualityRepository, SentQuality } from '../persistence/data-quality.ts';
import { pastOf, qualityOf } from './read-data-quality.ts';

const from = new Date('2026-01-01T00:00:00Z');
const days = (count: number) => ({ from, to: new Date(from.getTime() + count * 86_400_000) });
const ids = (count: number) => Array.from({ length: count }, (_, n) => String(n));

/** Tells which way was taken. */
function repositoryOf(archived: boolean): DataQualityRepository & { readonly ways: string[] } {
  const ways: string[] = [];
  const way = (name: string) => async (): Promise<readonly SentQuality[]> => {
    ways.push(name);
    return [];
  };
  return {
    ways,
    metersOfDmas: async () => new Map(),
    heldUpDays: async () => new Map(),
    metersOfArea: async () => [],
    isVisible: async () => true,
    areArchived: async () => archived,
    ofReadings: way('readings'),
    ofRollups: way('roll-ups'),
  };
}

describe('data quality', () => {
  it.each([
    [31, false, 'readings'],
    [31, true, 'roll-ups'],
    [32, false, 'roll-ups'],
  ])('of %s days, in the archive: %s, is read from %s', async (length, archived, way) => {
    const repository = repositoryOf(archived);
    await qualityOf(repository, ids(10), ['FLOW'], days(length));
    expect(repository.ways).toEqual([way]);
  });

  it('of too many meters is refused before it is read', async () => {
    const repository = repositoryOf(false);
    await expect(qualityOf(repository, ids(3_500), ['FLOW'], days(30))).rejects.toThrow(
      '3500 meters for 30 days are too many',
    );
    await expect(qualityOf(repository, ids(3_500), ['FLOW'], days(3_000))).rejects.toThrow(
      'too many',
    );
    expect(repository.ways).toEqual([]);
  });

  it('expects nothing of the future', () => {
    const now = new Date(from.getTime() + 86_400_000);
    expect(pastOf(days(3), now)).toEqual(days(1));
    expect(pastOf(days(3), from)).toBeNull();
    expect(() => pastOf(days(0), now)).toThrow('must be before');
    expect(() => pastOf(days(4_000), now)).toThrow('at most 3660 days');
  });
});
