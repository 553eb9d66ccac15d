import { fail, invalidInput, ok, type InvalidInput, type Result } from '@waris/service-kit';
import type { DocumentLanguage } from './document.ts';
import { normaliseText } from './normalise-text.ts';

export const maxContentBytes = 5 * 1024 * 1024;
export const maxTitleLength = 200;

export type CheckedUpload = {
  readonly title: string;
  /** Normalised. */
  readonly text: string;
  readonly sizeBytes: number;
};

/** The text and title as they will be stored, or everything that is wrong with them. */
export function checkUpload(upload: {
  readonly title: string;
  readonly content: string;
}): Result<CheckedUpload, InvalidInput> {
  const title = upload.title.normalize('NFC').trim();
  const sizeBytes = Buffer.byteLength(upload.content);
  const problems = [...titleProblems(title), ...contentProblems(upload.content, sizeBytes)];
  if (problems.length > 0) return fail(...problems);
  return ok({ title, text: normaliseText(upload.content), sizeBytes });
}

function titleProblems(title: string): readonly InvalidInput[] {
  const problem = (message: string) => invalidInput(message, 'title');
  if (title === '') return [problem('The title is empty.')];
  if (title.length > maxTitleLength) {
    return [problem(`The title is longer than ${maxTitleLength} characters.`)];
  }
  if (isBinary(title) || /[\r\n]/.test(title)) {
    return [problem('The title has line breaks or control characters.')];
  }
  return [];
}

function contentProblems(content: string, sizeBytes: number): readonly InvalidInput[] {
  const problem = (message: string) => invalidInput(message, 'content');
  // Size first: nothing else is worth the time on a text that is too long.
  if (sizeBytes > maxContentBytes) return [problem('The text is larger than 5 MB.')];
  if (isBinary(content)) {
    return [problem('This is not a text: it has bytes that occur in binary files only.')];
  }
  if (!/[\p{L}\p{N}]/u.test(content)) return [problem('The text has no words.')];
  return [];
}

/** Control characters, broken surrogates, or the marks that a failed UTF-8 decoding leaves. */
function isBinary(text: string): boolean {
  if (!text.isWellFormed()) return true;
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u0008\u000E-\u001A\u001C-\u001F\uFFFE\uFFFF]/.test(text)) return true;
  const undecoded = text.split('\uFFFD').length - 1;
  return undecoded > 0 && undecoded > text.length / 1_000;
}

/** The language most of the letters belong to. */
export function detectLanguage(text: string): DocumentLanguage {
  const thai = text.match(/[\u0E01-\u0E2E]/g)?.length ?? 0;
  const latin = text.match(/[A-Za-z]/g)?.length ?? 0;
  return thai * 2 >= latin && thai > 0 ? 'TH' : 'EN';
}
