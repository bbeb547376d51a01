-- Devices, what belongs to them, and what happened to them. docs/spec/identity.md, section 10.
-- devices and device_locations begin with the seed's columns, so that tools written for them read this database.

CREATE TABLE tenants (
    tenant_id TEXT COLLATE "C" PRIMARY KEY CHECK (tenant_id <> '' AND tenant_id <> '*'),
    name TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL
);
INSERT INTO tenants VALUES ('default', 'default', 0, 'registry');

CREATE TABLE sites (
    tenant_id TEXT COLLATE "C" NOT NULL REFERENCES tenants(tenant_id),
    site_id TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, site_id)
);

CREATE TABLE devices (
    device_id TEXT COLLATE "C" PRIMARY KEY,
    device_type TEXT COLLATE "C" NOT NULL,
    hardware_fingerprint TEXT COLLATE "C" NOT NULL,
    public_key_ed25519 TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    kyc_verified INTEGER DEFAULT 0,
    first_seen BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    tenant_id TEXT COLLATE "C" NOT NULL REFERENCES tenants(tenant_id),
    site_id TEXT COLLATE "C",
    tier TEXT COLLATE "C" NOT NULL,
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites(tenant_id, site_id)
);
-- A page is put together from the ranges of one status and tier each, every one in order of the id.
CREATE INDEX devices_by_tenant ON devices(tenant_id, device_id);
CREATE INDEX devices_by_status ON devices(status, tier, device_id);
CREATE INDEX devices_by_tenant_status ON devices(tenant_id, status, tier, device_id);
CREATE INDEX devices_by_site_status ON devices(tenant_id, site_id, status, tier, device_id);

CREATE TABLE device_locations (
    device_id TEXT COLLATE "C" NOT NULL,
    timestamp BIGINT NOT NULL,
    ip_address TEXT COLLATE "C" NOT NULL,
    country TEXT COLLATE "C",
    region TEXT COLLATE "C",
    city TEXT COLLATE "C",
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION,
    asn BIGINT,
    isp TEXT COLLATE "C",
    tenant_id TEXT COLLATE "C" NOT NULL,
    entry BIGINT NOT NULL
);
CREATE INDEX device_locations_by_device ON device_locations(device_id, timestamp, entry);

CREATE TABLE device_enrolments (
    device_id TEXT COLLATE "C" PRIMARY KEY REFERENCES devices(device_id),
    tenant_id TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL CHECK (name_key = lower(name)),
    tier TEXT COLLATE "C" NOT NULL,
    request BYTEA NOT NULL,
    baseline_integrity BYTEA NOT NULL,
    weight_ter_count BIGINT,
    weight_fingerprint TEXT COLLATE "C",
    state_version BIGINT NOT NULL,
    roles TEXT COLLATE "C" NOT NULL,
    replaces TEXT COLLATE "C",
    replaced_by TEXT COLLATE "C"
);
CREATE INDEX device_enrolments_by_name ON device_enrolments(name_key, device_id);
CREATE INDEX device_enrolments_by_tenant_name ON device_enrolments(tenant_id, name_key, device_id);

CREATE TABLE device_keys (
    device_id TEXT COLLATE "C" NOT NULL REFERENCES devices(device_id) DEFERRABLE INITIALLY DEFERRED,
    key_index INTEGER NOT NULL,
    tenant_id TEXT COLLATE "C" NOT NULL,
    public_key_ed25519 TEXT COLLATE "C" NOT NULL UNIQUE,
    valid_from BIGINT NOT NULL,
    valid_until BIGINT,
    rotation BYTEA,
    PRIMARY KEY (device_id, key_index)
);

CREATE TABLE enrolment_tokens (
    token_id TEXT COLLATE "C" PRIMARY KEY,
    token_hash BYTEA NOT NULL UNIQUE,
    tenant_id TEXT COLLATE "C" NOT NULL REFERENCES tenants(tenant_id),
    site_id TEXT COLLATE "C",
    tier TEXT COLLATE "C",
    name TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL,
    failures BIGINT NOT NULL,
    used_at BIGINT,
    used_by TEXT COLLATE "C",
    revoked_at BIGINT,
    revoked_by TEXT COLLATE "C",
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites(tenant_id, site_id)
);
CREATE INDEX enrolment_tokens_by_tenant ON enrolment_tokens(tenant_id, created_at, token_id);

