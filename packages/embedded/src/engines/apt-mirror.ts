import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const APT_FOLDER = '/etc/apt';

/** The Debian mirror this machine installs from, or null when it has none. */
export async function debianMirror(aptFolder: string = APT_FOLDER): Promise<string | null> {
  const listed = await readdir(join(aptFolder, 'sources.list.d')).catch(() => []);
  const files = [
    'sources.list',
    ...listed.toSorted((a, b) => a.localeCompare(b)).map((name) => join('sources.list.d', name)),
  ];
  for (const file of files) {
    const text = await readFile(join(aptFolder, file), 'utf8').catch(() => '');
    const mirror = file.endsWith('.sources') ? mirrorOfDeb822(text) : mirrorOfList(text);
    if (mirror !== null) {
      return mirror;
    }
  }
  return null;
}

/** `deb [options] URL suite component …` lines. */
export function mirrorOfList(text: string): string | null {
  for (const line of text.split('\n')) {
    const found = /^\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s+(.*)$/.exec(line);
    const [, url = '', suite = '', components = ''] = found ?? [];
    if (isMainArchive(url, suite, components)) {
      return url;
    }
  }
  return null;
}

/** Paragraphs of `Types:`, `URIs:`, `Suites:` and `Components:`. */
export function mirrorOfDeb822(text: string): string | null {
  for (const paragraph of text.split(/\n\s*\n/)) {
    const field = (name: string): string =>
      new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(paragraph)?.[1]?.trim() ?? '';
    const [url = ''] = field('URIs').split(/\s+/);
    const [suite = ''] = field('Suites').split(/\s+/);
    const isOff = /^no$/i.test(field('Enabled'));
    if (
      !isOff &&
      /\bdeb\b/.test(field('Types')) &&
      isMainArchive(url, suite, field('Components'))
    ) {
      return url;
    }
  }
  return null;
}

function isMainArchive(url: string, suite: string, components: string): boolean {
  const isDebian = /\/debian\/?$/.test(url);
  return isDebian && !suite.includes('security') && components.split(/\s+/).includes('main');
}
