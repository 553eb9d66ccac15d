-- The knowledge subgraph keeps its documents in MongoDB. Here lie what finds them: the lexical
-- index, and the vector collections for whoever runs without Milvus.

create schema if not exists knowledge;

-- One row a document: its filter, its passages and the terms in all of them.
create table knowledge.lexical_documents (
  document_id uuid primary key,
  category text not null,
  language text not null,
  everyone boolean not null,
  region_ids uuid[] not null,
  branch_ids uuid[] not null,
  dma_ids uuid[] not null,
  passages integer not null,
  total_length bigint not null
);

-- One row a term and document: in which passages it occurs, how often in each, and how many
-- terms that passage has (here, since fetching it from elsewhere would cost more than the rest).
create table knowledge.lexical_postings (
  term text not null,
  document_id uuid not null references knowledge.lexical_documents (document_id) on delete cascade,
  ordinals integer[] not null,
  frequencies smallint[] not null,
  lengths smallint[] not null,
  primary key (term, document_id)
);
create index idx_lexical_postings_document on knowledge.lexical_postings (document_id);

-- A server without pgvector needs MILVUS_ADDRESS; everything else works without.
do $$
begin
  create extension if not exists vector;
exception when others then
  raise notice 'pgvector is not used: %', sqlerrm;
end $$;

do $$
declare
  collection text;
begin
  if not exists (select from pg_extension where extname = 'vector') then
    return;
  end if;
  foreach collection in array array['document_embeddings', 'query_cache', 'knowledge_base']
  loop
    execute format($table$
      create table knowledge.%1$I (
        document_id uuid not null,
        ordinal integer not null,
        model text not null,
        category text not null,
        language text not null,
        everyone boolean not null,
        region_ids uuid[] not null,
        branch_ids uuid[] not null,
        dma_ids uuid[] not null,
        embedding vector(1536) not null,
        primary key (document_id, ordinal)
      )$table$, collection);
    -- In the row itself: an exact search would otherwise fetch every vector from elsewhere.
    execute format('alter table knowledge.%I alter column embedding set storage plain', collection);
    execute format(
      'create index %I on knowledge.%I using %s (embedding vector_cosine_ops)%s',
      'idx_' || collection || '_embedding', collection,
      case collection when 'knowledge_base' then 'hnsw' else 'ivfflat' end,
      case collection when 'knowledge_base' then '' else ' with (lists = 100)' end);
  end loop;
end $$;

do $$
begin
  if not exists (select from pg_roles where rolname = 'waris_knowledge') then
    return;
  end if;
  grant usage on schema knowledge to waris_knowledge;
  grant select, insert, update, delete on all tables in schema knowledge to waris_knowledge;
end $$;
