const thaiDigits = /[๐-๙]/g;

/** Thai digits as Arabic ones, without space around; other text as it is. */
export function plainDigits(text: string): string {
  return text.trim().replace(thaiDigits, (digit) => String(digit.charCodeAt(0) - 0x0e50));
}

const names = [
  ['ม.ค.', 'มกราคม', 'jan', 'january'],
  ['ก.พ.', 'กุมภาพันธ์', 'feb', 'february'],
  ['มี.ค.', 'มีนาคม', 'mar', 'march'],
  ['เม.ย.', 'เมษายน', 'apr', 'april'],
  ['พ.ค.', 'พฤษภาคม', 'may'],
  ['มิ.ย.', 'มิถุนายน', 'jun', 'june'],
  ['ก.ค.', 'กรกฎาคม', 'jul', 'july'],
  ['ส.ค.', 'สิงหาคม', 'aug', 'august'],
  ['ก.ย.', 'กันยายน', 'sep', 'september'],
  ['ต.ค.', 'ตุลาคม', 'oct', 'october'],
  ['พ.ย.', 'พฤศจิกายน', 'nov', 'november'],
  ['ธ.ค.', 'ธันวาคม', 'dec', 'december'],
];

const months = new Map(
  names.flatMap((spellings, index) =>
    spellings.map((spelling) => [spelling.replaceAll('.', ''), index + 1] as const),
  ),
);

/** 1 to 12 for the Thai or English name of a month, dots or not; undefined for other text. */
export function monthOf(name: string): number | undefined {
  return months.get(name.toLowerCase().replaceAll(/[.\s]/g, ''));
}

/** A year of the common era; those from 2400 to 2799 are Buddhist. */
export function commonYear(year: number): number {
  return year >= 2400 && year < 2800 ? year - 543 : year;
}
