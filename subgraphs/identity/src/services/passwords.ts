import { hash, verify } from '@node-rs/argon2';

// The least that OWASP asks of argon2id, which is the library's default algorithm.
const cost = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };

export type Passwords = {
  hash(password: string): Promise<string>;
  /** With a null hash, for an account there is none of, it takes as long and is always false. */
  verify(passwordHash: string | null, password: string): Promise<boolean>;
};

/** `decoy` is any text: its hash is what passwords of unknown accounts are held against. */
export async function openPasswords(decoy: string): Promise<Passwords> {
  const decoyHash = await hash(decoy, cost);
  return {
    hash: (password) => hash(password, cost),
    verify: async (passwordHash, password) => {
      const right = await verify(passwordHash ?? decoyHash, password);
      return right && passwordHash !== null;
    },
  };
}
