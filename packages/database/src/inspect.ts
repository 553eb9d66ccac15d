import { StartError } from '@waris/service-kit';
import pg from 'pg';

export type ServerFeature = {
  readonly name: string;
  readonly version: string | null;
  /** What is different without it, in one sentence; null when it is there. */
  readonly withoutIt: string | null;
};

type Installed = { readonly name: string; readonly version: string };

/** The extensions that WARIS can use, and what a server does without those it lacks. */
const optional: readonly { readonly name: string; readonly withoutIt: string }[] = [
  { name: 'postgis', withoutIt: 'WARIS cannot start: the network needs geometries.' },
  {
    name: 'timescaledb',
    withoutIt: 'Readings lie in native monthly partitions instead of hypertables.',
  },
  { name: 'pg_cron', withoutIt: 'Maintenance runs in the services instead of the database.' },
  {
    name: 'vector',
    withoutIt: 'Set MILVUS_ADDRESS: without it the knowledge service keeps its vectors here.',
  },
];

export type ServerReport = {
  readonly version: string;
  readonly embedded: boolean;
  /** False before the first migration: there is nothing yet that a service could open. */
  readonly migrated: boolean;
  readonly features: readonly ServerFeature[];
};

/** What the server is and what it lacks. */
export async function inspectServer(url: string): Promise<ServerReport> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect().catch((error: unknown) => {
    throw new StartError('PostgreSQL does not answer at DATABASE_URL.', { cause: error });
  });
  try {
    const { rows: extensions } = await client.query<Installed>(
      'select extname as name, extversion as version from pg_extension',
    );
    const { rows: licences } = await client.query<{ setting: string }>(
      `select setting from pg_settings where name = 'timescaledb.license'`,
    );
    const { rows: roles } = await client.query<{ roles: number }>(
      `select count(*)::int as roles from pg_roles where rolname like 'waris\\_%' and not rolcanlogin`,
    );
    const { rows } = await client.query<{ version: string; migrated: boolean }>(
      `select version(), to_regclass('public._prisma_migrations') is not null as migrated`,
    );
    const { version = '', migrated = false } = rows[0] ?? {};
    const embedded = version.includes('emcc');
    const features = optional.map(({ name, withoutIt }) => {
      const found = extensions.find((extension) => extension.name === name);
      return { name, version: found?.version ?? null, withoutIt: found ? null : withoutIt };
    });
    return {
      version: version.split(' ').slice(0, 2).join(' '),
      embedded,
      migrated,
      features: [
        ...features,
        ...licenceOf(licences[0]?.setting),
        rolesOf(roles[0]?.roles ?? 0, embedded),
      ],
    };
  } finally {
    await client.end();
  }
}

function licenceOf(licence: string | undefined): readonly ServerFeature[] {
  if (licence === undefined) return [];
  return [
    {
      name: 'timescaledb licence',
      version: licence,
      withoutIt:
        licence === 'timescale'
          ? null
          : 'Its compression and continuous aggregates are refused; WARIS does not need them.',
    },
  ];
}

function rolesOf(count: number, embedded: boolean): ServerFeature {
  if (embedded) {
    return {
      name: 'subgraph roles',
      version: null,
      withoutIt: 'The embedded engine is one session: subgraphs are kept apart by code alone.',
    };
  }
  return {
    name: 'subgraph roles',
    version: count >= 5 ? String(count) : null,
    withoutIt:
      count >= 5 ? null : 'All subgraphs use the role of DATABASE_URL: grant it CREATEROLE.',
  };
}
