import type { GatewayInterface } from '@apollo/server-gateway-interface';
import { getVariableValues, GraphQLError } from 'graphql';

const maxErrors = 5;
const longestMessage = 1_000;

/**
 * The same loading, of an executor that tells of a few wrong variables: the library's tells of each,
 * so that a list of a million wrong members would be a million errors.
 */
export function withCheckedVariables(load: GatewayInterface['load']): GatewayInterface['load'] {
  return async (options) => {
    const { executor } = await load(options);
    if (executor === null) return { executor };
    return {
      executor: async (context) => {
        const { schema, operation, request } = context;
        const definitions = operation.variableDefinitions ?? [];
        const { errors } = getVariableValues(schema, definitions, request.variables ?? {}, {
          maxErrors,
        });
        return errors === undefined
          ? executor(context)
          : { errors: errors.slice(0, maxErrors).map(told) };
      },
    };
  };
}

/** The message has the value, which may be megabytes, and then what is wrong with it. */
function told({ message, nodes }: GraphQLError): GraphQLError {
  const half = longestMessage / 2;
  const shown =
    message.length <= longestMessage
      ? message
      : `${message.slice(0, half)} … ${message.slice(-half)}`;
  return new GraphQLError(shown, {
    ...(nodes === undefined ? {} : { nodes }),
    extensions: { code: 'BAD_USER_INPUT' },
  });
}
