import { refusedBy } from './refused-by.ts';

describe('refusedBy', () => {
  it('tells every refusal in the one line that a command ends with', () => {
    const error = refusedBy([
      { message: 'Text before the first [SECTION].', path: ['text'] },
      { message: 'No section [JUNCTIONS].' },
    ]);
    expect(error.message).toBe('text: Text before the first [SECTION]. No section [JUNCTIONS].');
  });
});
