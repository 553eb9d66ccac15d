import { parseTopicTemplate } from './topic-template.ts';

function template(text: string) {
  const parsed = parseTopicTemplate(text);
  if (!parsed.ok) throw new Error(parsed.errors.join(' '));
  return parsed.value;
}

describe('a topic template', () => {
  it.each([
    ['meters/{serialNumber}/{quantity}', 'meters/+/+'],
    ['{serialNumber}', '+'],
    ['$share/waris/a/+/{serialNumber}/#', '$share/waris/a/+/+/#'],
    ['/lead/{quantity}', '/lead/+'],
  ])('%s subscribes to %s', (text, filter) => {
    expect(template(text).filter).toBe(filter);
  });

  it('reads the names out of a topic, and nothing out of another', () => {
    const { match } = template('$share/waris/meters/{serialNumber}/+/{quantity}');
    expect(match('meters/M 1/x/flow')).toEqual({ serialNumber: 'M 1', quantity: 'flow' });
    expect(match('meters/M 1/flow')).toBeNull();
    expect(match('meters/M 1/x/flow/y')).toBeNull();
    expect(match('other/M 1/x/flow')).toBeNull();
  });

  it('takes all below its last level', () => {
    const { match } = template('a/{serialNumber}/#');
    expect(match('a/1/b/c')).toEqual({ serialNumber: '1' });
    expect(match('a/1')).toEqual({ serialNumber: '1' });
    expect(match('a')).toBeNull();
  });

  it.each(['', '/', 'a/{serial}', 'a/#/b', 'a+', '{serialNumber}/{serialNumber}', 'x{quantity}'])(
    'refuses %p',
    (text) => {
      expect(parseTopicTemplate(text).ok).toBe(false);
    },
  );
});
