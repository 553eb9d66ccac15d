const codeNames = {
  1: 'InternalError',
  2: 'BadValue',
  9: 'FailedToParse',
  14: 'TypeMismatch',
  15: 'Overflow',
  20: 'IllegalOperation',
  26: 'NamespaceNotFound',
  27: 'IndexNotFound',
  28: 'PathNotViable',
  40: 'ConflictingUpdateOperators',
  43: 'CursorNotFound',
  48: 'NamespaceExists',
  52: 'DollarPrefixedFieldName',
  54: 'NotSingleValueField',
  56: 'EmptyFieldName',
  59: 'CommandNotFound',
  66: 'ImmutableField',
  67: 'CannotCreateIndex',
  72: 'InvalidOptions',
  73: 'InvalidNamespace',
  85: 'IndexOptionsConflict',
  86: 'IndexKeySpecsConflict',
  115: 'CommandNotSupported',
  146: 'ExceededMemoryLimit',
  168: 'InvalidPipelineOperator',
  171: 'CannotIndexParallelArrays',
  191: 'NoSuchTransaction',
  238: 'NotImplemented',
  241: 'ConversionFailure',
  10334: 'BSONObjectTooLarge',
  11000: 'DuplicateKey',
  14031: 'OutOfDiskSpace',
} as const;

/** A refusal with MongoDB's own number and name, sent to the client as such. */
export class MongoError extends Error {
  readonly code: number;
  readonly details: Record<string, unknown>;

  constructor(code: number, message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }

  get codeName(): string {
    return codeName(this.code);
  }
}

/** MongoDB's name of an error number; numbers without one are called `Location<number>`. */
export function codeName(code: number): string {
  return Object.hasOwn(codeNames, code)
    ? codeNames[code as keyof typeof codeNames]
    : `Location${String(code)}`;
}

export function refuse(
  code: number,
  message: string,
  details: Record<string, unknown> = {},
): never {
  throw new MongoError(code, message, details);
}

export function notImplemented(what: string): never {
  return refuse(238, `${what} is not supported by the embedded document store`);
}
