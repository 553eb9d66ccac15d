import { citePassage } from './cite-passage.ts';

const cite = (heading: string | null) =>
  citePassage({ title: 'Manual' }, { heading, startOffset: 120, endOffset: 980 });

describe('citePassage', () => {
  it('names title, heading and place', () => {
    expect(cite('Leaks › At night')).toBe('Manual › Leaks › At night, characters 120–980');
    expect(cite(null)).toBe('Manual, characters 120–980');
  });

  it('names the title once when it is also the first heading', () => {
    expect(cite('Manual › At night')).toBe('Manual › At night, characters 120–980');
  });
});
