import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { StartError } from './errors.ts';
import { logDestination, PatientLog } from './log-destination.ts';

/** A disk of which `room` says how many bytes it takes at each attempt; null: as many as come. */
function diskWith(room: (number | null)[]) {
  let text = '';
  return {
    append: (bytes: Buffer) => {
      const most = room.length === 0 ? null : (room.shift() ?? null);
      if (most === 0) throw new Error('ENOSPC: no space left on device, write');
      const part = bytes.subarray(0, most ?? bytes.length);
      text += part.toString('latin1');
      return part.length;
    },
    lines: () => text.split('\n').slice(0, -1),
  };
}

describe('a log whose disk is full', () => {
  it('writes every line whole and in order once there is room, wherever it was cut off', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.nat(8)), { maxLength: 40 }),
        fc.array(fc.stringMatching(/^[a-z]{0,12}$/), { minLength: 1, maxLength: 20 }),
        (room, lines) => {
          const disk = diskWith(room);
          const log = new PatientLog(disk.append);
          lines.forEach((line) => log.write(`${line}\n`));
          while (room.length > 0) log.write('again\n');
          log.write('last\n');
          expect(disk.lines().slice(0, lines.length)).toEqual(lines);
          expect(disk.lines().at(-1)).toBe('last');
        },
      ),
    );
  });

  it('keeps a million bytes and says how many lines it lost beyond them', () => {
    const line = `${'x'.repeat(1023)}\n`;
    const disk = diskWith(Array.from({ length: 1500 }, () => 0));
    const log = new PatientLog(disk.append);
    for (let written = 0; written < 1500; written += 1) log.write(line);
    expect(disk.lines()).toEqual([]);
    log.write('');
    expect(disk.lines()).toHaveLength(1025);
    expect(JSON.parse(disk.lines().at(-1) ?? '')).toMatchObject({
      level: 40,
      msg: '476 lines of the log found no room and are lost.',
    });
  });
});

it('says which file cannot be a log, and why', () => {
  // A folder can be opened by nobody, not even by root.
  const open = () => logDestination(tmpdir());
  expect(open).toThrow(StartError);
  expect(open).toThrow(`The log ${tmpdir()} cannot be written (EISDIR).`);
});
