-- Unsigned numbers of the ledger are at most 2^63-1 (bigint) or 2^32-1 (bigint as well).
CREATE TABLE dsm_microblocks (
    hash           bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
    source         bytea NOT NULL,
    incarnation    bigint NOT NULL,
    seq            bigint NOT NULL,
    prev           bytea NOT NULL,
    event_type     text NOT NULL,
    time_us        bigint NOT NULL,
    -- A source's clock may say anything up to 2^63-1 microseconds; shown up to the year 9999.
    time           timestamptz NOT NULL
                   GENERATED ALWAYS AS (to_timestamp(LEAST(time_us, 253402300799000000) / 1000000.0::float8)) STORED,
    payload_hash   bytea NOT NULL,
    anchor_height  bigint NOT NULL,
    anchor         bytea NOT NULL,
    has_neuro      boolean NOT NULL GENERATED ALWAYS AS (ter_hash IS NOT NULL) STORED,
    ter_hash       bytea,
    w_fingerprint  bytea,
    posf           bytea,
    algorithm      text NOT NULL,
    signature      bytea NOT NULL,
    -- The checkpoint that finalised it; null until then.
    height         bigint,
    encoded        bytea NOT NULL
);
CREATE INDEX dsm_microblocks_source ON dsm_microblocks (source, incarnation, seq);
CREATE INDEX dsm_microblocks_time ON dsm_microblocks (time);
CREATE INDEX dsm_microblocks_type ON dsm_microblocks (event_type, time);
CREATE INDEX dsm_microblocks_height ON dsm_microblocks (height);

CREATE TABLE dsm_checkpoints (
    height         bigint PRIMARY KEY,
    epoch          bigint NOT NULL,
    hash           bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    prev_hash      bytea NOT NULL,
    merkle_root    bytea NOT NULL,
    block_count    bigint NOT NULL,
    proposer       bytea NOT NULL,
    frontier_root  bytea NOT NULL,
    log_root       bytea NOT NULL,
    epoch_end      timestamptz NOT NULL,
    certificate    bytea NOT NULL,
    header         bytea NOT NULL,
    -- Null where the node keeps the header only.
    body           bytea
);

CREATE TABLE dsm_ranges (
    height         bigint NOT NULL,
    source         bytea NOT NULL,
    incarnation    bigint NOT NULL,
    from_seq       bigint NOT NULL,
    to_seq         bigint NOT NULL,
    head           bytea NOT NULL,
    PRIMARY KEY (height, source)
);
CREATE INDEX dsm_ranges_source ON dsm_ranges (source, incarnation, to_seq);

CREATE TABLE dsm_frontier (
    source         bytea PRIMARY KEY,
    incarnation    bigint NOT NULL,
    to_seq         bigint NOT NULL,
    head           bytea NOT NULL,
    status         text NOT NULL,
    -- The height of the frontier in which the row was last seen to change.
    height         bigint NOT NULL
);

CREATE TABLE projection_position (
    one            boolean PRIMARY KEY DEFAULT true CHECK (one),
    network        bytea NOT NULL,
    generation     bigint NOT NULL,
    sequence       bigint NOT NULL,
    height         bigint NOT NULL,
    state          text NOT NULL CHECK (state IN ('COPYING', 'LIVE')),
    changed_at     timestamptz NOT NULL DEFAULT now()
);
