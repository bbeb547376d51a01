-- Operators: accounts, their roles, tokens and sessions, and the audit of what they did. docs/spec/access.md, section 8.
-- tenant_id is whose account it is; '*' stands for the provider, whose rows only the platform's scope sees.

CREATE TABLE accounts (
    account_id TEXT PRIMARY KEY,
    tenant_id TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    password TEXT,
    password_changed BIGINT,
    must_change INTEGER NOT NULL CHECK (must_change IN (0, 1)),
    disabled INTEGER NOT NULL CHECK (disabled IN (0, 1)),
    created BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    last_login BIGINT,
    UNIQUE (tenant_id, name),
    UNIQUE (account_id, tenant_id)
);

-- granted_in is a tenant, or '*' for all of them and what is no tenant's.
CREATE TABLE account_roles (
    account_id TEXT NOT NULL,
    tenant_id TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('VIEWER', 'ANALYST', 'OPERATOR', 'TENANT_ADMIN', 'PLATFORM_ADMIN')),
    granted_in TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('LOCAL', 'OIDC')),
    granted_at BIGINT NOT NULL,
    granted_by TEXT NOT NULL,
    PRIMARY KEY (account_id, role, granted_in, source),
    FOREIGN KEY (account_id, tenant_id) REFERENCES accounts(account_id, tenant_id),
    CHECK (tenant_id = '*' OR granted_in = tenant_id),
    CHECK (role <> 'PLATFORM_ADMIN' OR granted_in = '*'),
    CHECK (role <> 'TENANT_ADMIN' OR granted_in <> '*')
);

CREATE TABLE oidc_links (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    account_id TEXT NOT NULL,
    tenant_id TEXT NOT NULL,
    created BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject),
    FOREIGN KEY (account_id, tenant_id) REFERENCES accounts(account_id, tenant_id)
);

CREATE TABLE api_tokens (
    token_id TEXT PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    label TEXT NOT NULL,
    secret_hash TEXT NOT NULL CHECK (length(secret_hash) = 64),
    scopes TEXT NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    last_used BIGINT,
    revoked BIGINT,
    revoked_by TEXT,
    FOREIGN KEY (account_id, tenant_id) REFERENCES accounts(account_id, tenant_id)
);
CREATE INDEX api_tokens_by_account ON api_tokens(account_id, created);

CREATE TABLE access_sessions (
    session_id TEXT PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    secret_hash TEXT NOT NULL CHECK (length(secret_hash) = 64),
    created BIGINT NOT NULL,
    last_used BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    address TEXT NOT NULL,
    FOREIGN KEY (account_id, tenant_id) REFERENCES accounts(account_id, tenant_id)
);
CREATE INDEX access_sessions_by_account ON access_sessions(account_id, last_used);

CREATE TABLE access_bootstrap (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    secret_hash TEXT NOT NULL,
    expires BIGINT NOT NULL
);

CREATE TABLE access_audit (
    sequence BIGINT PRIMARY KEY,
    timestamp_ms BIGINT NOT NULL,
    tenant_id TEXT NOT NULL,
    actor TEXT NOT NULL,
    origin TEXT NOT NULL,
    action TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('DONE', 'REFUSED', 'FAILED')),
    thing TEXT NOT NULL,
    detail TEXT NOT NULL,
    address TEXT NOT NULL,
    previous_hash TEXT NOT NULL CHECK (length(previous_hash) = 64),
    record_hash TEXT NOT NULL CHECK (length(record_hash) = 64)
);
CREATE INDEX access_audit_by_tenant ON access_audit(tenant_id, sequence);

CREATE TABLE access_audit_head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    sequence BIGINT NOT NULL,
    record_hash TEXT NOT NULL
);
INSERT INTO access_audit_head VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

-- The rules once more, for whoever writes past the program.
CREATE TRIGGER accounts_fixed BEFORE UPDATE ON accounts FOR EACH ROW WHEN (
    NEW.account_id <> OLD.account_id OR NEW.tenant_id <> OLD.tenant_id OR NEW.name <> OLD.name
    OR NEW.created <> OLD.created OR NEW.created_by <> OLD.created_by)
    EXECUTE FUNCTION registry_refuse('id, home and name of an account stay');

CREATE TRIGGER accounts_stay BEFORE DELETE ON accounts FOR EACH ROW
    EXECUTE FUNCTION registry_refuse('an account is disabled, never deleted');

