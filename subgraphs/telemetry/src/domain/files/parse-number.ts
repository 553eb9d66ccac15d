import { plainDigits } from './thai.ts';

const plainNumber = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
const grouped = /^[-+]?\d{1,3}(,\d{3})+(\.\d*)?$/;

/** A number in a file; null for an empty cell, NaN for text that is no number. */
export function parseNumber(text: string): number | null {
  if (text === '') return null;
  if (plainNumber.test(text)) return Number(text);
  const plain = plainDigits(text);
  if (plain === '') return null;
  if (plainNumber.test(plain)) return Number(plain);
  return grouped.test(plain) ? Number(plain.replaceAll(',', '')) : Number.NaN;
}
