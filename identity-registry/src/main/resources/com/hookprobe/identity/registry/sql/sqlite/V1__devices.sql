-- Devices, what belongs to them, and what happened to them. docs/spec/identity.md, section 10.
-- devices and device_locations begin with the seed's columns, so that tools written for them read this database.

CREATE TABLE tenants (
    tenant_id TEXT PRIMARY KEY CHECK (tenant_id <> '' AND tenant_id <> '*'),
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL
);
INSERT INTO tenants VALUES ('default', 'default', 0, 'registry');

CREATE TABLE sites (
    tenant_id TEXT NOT NULL REFERENCES tenants(tenant_id),
    site_id TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    PRIMARY KEY (tenant_id, site_id)
);

CREATE TABLE devices (
    device_id TEXT PRIMARY KEY,
    device_type TEXT NOT NULL,
    hardware_fingerprint TEXT NOT NULL,
    public_key_ed25519 TEXT NOT NULL,
    status TEXT NOT NULL,
    kyc_verified INTEGER DEFAULT 0,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    tenant_id TEXT NOT NULL REFERENCES tenants(tenant_id),
    site_id TEXT,
    tier TEXT NOT NULL,
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites(tenant_id, site_id)
);
-- A page is put together from the ranges of one status and tier each, every one in order of the id.
CREATE INDEX devices_by_tenant ON devices(tenant_id, device_id);
CREATE INDEX devices_by_status ON devices(status, tier, device_id);
CREATE INDEX devices_by_tenant_status ON devices(tenant_id, status, tier, device_id);
CREATE INDEX devices_by_site_status ON devices(tenant_id, site_id, status, tier, device_id);

CREATE TABLE device_locations (
    device_id TEXT NOT NULL,
    timestamp INTEGER NOT NULL,
    ip_address TEXT NOT NULL,
    country TEXT,
    region TEXT,
    city TEXT,
    latitude REAL,
    longitude REAL,
    asn INTEGER,
    isp TEXT,
    tenant_id TEXT NOT NULL,
    entry INTEGER NOT NULL
);
CREATE INDEX device_locations_by_device ON device_locations(device_id, timestamp, entry);

CREATE TABLE device_enrolments (
    device_id TEXT PRIMARY KEY REFERENCES devices(device_id),
    tenant_id TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL CHECK (name_key = lower(name)),
    tier TEXT NOT NULL,
    request BLOB NOT NULL,
    baseline_integrity BLOB NOT NULL,
    weight_ter_count INTEGER,
    weight_fingerprint TEXT,
    state_version INTEGER NOT NULL,
    roles TEXT NOT NULL,
    replaces TEXT,
    replaced_by TEXT
);
CREATE INDEX device_enrolments_by_name ON device_enrolments(name_key, device_id);
CREATE INDEX device_enrolments_by_tenant_name ON device_enrolments(tenant_id, name_key, device_id);

CREATE TABLE device_keys (
    device_id TEXT NOT NULL REFERENCES devices(device_id) DEFERRABLE INITIALLY DEFERRED,
    key_index INTEGER NOT NULL,
    tenant_id TEXT NOT NULL,
    public_key_ed25519 TEXT NOT NULL UNIQUE,
    valid_from INTEGER NOT NULL,
    valid_until INTEGER,
    rotation BLOB,
    PRIMARY KEY (device_id, key_index)
);

CREATE TABLE enrolment_tokens (
    token_id TEXT PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    tenant_id TEXT NOT NULL REFERENCES tenants(tenant_id),
    site_id TEXT,
    tier TEXT,
    name TEXT,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    failures INTEGER NOT NULL,
    used_at INTEGER,
    used_by TEXT,
    revoked_at INTEGER,
    revoked_by TEXT,
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites(tenant_id, site_id)
);
CREATE INDEX enrolment_tokens_by_tenant ON enrolment_tokens(tenant_id, created_at, token_id);

CREATE TABLE enrolment_failures (
    tenant_id TEXT NOT NULL,
    entry INTEGER NOT NULL,
    timestamp INTEGER NOT NULL,
    token_id TEXT,
    device_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (tenant_id, entry)
);

