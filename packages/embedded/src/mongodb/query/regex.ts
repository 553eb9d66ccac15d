import { BSONRegExp } from 'bson';
import { refuse } from '../errors.ts';

const whitespace = '\\t\\n\\v\\f\\r ';

/** Compiles a `$regex` operand with its options. */
export function compileRegex(operand: unknown, options: unknown): RegExp {
  if (options !== undefined && typeof options !== 'string')
    refuse(2, '$options has to be a string');
  if (operand instanceof BSONRegExp) {
    if (options !== undefined && operand.options !== '') {
      refuse(51075, 'options set in both $regex and $options');
    }
    return translate(operand.pattern, options ?? operand.options);
  }
  if (typeof operand !== 'string') return refuse(2, '$regex has to be a string');
  return translate(operand, options ?? '');
}

/**
 * Rewrites a PCRE pattern, as MongoDB understands it, into an equal JavaScript one. What JavaScript
 * has no equal for fails to compile (its Unicode mode is strict) and is refused.
 */
export function translate(pattern: string, options: string): RegExp {
  const inline = /^\(\?([ims]+)\)/.exec(pattern);
  const flags = new Set(options + (inline?.[1] ?? ''));
  for (const flag of flags) {
    if (!'imsu'.includes(flag)) refuse(51108, `invalid flag in regex options: ${flag}`);
  }
  const source = inline === null ? pattern : pattern.slice(inline[0].length);
  // In PCRE a bracket that opens with `]` contains it, and [:alpha:] is a class; not in JavaScript.
  if (/\[\^?\]|\[[:.=]/.test(source)) {
    refuse(51091, `Regular expression is not supported: /${pattern}/`);
  }
  const ignoreCase = flags.has('i') ? 'i' : '';
  try {
    return new RegExp(rewrite(source, flags.has('m'), flags.has('s')), `u${ignoreCase}`);
  } catch {
    return refuse(51091, `Regular expression is invalid or not supported: /${pattern}/`);
  }
}

function rewrite(source: string, multiline: boolean, dotAll: boolean): string {
  let result = '';
  let inClass = false;
  const units = Array.from(source);
  for (let index = 0; index < units.length; index += 1) {
    const unit = units[index] ?? '';
    if (unit === '\\') {
      index += 1;
      result += escape(units[index] ?? '', inClass);
    } else if (inClass) {
      inClass = unit !== ']';
      result += unit;
    } else if (unit === '[') {
      inClass = true;
      result += unit;
    } else {
      result += plain(unit, multiline, dotAll);
    }
  }
  return result;
}

// A line ends at \n alone, and `$` also stands before the last one.
function plain(unit: string, multiline: boolean, dotAll: boolean): string {
  if (unit === '.') return dotAll ? '[\\s\\S]' : '[^\\n]';
  if (unit === '^') return multiline ? '(?<![^\\n])' : '^';
  if (unit === '$') return multiline ? '(?![^\\n])' : '(?=\\n?(?![\\s\\S]))';
  return unit;
}

function escape(unit: string, inClass: boolean): string {
  if (unit === 's') return inClass ? whitespace : `[${whitespace}]`;
  if (unit === 'S' && !inClass) return `[^${whitespace}]`;
  if (unit === 'S') throw new SyntaxError('\\S in a class');
  // Strict mode knows only the escapes of special characters; the others stand for themselves.
  const needless = /^[!-/:-@[-`{-~ ]$/.test(unit) && !'^$\\.*+?()[]{}|/'.includes(unit);
  return needless && !(inClass && unit === '-') ? unit : `\\${unit}`;
}
