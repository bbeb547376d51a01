-- Operators: accounts, their roles, tokens and sessions, and the audit of what they did. docs/spec/access.md, section 8.
-- tenant_id is whose account it is; '*' stands for the provider, whose rows only the platform's scope sees.

CREATE TABLE accounts (
    account_id TEXT PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    name TEXT NOT NULL,
    password TEXT,
    password_changed INTEGER,
    must_change INTEGER NOT NULL CHECK (must_change IN (0, 1)),
    disabled INTEGER NOT NULL CHECK (disabled IN (0, 1)),
    created INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    last_login INTEGER,
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
    granted_at INTEGER NOT NULL,
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
    created INTEGER NOT NULL,
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
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    last_used INTEGER,
    revoked INTEGER,
    revoked_by TEXT,
    FOREIGN KEY (account_id, tenant_id) REFERENCES accounts(account_id, tenant_id)
);
CREATE INDEX api_tokens_by_account ON api_tokens(account_id, created);

CREATE TABLE access_sessions (
    session_id TEXT PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    secret_hash TEXT NOT NULL CHECK (length(secret_hash) = 64),
    created INTEGER NOT NULL,
    last_used INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    address TEXT NOT NULL,
    FOREIGN KEY (account_id, tenant_id) REFERENCES accounts(account_id, tenant_id)
);
CREATE INDEX access_sessions_by_account ON access_sessions(account_id, last_used);

CREATE TABLE access_bootstrap (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    secret_hash TEXT NOT NULL,
    expires INTEGER NOT NULL
);

CREATE TABLE access_audit (
    sequence INTEGER PRIMARY KEY,
    timestamp_ms INTEGER NOT NULL,
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
    sequence INTEGER NOT NULL,
    record_hash TEXT NOT NULL
);
INSERT INTO access_audit_head VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

-- The rules once more, for whoever writes past the program.
CREATE TRIGGER accounts_fixed BEFORE UPDATE ON accounts WHEN NEW.account_id <> OLD.account_id
    OR NEW.tenant_id <> OLD.tenant_id OR NEW.name <> OLD.name OR NEW.created <> OLD.created
    OR NEW.created_by <> OLD.created_by
BEGIN SELECT RAISE(ABORT, 'id, home and name of an account stay'); END;

CREATE TRIGGER accounts_stay BEFORE DELETE ON accounts
BEGIN SELECT RAISE(ABORT, 'an account is disabled, never deleted'); END;

CREATE TRIGGER api_tokens_fixed BEFORE UPDATE ON api_tokens WHEN NEW.token_id <> OLD.token_id
    OR NEW.tenant_id <> OLD.tenant_id OR NEW.account_id <> OLD.account_id OR NEW.secret_hash <> OLD.secret_hash
    OR NEW.scopes <> OLD.scopes OR NEW.expires <> OLD.expires OR NEW.label <> OLD.label OR NEW.created <> OLD.created
    OR OLD.revoked IS NOT NULL AND (NEW.revoked IS NOT OLD.revoked OR NEW.revoked_by IS NOT OLD.revoked_by)
BEGIN SELECT RAISE(ABORT, 'a token is used or revoked, and nothing else of it changes'); END;

CREATE TRIGGER api_tokens_stay BEFORE DELETE ON api_tokens
BEGIN SELECT RAISE(ABORT, 'tokens are revoked, never deleted'); END;

CREATE TRIGGER access_audit_next BEFORE INSERT ON access_audit
    WHEN NOT EXISTS (SELECT 1 FROM access_audit_head h
        WHERE h.sequence + 1 = NEW.sequence AND h.record_hash = NEW.previous_hash)
BEGIN SELECT RAISE(ABORT, 'an audit row follows the last one'); END;

CREATE TRIGGER access_audit_moves_head AFTER INSERT ON access_audit
BEGIN UPDATE access_audit_head SET sequence = NEW.sequence, record_hash = NEW.record_hash; END;

CREATE TRIGGER access_audit_fixed BEFORE UPDATE ON access_audit
BEGIN SELECT RAISE(ABORT, 'the audit table is only added to'); END;

CREATE TRIGGER access_audit_stays BEFORE DELETE ON access_audit
BEGIN SELECT RAISE(ABORT, 'the audit table is only added to'); END;

CREATE TRIGGER access_audit_head_follows BEFORE UPDATE ON access_audit_head
    WHEN NEW.sequence <> OLD.sequence + 1 OR NOT EXISTS (
    SELECT 1 FROM access_audit a WHERE a.sequence = NEW.sequence AND a.record_hash = NEW.record_hash)
BEGIN SELECT RAISE(ABORT, 'the head is the last audit row'); END;

CREATE TRIGGER access_audit_head_stays BEFORE DELETE ON access_audit_head
BEGIN SELECT RAISE(ABORT, 'the head is the last audit row'); END;

PRAGMA user_version = 2;
