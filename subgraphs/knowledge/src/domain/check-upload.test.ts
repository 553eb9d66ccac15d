import { checkUpload, detectLanguage, maxContentBytes } from './check-upload.ts';

const refusal = (upload: { title?: string; content?: string }) => {
  const result = checkUpload({ title: 'A title', content: 'A text.', ...upload });
  return result.ok ? null : result.errors[0];
};

describe('checkUpload', () => {
  it.each([
    ['an empty title', { title: ' ' }, 'title', 'empty'],
    ['a title that is too long', { title: 'ก'.repeat(201) }, 'title', '200 characters'],
    ['a title with a line break', { title: 'a\nb' }, 'title', 'line breaks'],
    ['an empty text', { content: '' }, 'content', 'no words'],
    ['a text without words', { content: ' \n# — …\n' }, 'content', 'no words'],
    ['a text with a NUL', { content: 'a\0b' }, 'content', 'not a text'],
    ['a broken surrogate', { content: 'a\uD800b' }, 'content', 'not a text'],
    ['bytes that were no UTF-8', { content: `PK\uFFFD\uFFFD a` }, 'content', 'not a text'],
    ['control characters', { content: 'a\u0001b' }, 'content', 'not a text'],
    ['more than 5 MB', { content: 'ก'.repeat(maxContentBytes / 3 + 1) }, 'content', '5 MB'],
  ])('refuses %s', (_name, upload, field, words) => {
    expect(refusal(upload)).toMatchObject({ kind: 'InvalidInput', path: [field] });
    expect(refusal(upload)?.message).toContain(words);
  });

  it('tells everything that is wrong at once', () => {
    const result = checkUpload({ title: '', content: '' });
    expect(result.ok ? [] : result.errors.map((error) => error.path[0])).toEqual([
      'title',
      'content',
    ]);
  });

  it('gives back the normalised text and the size that was sent', () => {
    expect(checkUpload({ title: ' A ', content: 'น\u0E4D\u0E32\r\n' })).toEqual({
      ok: true,
      value: { title: 'A', text: 'น\u0E33\n', sizeBytes: 11 },
    });
  });

  it('takes exactly 5 MB', () => {
    expect(refusal({ content: 'a'.repeat(maxContentBytes) })).toBeNull();
  });
});

describe('detectLanguage', () => {
  it.each([
    ['คู่มือการใช้งาน NRW และ DMA', 'TH'],
    ['The word น้ำ means water in this text.', 'EN'],
    ['12345', 'EN'],
  ])('says that %j is %s', (text, language) => {
    expect(detectLanguage(text)).toBe(language);
  });
});