CREATE TABLE enrolment_failures (
    tenant_id TEXT COLLATE "C" NOT NULL,
    entry BIGINT NOT NULL,
    timestamp BIGINT NOT NULL,
    token_id TEXT COLLATE "C",
    device_id TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, entry)
);

CREATE TABLE device_audit (
    sequence BIGINT PRIMARY KEY,
    timestamp BIGINT NOT NULL,
    tenant_id TEXT COLLATE "C" NOT NULL,
    device_id TEXT COLLATE "C" REFERENCES devices(device_id),
    action TEXT COLLATE "C" NOT NULL,
    status_before TEXT COLLATE "C",
    status_after TEXT COLLATE "C",
    changed_by TEXT COLLATE "C" NOT NULL,
    detail TEXT COLLATE "C" NOT NULL,
    hash BYTEA NOT NULL CHECK (length(hash) = 32)
);
CREATE INDEX device_audit_by_device ON device_audit(device_id, sequence);
CREATE INDEX device_audit_by_tenant ON device_audit(tenant_id, sequence);

CREATE TABLE device_audit_head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    sequence BIGINT NOT NULL,
    hash BYTEA NOT NULL CHECK (length(hash) = 32)
);
INSERT INTO device_audit_head VALUES (1, 0, decode(repeat('00', 32), 'hex'));

CREATE TABLE device_transitions (
    status_before TEXT COLLATE "C" NOT NULL,
    action TEXT COLLATE "C" NOT NULL,
    status_after TEXT COLLATE "C" NOT NULL,
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
CREATE FUNCTION registry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'check_violation';
END $$;

CREATE TRIGGER devices_begin_pending BEFORE INSERT ON devices FOR EACH ROW WHEN (
    NEW.status <> 'PENDING')
    EXECUTE FUNCTION registry_refuse('a device begins as PENDING');

CREATE FUNCTION registry_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM device_transitions t
            WHERE t.status_before = OLD.status AND t.status_after = NEW.status) THEN
        RAISE EXCEPTION 'this change of status is not allowed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER devices_status BEFORE UPDATE OF status ON devices FOR EACH ROW WHEN (NEW.status <> OLD.status)
    EXECUTE FUNCTION registry_status();

CREATE TRIGGER devices_fixed BEFORE UPDATE ON devices FOR EACH ROW WHEN (
    NEW.device_id <> OLD.device_id
    OR NEW.tenant_id <> OLD.tenant_id OR NEW.tier <> OLD.tier OR NEW.first_seen <> OLD.first_seen
    OR NEW.hardware_fingerprint <> OLD.hardware_fingerprint OR NEW.last_seen < OLD.last_seen)
    EXECUTE FUNCTION registry_refuse('id, tenant, tier, fingerprint and first_seen of a device stay, last_seen does not go back');

CREATE TRIGGER devices_stay BEFORE DELETE ON devices FOR EACH ROW
    EXECUTE FUNCTION registry_refuse('a device is revoked, never deleted');

CREATE TRIGGER device_enrolments_fixed BEFORE UPDATE ON device_enrolments FOR EACH ROW WHEN (
    NEW.device_id <> OLD.device_id
    OR NEW.tenant_id <> OLD.tenant_id OR NEW.tier <> OLD.tier OR NEW.request <> OLD.request
    OR (NEW.name <> OLD.name OR NEW.replaces IS DISTINCT FROM OLD.replaces) AND (OLD.replaces IS NOT NULL OR NEW.replaces IS NULL)
    OR OLD.replaced_by IS NOT NULL AND NEW.replaced_by IS DISTINCT FROM OLD.replaced_by
    OR NEW.state_version < OLD.state_version
    OR OLD.weight_ter_count IS NOT NULL AND (NEW.weight_ter_count IS NULL OR NEW.weight_ter_count < OLD.weight_ter_count))
    EXECUTE FUNCTION registry_refuse('what a device enrolled with stays, and its counters do not go back');

CREATE TRIGGER device_enrolments_stay BEFORE DELETE ON device_enrolments FOR EACH ROW
    EXECUTE FUNCTION registry_refuse('enrolments are never deleted');

