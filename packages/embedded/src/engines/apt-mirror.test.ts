import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { debianMirror, mirrorOfDeb822, mirrorOfList } from './apt-mirror.ts';

describe('the Debian mirror of a machine', () => {
  it('is read from one-line sources, passing over other vendors and the security archive', () => {
    const text = `# deb http://commented.example/debian trixie main
deb https://vendor.example/apt stable main
deb http://mirror.example/debian-security trixie-security main
deb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian trixie main contrib`;
    expect(mirrorOfList(text)).toBe('http://mirror.example/debian');
  });

  it('is read from deb822 sources, passing over those that are off', () => {
    const text = `Types: deb
Enabled: no
URIs: http://off.example/debian
Suites: bookworm
Components: main

Types: deb deb-src
URIs: http://on.example/debian/ http://second.example/debian
Suites: bookworm bookworm-updates
Components: main`;
    expect(mirrorOfDeb822(text)).toBe('http://on.example/debian/');
  });

  it('is null on a machine with none', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'waris-apt-'));
    expect(await debianMirror(folder)).toBeNull();
    await mkdir(join(folder, 'sources.list.d'));
    await writeFile(
      join(folder, 'sources.list.d', 'a.list'),
      'deb http://a.example/debian sid main',
    );
    expect(await debianMirror(folder)).toBe('http://a.example/debian');
    await rm(folder, { recursive: true });
  });
});