CREATE TABLE device_audit (
    sequence INTEGER PRIMARY KEY,
    timestamp INTEGER NOT NULL,
    tenant_id TEXT NOT NULL,
    device_id TEXT REFERENCES devices(device_id),
    action TEXT NOT NULL,
    status_before TEXT,
    status_after TEXT,
    changed_by TEXT NOT NULL,
    detail TEXT NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32)
);
CREATE INDEX device_audit_by_device ON device_audit(device_id, sequence);
CREATE INDEX device_audit_by_tenant ON device_audit(tenant_id, sequence);

CREATE TABLE device_audit_head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    sequence INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32)
);
INSERT INTO device_audit_head VALUES (1, 0, zeroblob(32));

CREATE TABLE device_transitions (
    status_before TEXT NOT NULL,
    action TEXT NOT NULL,
    status_after TEXT NOT NULL,
    PRIMARY KEY (status_before, action)
);
INSERT INTO device_transitions VALUES
    ('PENDING', 'approve', 'ACTIVE'),
    ('PENDING', 'admit', 'ACTIVE'),
    ('PENDING', 'revoke', 'REVOKED'),
    ('ACTIVE', 'suspend', 'SUSPENDED'),
    ('ACTIVE', 'revoke', 'REVOKED'),
    ('ACTIVE', 'replace', 'REVOKED'),
    ('SUSPENDED', 'reinstate', 'ACTIVE'),
    ('SUSPENDED', 'revoke', 'REVOKED'),
    ('SUSPENDED', 'replace', 'REVOKED');

-- The rules of section 10 once more, for whoever writes past the program.
CREATE TRIGGER devices_begin_pending BEFORE INSERT ON devices WHEN NEW.status <> 'PENDING'
BEGIN SELECT RAISE(ABORT, 'a device begins as PENDING'); END;

CREATE TRIGGER devices_status BEFORE UPDATE OF status ON devices WHEN NEW.status <> OLD.status AND NOT EXISTS (
    SELECT 1 FROM device_transitions t WHERE t.status_before = OLD.status AND t.status_after = NEW.status)
BEGIN SELECT RAISE(ABORT, 'this change of status is not allowed'); END;

CREATE TRIGGER devices_fixed BEFORE UPDATE ON devices WHEN NEW.device_id <> OLD.device_id
    OR NEW.tenant_id <> OLD.tenant_id OR NEW.tier <> OLD.tier OR NEW.first_seen <> OLD.first_seen
    OR NEW.hardware_fingerprint <> OLD.hardware_fingerprint OR NEW.last_seen < OLD.last_seen
BEGIN SELECT RAISE(ABORT, 'id, tenant, tier, fingerprint and first_seen of a device stay, last_seen does not go back'); END;

CREATE TRIGGER devices_stay BEFORE DELETE ON devices
BEGIN SELECT RAISE(ABORT, 'a device is revoked, never deleted'); END;

CREATE TRIGGER device_enrolments_fixed BEFORE UPDATE ON device_enrolments WHEN NEW.device_id <> OLD.device_id
    OR NEW.tenant_id <> OLD.tenant_id OR NEW.tier <> OLD.tier OR NEW.request <> OLD.request
    OR (NEW.name <> OLD.name OR NEW.replaces IS NOT OLD.replaces) AND (OLD.replaces IS NOT NULL OR NEW.replaces IS NULL)
    OR OLD.replaced_by IS NOT NULL AND NEW.replaced_by IS NOT OLD.replaced_by
    OR NEW.state_version < OLD.state_version
    OR OLD.weight_ter_count IS NOT NULL AND (NEW.weight_ter_count IS NULL OR NEW.weight_ter_count < OLD.weight_ter_count)
BEGIN SELECT RAISE(ABORT, 'what a device enrolled with stays, and its counters do not go back'); END;

CREATE TRIGGER device_enrolments_stay BEFORE DELETE ON device_enrolments
BEGIN SELECT RAISE(ABORT, 'enrolments are never deleted'); END;

