import fc from 'fast-check';
import { milvusFilter, quoted } from './milvus-filter.ts';

const everything = { categories: [], languages: [] } as const;

describe('milvusFilter', () => {
  it('names the model and nothing else for one who sees everything', () => {
    expect(milvusFilter('m', { scope: 'everywhere', ...everything })).toBe('model == "m"');
  });

  it('lets one without any area see only what is for everyone', () => {
    const scope = { regionIds: [], branchIds: [], dmaIds: [] };
    expect(milvusFilter('m', { scope, ...everything })).toBe('model == "m" and (everyone == true)');
  });

  it('joins the areas of the caller with or, and categories and languages with and', () => {
    const scope = { regionIds: ['r'], branchIds: [], dmaIds: ['d', 'e'] };
    expect(milvusFilter('m', { scope, categories: ['MANUAL'], languages: ['TH', 'EN'] })).toBe(
      'model == "m" and (everyone == true or array_contains_any(region_ids, ["r"]) or ' +
        'array_contains_any(dma_ids, ["d", "e"])) and category in ["MANUAL"] and ' +
        'language in ["TH", "EN"]',
    );
  });
});

describe('quoted', () => {
  it('lets no value end its own quotation', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const attempt = () => quoted(value);
        if (/["\\\n]/.test(value)) expect(attempt).toThrow(TypeError);
        else if (/^[a-z0-9-]*$/.test(value)) expect(attempt()).toBe(`"${value}"`);
      }),
    );
  });
});
