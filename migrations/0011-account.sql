-- Keys that say who asks. The text of a key is shown once and kept nowhere: whoever reads this table cannot use them.
create table api_key (
  id bigint generated always as identity primary key,
  owner text not null,
  name text not null,
  -- SHA-256 of the key's text, in hex: it has 256 random bits, which no dictionary holds.
  hash text not null unique,
  -- How the key begins, for people to tell it by.
  prefix text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  -- To the minute.
  last_used_at timestamptz
);
