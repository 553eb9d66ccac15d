import { lintSchema } from './lint-schema.ts';

describe('the schema lint', () => {
  it('finds nothing in a type that follows the guide', () => {
    const sdl = `
      "A district metered area."
      type Dma implements Node @key(fields: "id") {
        id: ID! lengthKm: Float flowM3PerHour: Float measuredAt: DateTime
      }`;
    expect(lintSchema(sdl)).toEqual([]);
  });

  it('leaves a lone input to the description of its type', () => {
    const sdl = 'extend type Query { "d" waterAudit(input: WaterAuditInput!): WaterAudit! }';
    expect(lintSchema(sdl)).toEqual([]);
  });

  it('takes a value for measured where its unit stands beside it, and only there', () => {
    const rule = (fields: string) => `"d" type Rule { ${fields} }`;
    expect(lintSchema(rule('unit: Unit! leastValue: Float'))).toEqual([]);
    expect(lintSchema(rule('leastValue: Float'))).toHaveLength(1);
    expect(lintSchema(rule('unit: Unit! least: Float'))).toHaveLength(1);
  });

  it.each([
    ['a type without a description', 'type Dma { id: ID! }', 'Dma has no description.'],
    [
      'a number without a unit',
      '"d" type Dma { length: Float }',
      'Dma.length is a Float without a unit in its name.',
    ],
    [
      'an instant without At',
      '"d" type Dma { created: DateTime! }',
      'Dma.created is an instant whose name does not end in At.',
    ],
    [
      'a root field without a description',
      'type Query { dma: Dma }',
      'Query.dma has no description.',
    ],
    [
      'an argument of a root field without a description',
      'type Query { "d" dma(code: String!): Dma }',
      'Query.dma(code:) has no description.',
    ],
    ['an enum in lower case', '"d" enum Kind { bulk }', 'Kind.bulk is not in SCREAMING_CASE.'],
    [
      'a mutation with loose arguments',
      'type Mutation { "d" createDma(code: String!): CreateDmaPayload! }',
      'Mutation.createDma does not take one CreateDmaInput.',
    ],
    [
      'a mutation that returns the object',
      'type Mutation { "d" createDma(input: CreateDmaInput!): Dma }',
      'Mutation.createDma does not return CreateDmaPayload.',
    ],
  ])('names %s', (_what, sdl, problem) => {
    expect(lintSchema(sdl)).toContain(problem);
  });
});