CREATE TRIGGER device_keys_fixed BEFORE UPDATE ON device_keys FOR EACH ROW WHEN (
    NEW.device_id <> OLD.device_id
    OR NEW.key_index <> OLD.key_index OR NEW.tenant_id <> OLD.tenant_id
    OR NEW.public_key_ed25519 <> OLD.public_key_ed25519 OR NEW.valid_from <> OLD.valid_from
    OR NEW.rotation IS DISTINCT FROM OLD.rotation OR OLD.valid_until IS NOT NULL)
    EXECUTE FUNCTION registry_refuse('a key only ends, once');

CREATE TRIGGER device_keys_stay BEFORE DELETE ON device_keys FOR EACH ROW
    EXECUTE FUNCTION registry_refuse('keys are never deleted');

CREATE TRIGGER enrolment_tokens_fixed BEFORE UPDATE ON enrolment_tokens FOR EACH ROW WHEN (
    NEW.token_id <> OLD.token_id
    OR NEW.token_hash <> OLD.token_hash OR NEW.tenant_id <> OLD.tenant_id OR NEW.site_id IS DISTINCT FROM OLD.site_id
    OR NEW.tier IS DISTINCT FROM OLD.tier OR NEW.name IS DISTINCT FROM OLD.name OR NEW.created_at <> OLD.created_at
    OR NEW.expires_at <> OLD.expires_at OR NEW.created_by <> OLD.created_by OR NEW.failures < OLD.failures
    OR OLD.used_at IS NOT NULL AND (NEW.used_at IS DISTINCT FROM OLD.used_at OR NEW.used_by IS DISTINCT FROM OLD.used_by)
    OR OLD.revoked_at IS NOT NULL AND (NEW.revoked_at IS DISTINCT FROM OLD.revoked_at OR NEW.used_at IS NOT NULL))
    EXECUTE FUNCTION registry_refuse('a token is used once, or revoked, and nothing else of it changes');

CREATE TRIGGER enrolment_tokens_stay BEFORE DELETE ON enrolment_tokens FOR EACH ROW
    EXECUTE FUNCTION registry_refuse('tokens are never deleted');

-- Before, not after: rows of one INSERT follow one another.
CREATE FUNCTION registry_audit_next() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE device_audit_head SET sequence = NEW.sequence, hash = NEW.hash WHERE sequence = NEW.sequence - 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'an audit row follows the last one' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER device_audit_next BEFORE INSERT ON device_audit FOR EACH ROW
    EXECUTE FUNCTION registry_audit_next();

CREATE TRIGGER device_audit_fixed BEFORE UPDATE ON device_audit FOR EACH ROW
    EXECUTE FUNCTION registry_refuse('the audit table is only added to');

CREATE TRIGGER device_audit_stays BEFORE DELETE ON device_audit FOR EACH ROW
    EXECUTE FUNCTION registry_refuse('the audit table is only added to');

CREATE TRIGGER device_audit_head_follows BEFORE UPDATE ON device_audit_head FOR EACH ROW WHEN (
    pg_trigger_depth() = 0)
    EXECUTE FUNCTION registry_refuse('the head is the last audit row');

CREATE TRIGGER device_audit_head_stays BEFORE DELETE ON device_audit_head FOR EACH ROW
    EXECUTE FUNCTION registry_refuse('the head is the last audit row');

CREATE TRIGGER device_transitions_none BEFORE INSERT ON device_transitions FOR EACH ROW
    EXECUTE FUNCTION registry_refuse('the allowed changes are fixed');

CREATE TRIGGER device_transitions_fixed BEFORE UPDATE ON device_transitions FOR EACH ROW
    EXECUTE FUNCTION registry_refuse('the allowed changes are fixed');

CREATE TRIGGER device_transitions_stay BEFORE DELETE ON device_transitions FOR EACH ROW
    EXECUTE FUNCTION registry_refuse('the allowed changes are fixed');

CREATE TRIGGER tenants_stay BEFORE DELETE ON tenants FOR EACH ROW
    EXECUTE FUNCTION registry_refuse('tenants are never deleted');

CREATE TRIGGER sites_stay BEFORE DELETE ON sites FOR EACH ROW
    EXECUTE FUNCTION registry_refuse('sites are never deleted');

-- TRUNCATE asks no row.
CREATE TRIGGER devices_whole BEFORE TRUNCATE ON devices FOR EACH STATEMENT
    EXECUTE FUNCTION registry_refuse('rows of devices are never deleted');
