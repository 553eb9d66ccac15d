const disturbed: Readonly<Record<string, number>> = { PIPES: 5, DEMANDS: 1 };

/**
 * A network file whose pipe roughness and base demands are each off by up to `ratio` either way:
 * a model as one has it, which is not the network. Repeatable.
 */
export function disturbModel(inpText: string, ratio: number): string {
  let state = 1;
  let section = '';
  const factor = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return 1 + ratio * (2 * (state / 2 ** 32) - 1);
  };
  return inpText
    .split(/\r?\n/u)
    .map((line) => {
      section = /^\s*\[(\w+)\]/u.exec(line)?.[1]?.toUpperCase() ?? section;
      const column = disturbed[section];
      const fields = line.trim().split(/\s+/u);
      const value = Number(fields[column ?? -1]);
      if (column === undefined || !(value > 0) || /^\s*[;[]/u.test(line)) return line;
      fields[column] = (value * factor()).toFixed(6);
      return fields.join(' ');
    })
    .join('\n');
}
