import { z } from 'zod';
import { StartError } from './errors.ts';

/**
 * Parses environment variables. A missing or wrong setting stops the start and names itself;
 * the value is not repeated, since it may be a secret.
 */
export function parseEnvironment<Shape extends z.ZodRawShape>(
  environment: Readonly<Record<string, string | undefined>>,
  shape: Shape,
): z.infer<z.ZodObject<Shape>> {
  // An empty variable is an unset one: that is how compose files and shells pass "nothing".
  const set = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = z.object(shape).safeParse(set);
  if (parsed.success) return parsed.data;

  const problems = parsed.error.issues.map((issue) => {
    const name = issue.path.join('.');
    return set[name] === undefined ? `${name} is not set` : `${name}: ${issue.message}`;
  });
  throw new StartError(`${problems.join('; ')}.`);
}

const urlOf = (...protocols: readonly string[]) =>
  z.url({
    protocol: new RegExp(`^(${protocols.join('|')})$`),
    error: `is not a URL that starts with ${protocols.map((p) => `${p}://`).join(' or ')}`,
  });

/** Settings that several services share, each with the words of its own error. */
export const settings = {
  port: z.coerce
    .number('is not a number')
    .int('is not a whole number')
    .min(0, 'is not between 0 and 65535')
    .max(65_535, 'is not between 0 and 65535'),
  postgresUrl: urlOf('postgres', 'postgresql'),
  mongoUrl: urlOf('mongodb', 'mongodb\\+srv'),
  redisUrl: urlOf('redis', 'rediss'),
  httpUrl: urlOf('http', 'https'),
  /** `host:port`. */
  address: z.string().regex(/^[^:/\s]+:\d{1,5}$/, 'is not host:port'),
  secret: z.string().min(32, 'is shorter than 32 characters'),
  logLevel: z.enum(['silent', 'error', 'warn', 'info', 'debug'], {
    error: 'is not one of silent, error, warn, info, debug',
  }),
};
