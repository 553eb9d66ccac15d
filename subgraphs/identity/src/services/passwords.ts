import { hash, verify } from '@node-rs/argon2';

// The least that OWASP asks of argon2id, which is the library's default algorithm.
const cost = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };

// Half of the threads that Node has for everything: on the others databases are connected to.
const hashesAtOnce = 2;

export type Passwords = {
  hash(password: string): Promise<string>;
  /** With a null hash, for an account there is none of, it takes as long and is always false. */
  verify(passwordHash: string | null, password: string): Promise<boolean>;
};

/** `decoy` is any text: its hash is what passwords of unknown accounts are held against. */
export async function openPasswords(decoy: string): Promise<Passwords> {
  const inTurn = createTurns(hashesAtOnce);
  const decoyHash = await inTurn(() => hash(decoy, cost));
  return {
    hash: (password) => inTurn(() => hash(password, cost)),
    verify: async (passwordHash, password) => {
      const right = await inTurn(() => verify(passwordHash ?? decoyHash, password));
      return right && passwordHash !== null;
    },
  };
}

/** Runs at most `atOnce` at a time, in the order in which they were asked for. */
function createTurns(atOnce: number) {
  const waiting: (() => void)[] = [];
  let free = atOnce;
  return async <Value>(work: () => Promise<Value>): Promise<Value> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
