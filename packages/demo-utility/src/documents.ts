import { readdir, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

export interface DemoDocument {
  readonly fileName: string;
  readonly title: string;
  readonly category: 'manuals' | 'policies' | 'training_materials';
  readonly language: 'th' | 'en';
  /** Markdown, without the front matter. */
  readonly markdown: string;
}

const FOLDER = resolve(import.meta.dirname, '../documents');
const CATEGORIES = ['manuals', 'policies', 'training_materials'] as const;
const LANGUAGES = ['th', 'en'] as const;

/** The knowledge documents of the demo utility, in the order of their file names. */
export async function demoDocuments(): Promise<readonly DemoDocument[]> {
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.md')).toSorted();
  return Promise.all(
    files.map(async (name) => parseDocument(name, await readFile(resolve(FOLDER, name), 'utf8'))),
  );
}

function parseDocument(fileName: string, text: string): DemoDocument {
  const parts = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text.replaceAll('\r\n', '\n'));
  const field = (name: string): string =>
    new RegExp(`^${name}: *(.+)$`, 'm').exec(parts?.[1] ?? '')?.[1]?.trim() ?? '';
  const category = CATEGORIES.find((candidate) => candidate === field('category'));
  const language = LANGUAGES.find((candidate) => candidate === field('language'));
  const title = field('title');
  if (parts === null || category === undefined || language === undefined || title === '') {
    throw new Error(`${fileName} needs front matter with title, category and language.`);
  }
  return { fileName, title, category, language, markdown: (parts[2] ?? '').trim() };
}
