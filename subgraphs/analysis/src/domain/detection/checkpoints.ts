const dayMs = 86_400_000;
const latestKept = 3;
const spacingDays = 14;
const spacedKept = 6;

/**
 * Whether what a model knew before a local day is kept, once the days before `head` are judged: the
 * latest three, since most late readings are hours late, and every other week of three months.
 * Later changes of older days are judged anew from the beginning.
 */
export function isCheckpoint(beforeDay: string, head: string): boolean {
  const number = Date.parse(`${beforeDay}T00:00:00Z`) / dayMs;
  const age = Date.parse(`${head}T00:00:00Z`) / dayMs - number;
  if (age < 0) return false;
  return age < latestKept || (number % spacingDays === 0 && age <= spacingDays * spacedKept);
}

/** All days that are checkpoints once the days before `head` are judged. */
export function checkpointsBefore(head: string): readonly string[] {
  const headMs = Date.parse(`${head}T00:00:00Z`);
  return Array.from({ length: spacingDays * spacedKept + 1 }, (_, age) =>
    new Date(headMs - age * dayMs).toISOString().slice(0, 10),
  ).filter((day) => isCheckpoint(day, head));
}