CREATE TRIGGER device_keys_fixed BEFORE UPDATE ON device_keys WHEN NEW.device_id <> OLD.device_id
    OR NEW.key_index <> OLD.key_index OR NEW.tenant_id <> OLD.tenant_id
    OR NEW.public_key_ed25519 <> OLD.public_key_ed25519 OR NEW.valid_from <> OLD.valid_from
    OR NEW.rotation IS NOT OLD.rotation OR OLD.valid_until IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a key only ends, once'); END;

CREATE TRIGGER device_keys_stay BEFORE DELETE ON device_keys
BEGIN SELECT RAISE(ABORT, 'keys are never deleted'); END;

CREATE TRIGGER enrolment_tokens_fixed BEFORE UPDATE ON enrolment_tokens WHEN NEW.token_id <> OLD.token_id
    OR NEW.token_hash <> OLD.token_hash OR NEW.tenant_id <> OLD.tenant_id OR NEW.site_id IS NOT OLD.site_id
    OR NEW.tier IS NOT OLD.tier OR NEW.name IS NOT OLD.name OR NEW.created_at <> OLD.created_at
    OR NEW.expires_at <> OLD.expires_at OR NEW.created_by <> OLD.created_by OR NEW.failures < OLD.failures
    OR OLD.used_at IS NOT NULL AND (NEW.used_at IS NOT OLD.used_at OR NEW.used_by IS NOT OLD.used_by)
    OR OLD.revoked_at IS NOT NULL AND (NEW.revoked_at IS NOT OLD.revoked_at OR NEW.used_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'a token is used once, or revoked, and nothing else of it changes'); END;

CREATE TRIGGER enrolment_tokens_stay BEFORE DELETE ON enrolment_tokens
BEGIN SELECT RAISE(ABORT, 'tokens are never deleted'); END;

CREATE TRIGGER device_audit_next BEFORE INSERT ON device_audit
    WHEN NEW.sequence <> (SELECT sequence + 1 FROM device_audit_head)
BEGIN SELECT RAISE(ABORT, 'an audit row follows the last one'); END;

CREATE TRIGGER device_audit_moves_head AFTER INSERT ON device_audit
BEGIN UPDATE device_audit_head SET sequence = NEW.sequence, hash = NEW.hash; END;

CREATE TRIGGER device_audit_fixed BEFORE UPDATE ON device_audit
BEGIN SELECT RAISE(ABORT, 'the audit table is only added to'); END;

CREATE TRIGGER device_audit_stays BEFORE DELETE ON device_audit
BEGIN SELECT RAISE(ABORT, 'the audit table is only added to'); END;

CREATE TRIGGER device_audit_head_follows BEFORE UPDATE ON device_audit_head
    WHEN NEW.sequence <> OLD.sequence + 1 OR NOT EXISTS (
    SELECT 1 FROM device_audit a WHERE a.sequence = NEW.sequence AND a.hash = NEW.hash)
BEGIN SELECT RAISE(ABORT, 'the head is the last audit row'); END;

CREATE TRIGGER device_audit_head_stays BEFORE DELETE ON device_audit_head
BEGIN SELECT RAISE(ABORT, 'the head is the last audit row'); END;

CREATE TRIGGER device_transitions_none BEFORE INSERT ON device_transitions
BEGIN SELECT RAISE(ABORT, 'the allowed changes are fixed'); END;

CREATE TRIGGER device_transitions_fixed BEFORE UPDATE ON device_transitions
BEGIN SELECT RAISE(ABORT, 'the allowed changes are fixed'); END;

CREATE TRIGGER device_transitions_stay BEFORE DELETE ON device_transitions
BEGIN SELECT RAISE(ABORT, 'the allowed changes are fixed'); END;

CREATE TRIGGER tenants_stay BEFORE DELETE ON tenants
BEGIN SELECT RAISE(ABORT, 'tenants are never deleted'); END;

CREATE TRIGGER sites_stay BEFORE DELETE ON sites
BEGIN SELECT RAISE(ABORT, 'sites are never deleted'); END;

-- "HPR2", and the version of this file.
PRAGMA application_id = 1213223474;
PRAGMA user_version = 1;
