-- Owner: identity.

create table public.users (
  id uuid primary key,
  email text not null constraint users_email_lowercase check (email = lower(email)),
  display_name text not null,
  password_hash text not null,
  department text,
  phone text,
  verified boolean not null default false,
  active boolean not null default true,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  last_sign_in_at timestamptz
);
create unique index idx_users_email on public.users (email);

create table public.permissions (
  code text primary key,
  description text not null
);

create table public.roles (
  id uuid primary key,
  code text not null unique,
  name text not null,
  description text not null
);

create table public.role_permissions (
  role_id uuid not null references public.roles (id) on delete cascade,
  permission_code text not null references public.permissions (code),
  primary key (role_id, permission_code)
);

-- A role everywhere, or limited to one region, branch or DMA a row.
-- The areas are checked by the use case: identity is there before the network is.
create table public.role_assignments (
  id uuid primary key,
  user_id uuid not null references public.users (id) on delete cascade,
  role_id uuid not null references public.roles (id),
  region_id uuid,
  branch_id uuid,
  dma_id uuid,
  created_at timestamptz not null,
  constraint role_assignments_one_area check (num_nonnulls(region_id, branch_id, dma_id) <= 1),
  constraint role_assignments_once unique nulls not distinct (user_id, role_id, region_id, branch_id, dma_id)
);

-- A sign-in and its family of refresh tokens: only the newest token of a family is good.
create table public.sessions (
  id uuid primary key,
  user_id uuid not null references public.users (id) on delete cascade,
  refresh_token_hash bytea not null,
  created_at timestamptz not null,
  refreshed_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  revoked_because text,
  user_agent text,
  ip_address text
);
create index idx_sessions_user on public.sessions (user_id) where revoked_at is null;

create table public.api_keys (
  id uuid primary key,
  name text not null,
  key_prefix text not null,
  key_hash bytea not null unique,
  permissions text[] not null,
  region_ids uuid[] not null default '{}',
  branch_ids uuid[] not null default '{}',
  dma_ids uuid[] not null default '{}',
  everywhere boolean not null default false,
  created_by uuid not null references public.users (id),
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);