CREATE TRIGGER api_tokens_fixed BEFORE UPDATE ON api_tokens FOR EACH ROW WHEN (
    NEW.token_id <> OLD.token_id
    OR NEW.tenant_id <> OLD.tenant_id OR NEW.account_id <> OLD.account_id OR NEW.secret_hash <> OLD.secret_hash
    OR NEW.scopes <> OLD.scopes OR NEW.expires <> OLD.expires OR NEW.label <> OLD.label OR NEW.created <> OLD.created
    OR OLD.revoked IS NOT NULL AND (NEW.revoked IS DISTINCT FROM OLD.revoked OR NEW.revoked_by IS DISTINCT FROM OLD.revoked_by))
    EXECUTE FUNCTION registry_refuse('a token is used or revoked, and nothing else of it changes');

CREATE TRIGGER api_tokens_stay BEFORE DELETE ON api_tokens FOR EACH ROW
    EXECUTE FUNCTION registry_refuse('tokens are revoked, never deleted');

CREATE FUNCTION access_audit_next() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE access_audit_head SET sequence = NEW.sequence, record_hash = NEW.record_hash
        WHERE sequence = NEW.sequence - 1 AND record_hash = NEW.previous_hash;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'an audit row follows the last one' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER access_audit_next BEFORE INSERT ON access_audit FOR EACH ROW
    EXECUTE FUNCTION access_audit_next();

CREATE TRIGGER access_audit_fixed BEFORE UPDATE ON access_audit FOR EACH ROW
    EXECUTE FUNCTION registry_refuse('the audit table is only added to');

CREATE TRIGGER access_audit_stays BEFORE DELETE ON access_audit FOR EACH ROW
    EXECUTE FUNCTION registry_refuse('the audit table is only added to');

CREATE TRIGGER access_audit_head_follows BEFORE UPDATE ON access_audit_head FOR EACH ROW WHEN (
    pg_trigger_depth() = 0)
    EXECUTE FUNCTION registry_refuse('the head is the last audit row');

CREATE TRIGGER access_audit_head_stays BEFORE DELETE ON access_audit_head FOR EACH ROW
    EXECUTE FUNCTION registry_refuse('the head is the last audit row');

-- TRUNCATE asks no row.
CREATE TRIGGER accounts_whole BEFORE TRUNCATE ON accounts FOR EACH STATEMENT
    EXECUTE FUNCTION registry_refuse('rows of accounts are never deleted');
CREATE TRIGGER api_tokens_whole BEFORE TRUNCATE ON api_tokens FOR EACH STATEMENT
    EXECUTE FUNCTION registry_refuse('rows of api_tokens are never deleted');
CREATE TRIGGER access_audit_whole BEFORE TRUNCATE ON access_audit FOR EACH STATEMENT
    EXECUTE FUNCTION registry_refuse('rows of access_audit are never deleted');
CREATE TRIGGER access_audit_head_whole BEFORE TRUNCATE ON access_audit_head FOR EACH STATEMENT
    EXECUTE FUNCTION registry_refuse('rows of access_audit_head are never deleted');

-- Tenants apart, as in V1.
ALTER TABLE accounts ENABLE ROW LEVEL SECURITY;
ALTER TABLE accounts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON accounts USING (tenant_id = (SELECT current_setting('hookprobe.tenant', true))
    OR (SELECT current_setting('hookprobe.tenant', true)) = '*');

ALTER TABLE account_roles ENABLE ROW LEVEL SECURITY;
ALTER TABLE account_roles FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON account_roles USING (tenant_id = (SELECT current_setting('hookprobe.tenant', true))
    OR (SELECT current_setting('hookprobe.tenant', true)) = '*');

ALTER TABLE oidc_links ENABLE ROW LEVEL SECURITY;
ALTER TABLE oidc_links FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON oidc_links USING (tenant_id = (SELECT current_setting('hookprobe.tenant', true))
    OR (SELECT current_setting('hookprobe.tenant', true)) = '*');

ALTER TABLE api_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_tokens FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON api_tokens USING (tenant_id = (SELECT current_setting('hookprobe.tenant', true))
    OR (SELECT current_setting('hookprobe.tenant', true)) = '*');

ALTER TABLE access_sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE access_sessions FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON access_sessions USING (tenant_id = (SELECT current_setting('hookprobe.tenant', true))
    OR (SELECT current_setting('hookprobe.tenant', true)) = '*');

ALTER TABLE access_audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE access_audit FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON access_audit USING (tenant_id = (SELECT current_setting('hookprobe.tenant', true))
    OR (SELECT current_setting('hookprobe.tenant', true)) = '*');
