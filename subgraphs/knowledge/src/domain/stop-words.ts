const words =
  'a an the and or but if of to in on at by for from with about into over under between after ' +
  'before during through as is are was were be been being it its this that these those he she ' +
  'you i we they them his her their our your which who whom whose what when where why how do ' +
  'does did has have had not no than then so such can could will would shall should may might ' +
  'must there here also';

/** English words that say nothing about a text; every hashed text would be alike for them. */
export const stopWords: ReadonlySet<string> = new Set(words.split(' '));
