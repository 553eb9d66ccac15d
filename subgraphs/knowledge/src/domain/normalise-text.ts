// PDF extraction and some keyboards write sara am as nikhahit and sara aa, at times with the
// tone mark between or after; Unicode's own composition leaves all of them as they are.
const nikhahitThenAa = /\u0E4D([\u0E48-\u0E4B]?)\u0E32/g;
const toneThenNikhahit = /([\u0E48-\u0E4B])\u0E4D\u0E32/g;

/** The form in which texts are stored, offsets are counted and questions are asked. */
export function normaliseText(text: string): string {
  return (
    text
      .replace(/^\uFEFF+/, '')
      .replace(/\r\n?/g, '\n')
      .normalize('NFC')
      .replace(nikhahitThenAa, '$1\u0E33')
      .replace(toneThenNikhahit, '$1\u0E33')
      // A tone mark that has come next to another mark has its place before or after it.
      .normalize('NFC')
  );
}
