import fc from 'fast-check';
import { checkName, checkNewPassword, isTooLong, normalizeEmail } from './account-rules.ts';

describe('an e-mail address', () => {
  it('is known by its lower case', () => {
    expect(normalizeEmail(' Somchai@Example.COM ')).toBe('somchai@example.com');
  });

  it.each(['', 'somchai', 'a@b', 'a b@example.com', `${'a'.repeat(250)}@example.com`])(
    'is not %p',
    (text) => {
      expect(normalizeEmail(text)).toBeNull();
    },
  );

  it('stays the same when it is normalised again', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (text) => {
        const once = normalizeEmail(text);
        return once === null || normalizeEmail(once) === once;
      }),
    );
  });
});

describe('a new password', () => {
  it.each(['12345678', ' leading', 'with\0nul!', 'รหัสผ่านลับมาก', 'x'.repeat(256)])(
    'may be %j',
    (password) => {
      expect(checkNewPassword(password, 'password')).toBeNull();
    },
  );

  it.each(['', '1234567', 'x'.repeat(257), 'ก'.repeat(86)])('may not be %j', (password) => {
    expect(checkNewPassword(password, 'newPassword')?.path).toEqual(['newPassword']);
  });

  it('is measured in bytes, for that is what is hashed', () => {
    expect(isTooLong('ก'.repeat(85))).toBe(false);
    expect(isTooLong('ก'.repeat(86))).toBe(true);
  });
});

describe('a name', () => {
  it('has at least one character that is not a space', () => {
    expect(checkName(' สมชาย ', 'displayName')).toBeNull();
    expect(checkName('  ', 'displayName')?.path).toEqual(['displayName']);
    expect(checkName('x'.repeat(201), 'displayName')).not.toBeNull();
  });
});
