import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { openPasswords } from './passwords.ts';

describe('passwords', () => {
  it('are recognised by their hash and by no other', async () => {
    const passwords = await openPasswords('decoy');
    const kept = await passwords.hash('correct horse');
    expect(await passwords.verify(kept, 'correct horse')).toBe(true);
    expect(await passwords.verify(kept, 'battery staple')).toBe(false);
    expect(await passwords.verify(null, 'decoy')).toBe(false);
  });

  it('leave the threads of this process to others while a hundred are looked at', async () => {
    const passwords = await openPasswords('decoy');
    let lookedAt = 0;
    const all = Array.from({ length: 100 }, async () => {
      await passwords.verify(null, 'Winter2026');
      lookedAt += 1;
    });
    // What PostgreSQL's client does to sign in, on one of the same threads.
    await promisify(pbkdf2)('secret', 'salt', 4096, 32, 'sha256');
    expect(lookedAt).toBeLessThan(20);
    await Promise.all(all);
    expect(lookedAt).toBe(100);
  });
});
