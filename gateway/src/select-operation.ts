import { badUserInput } from '@waris/service-kit';
import { Kind, type DocumentNode, type OperationDefinitionNode } from 'graphql';

/** The operation that is meant: the named one, or the only one. */
export function selectOperation(
  document: DocumentNode,
  operationName: string | undefined,
): OperationDefinitionNode {
  const operations = document.definitions.filter(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  const [first, ...others] = operations;
  if (first === undefined) throw badUserInput('The document has no operation.');
  if (operationName === undefined) {
    if (others.length > 0) throw badUserInput('Name one of the operations of the document.');
    return first;
  }
  const named = operations.find((operation) => operation.name?.value === operationName);
  if (named === undefined) throw badUserInput(`The document has no operation ${operationName}.`);
  return named;
}