CREATE TRIGGER device_enrolments_whole BEFORE TRUNCATE ON device_enrolments FOR EACH STATEMENT
    EXECUTE FUNCTION registry_refuse('rows of device_enrolments are never deleted');
CREATE TRIGGER device_keys_whole BEFORE TRUNCATE ON device_keys FOR EACH STATEMENT
    EXECUTE FUNCTION registry_refuse('rows of device_keys are never deleted');
CREATE TRIGGER enrolment_tokens_whole BEFORE TRUNCATE ON enrolment_tokens FOR EACH STATEMENT
    EXECUTE FUNCTION registry_refuse('rows of enrolment_tokens are never deleted');
CREATE TRIGGER device_audit_whole BEFORE TRUNCATE ON device_audit FOR EACH STATEMENT
    EXECUTE FUNCTION registry_refuse('rows of device_audit are never deleted');
CREATE TRIGGER device_audit_head_whole BEFORE TRUNCATE ON device_audit_head FOR EACH STATEMENT
    EXECUTE FUNCTION registry_refuse('rows of device_audit_head are never deleted');
CREATE TRIGGER device_transitions_whole BEFORE TRUNCATE ON device_transitions FOR EACH STATEMENT
    EXECUTE FUNCTION registry_refuse('rows of device_transitions are never deleted');
CREATE TRIGGER tenants_whole BEFORE TRUNCATE ON tenants FOR EACH STATEMENT
    EXECUTE FUNCTION registry_refuse('rows of tenants are never deleted');
CREATE TRIGGER sites_whole BEFORE TRUNCATE ON sites FOR EACH STATEMENT
    EXECUTE FUNCTION registry_refuse('rows of sites are never deleted');

-- Tenants apart: a transaction sees and writes the rows of the tenant that it names, '*' all, and without a name none.
-- FORCE, for the program is the tables' owner. The sub-select is worked out once a statement, not once a row.
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON tenants USING (tenant_id = (SELECT current_setting('hookprobe.tenant', true))
    OR (SELECT current_setting('hookprobe.tenant', true)) = '*');

ALTER TABLE sites ENABLE ROW LEVEL SECURITY;
ALTER TABLE sites FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON sites USING (tenant_id = (SELECT current_setting('hookprobe.tenant', true))
    OR (SELECT current_setting('hookprobe.tenant', true)) = '*');

ALTER TABLE devices ENABLE ROW LEVEL SECURITY;
ALTER TABLE devices FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON devices USING (tenant_id = (SELECT current_setting('hookprobe.tenant', true))
    OR (SELECT current_setting('hookprobe.tenant', true)) = '*');

ALTER TABLE device_locations ENABLE ROW LEVEL SECURITY;
ALTER TABLE device_locations FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON device_locations USING (tenant_id = (SELECT current_setting('hookprobe.tenant', true))
    OR (SELECT current_setting('hookprobe.tenant', true)) = '*');

ALTER TABLE device_enrolments ENABLE ROW LEVEL SECURITY;
ALTER TABLE device_enrolments FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON device_enrolments USING (tenant_id = (SELECT current_setting('hookprobe.tenant', true))
    OR (SELECT current_setting('hookprobe.tenant', true)) = '*');

ALTER TABLE device_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE device_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON device_keys USING (tenant_id = (SELECT current_setting('hookprobe.tenant', true))
    OR (SELECT current_setting('hookprobe.tenant', true)) = '*');

ALTER TABLE enrolment_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE enrolment_tokens FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON enrolment_tokens USING (tenant_id = (SELECT current_setting('hookprobe.tenant', true))
    OR (SELECT current_setting('hookprobe.tenant', true)) = '*');

ALTER TABLE enrolment_failures ENABLE ROW LEVEL SECURITY;
ALTER TABLE enrolment_failures FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON enrolment_failures USING (tenant_id = (SELECT current_setting('hookprobe.tenant', true))
    OR (SELECT current_setting('hookprobe.tenant', true)) = '*');

ALTER TABLE device_audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE device_audit FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON device_audit USING (tenant_id = (SELECT current_setting('hookprobe.tenant', true))
    OR (SELECT current_setting('hookprobe.tenant', true)) = '*');
