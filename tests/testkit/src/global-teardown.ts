const key = Symbol.for('waris.test.teardown');
const shared = globalThis as { [key]?: () => Promise<void> };

/** Jest loads set-up and teardown as two modules of one process; the process keeps the rest. */
export function rememberTeardown(tearDown: () => Promise<void>): void {
  shared[key] = tearDown;
}

async function tearDown(): Promise<void> {
  await shared[key]?.();
}

export default tearDown;
