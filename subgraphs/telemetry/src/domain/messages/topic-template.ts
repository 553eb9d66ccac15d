import { fail, ok, type Result } from '@waris/service-kit';

/** What a topic says about its readings. */
export type TopicNames = { readonly serialNumber?: string; readonly quantity?: string };

/** `meters/{serialNumber}/{quantity}`: what to subscribe to, and how to read a topic. */
export type TopicTemplate = {
  readonly filter: string;
  /** Null for a topic of another form. */
  match(topic: string): TopicNames | null;
};

const shared = /^\$share\/[^/]+\//;
const names = ['{serialNumber}', '{quantity}'];

/** Levels are names in braces, `+` for any one, a last `#` for all that follow, or themselves. */
export function parseTopicTemplate(template: string): Result<TopicTemplate, string> {
  const levels = template.replace(shared, '').split('/');
  const problem = problemOf(levels);
  if (problem !== null) return fail(`"${template}" ${problem}`);
  const own = (level: string) => (names.includes(level) ? '+' : level);
  return ok({
    filter: (shared.exec(template)?.[0] ?? '') + levels.map(own).join('/'),
    match: (topic) => matchLevels(levels, topic.split('/')),
  });
}

function problemOf(levels: readonly string[]): string | null {
  if (levels.every((level) => level === '')) return 'is empty.';
  for (const [place, level] of levels.entries()) {
    if (names.includes(level)) {
      if (levels.indexOf(level) !== place) return `names ${level} twice.`;
    } else if (/[{}]/.test(level)) {
      return `has a level ${level}: those that are read are ${names.join(' and ')}.`;
    } else if (level.length > 1 && /[+#]/.test(level)) {
      return 'has + or # beside other letters.';
    } else if (level === '#' && place < levels.length - 1) {
      return 'has # before its end.';
    }
  }
  return null;
}

function matchLevels(levels: readonly string[], topic: readonly string[]): TopicNames | null {
  const open = levels.at(-1) === '#';
  if (open ? topic.length < levels.length - 1 : topic.length !== levels.length) return null;
  const found: { serialNumber?: string; quantity?: string } = {};
  for (const [place, level] of levels.entries()) {
    const said = topic[place] ?? '';
    if (level === '{serialNumber}') found.serialNumber = said;
    else if (level === '{quantity}') found.quantity = said;
    else if (level !== '+' && level !== '#' && level !== said) return null;
  }
  return found;
}
