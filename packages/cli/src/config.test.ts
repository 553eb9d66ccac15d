import { resolve } from 'node:path';
import { parseCliConfig } from './config.ts';

describe('the log', () => {
  it.each([
    [{}, resolve('.waris.log')],
    [{ WARIS_DATA_DIR: '/srv/waris' }, '/srv/waris.log'],
    [{ WARIS_LOG: 'logs/waris.log' }, resolve('logs/waris.log')],
    [{ WARIS_LOG: 'stdout' }, null],
  ])('of %j goes to %j', (variables, file) => {
    expect(parseCliConfig(variables).logFile).toBe(file);
  });
});
