import { GraphQLError, GraphQLScalarType, valueFromASTUntyped } from 'graphql';

/** Checked in full by the use case that takes it; here only that it is an object with a type. */
function parseGeoJson(value: unknown): object {
  if (typeof value !== 'object' || value === null || !('type' in value)) {
    throw new GraphQLError('A GeoJSON value is an object with a "type", as in RFC 7946.');
  }
  return value;
}

export const GeoJSON = new GraphQLScalarType<object, object>({
  name: 'GeoJSON',
  serialize: parseGeoJson,
  parseValue: parseGeoJson,
  parseLiteral: (node, variables) => parseGeoJson(valueFromASTUntyped(node, variables)),
});
