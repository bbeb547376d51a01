package com.hookprobe.identity.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What an operator can ask for. The text is the constant's row in the policy table and the scope of an API token. An operation
 * without a row, or a row without an operation, stops the program at its start.
 */
public enum Operation {
    DEVICES_LIST("devices.list"),
    DEVICES_SHOW("devices.show"),
    DEVICES_ENROL("devices.enrol"),
    DEVICES_APPROVE("devices.approve"),
    DEVICES_SUSPEND("devices.suspend"),
    DEVICES_REINSTATE("devices.reinstate"),
    DEVICES_SET_BASELINE("devices.set-baseline"),
    DEVICES_REVOKE("devices.revoke"),
    DEVICES_REPLACE("devices.replace"),
    DEVICES_SET_KYC("devices.set-kyc"),
    DEVICES_SET_LABELS("devices.set-labels"),
    ENROLMENT_TOKENS_LIST("enrolment-tokens.list"),
    ENROLMENT_TOKENS_MAKE("enrolment-tokens.make"),
    ENROLMENT_TOKENS_REVOKE("enrolment-tokens.revoke"),
    TENANTS_SHOW("tenants.show"),
    TENANTS_LIST("tenants.list"),
    TENANTS_ADD("tenants.add"),
    SITES_LIST("sites.list"),
    SITES_ADD("sites.add"),
    ACCOUNTS_LIST("accounts.list"),
    ACCOUNTS_SHOW("accounts.show"),
    ACCOUNTS_ADD("accounts.add"),
    ACCOUNTS_DISABLE("accounts.disable"),
    ACCOUNTS_ENABLE("accounts.enable"),
    ACCOUNTS_RESET_PASSWORD("accounts.reset-password"),
    SESSIONS_END("sessions.end"),
    ROLES_GRANT("roles.grant"),
    ROLES_REVOKE("roles.revoke"),
    API_TOKENS_LIST("api-tokens.list"),
    API_TOKENS_REVOKE("api-tokens.revoke"),
    ACCOUNT_CHANGE_PASSWORD("account.change-password"),
    ACCOUNT_TOKENS_MAKE("account.tokens.make"),
    ACCOUNT_TOKENS_LIST("account.tokens.list"),
    ACCOUNT_TOKENS_REVOKE("account.tokens.revoke"),
    ACCOUNT_SESSIONS_END("account.sessions.end"),
    DECISIONS_LIST("decisions.list"),
    DECISIONS_ADD("decisions.add"),
    DECISIONS_DELETE("decisions.delete"),
    ALLOWLIST_LIST("allowlist.list"),
    ALLOWLIST_CHANGE("allowlist.change"),
    NOTIFICATIONS_TEST("notifications.test"),
    DETECTIONS_READ("detections.read"),
    EVIDENCE_READ("evidence.read"),
    PAYLOADS_DISCLOSE("payloads.disclose"),
    REPORTS_READ("reports.read"),
    FLEET_READ("fleet.read"),
    FLEET_CHANGE("fleet.change"),
    LEDGER_READ("ledger.read"),
    LEDGER_EXPORT("ledger.export"),
    MESH_STATUS("mesh.status"),
    MESH_APPROVE_SET("mesh.approve-set"),
    NODE_STATUS("node.status"),
    AUDIT_READ("audit.read");

    /** What an operation does to the world, which says when it is written into the audit. */
    public enum Kind {
        /** Reads; recorded when it is refused. */
        READ(false, false),
        /** Changes something; recorded always. */
        CHANGE(true, false),
        /** Gives out what is meant for few; recorded always. */
        DISCLOSURE(true, false),
        /** Reads what is the asker's own. */
        SELF_READ(false, true),
        /** Changes what is the asker's own. */
        SELF_CHANGE(true, true);

        private final boolean recorded;
        private final boolean self;

        Kind(boolean recorded, boolean self) {
            this.recorded = recorded;
            this.self = self;
        }

        /** True when allowed ones stand in the audit, too; refused ones always do. */
        public boolean isRecorded() {
            return recorded;
        }

        boolean isSelf() {
            return self;
        }

        static Optional<Kind> ofText(String text) {
            return Arrays.stream(values())
                    .filter(kind -> kind.name()
                            .toLowerCase(Locale.ROOT)
                            .replace('_', '-')
                            .equals(text))
                    .findFirst();
        }
    }

    private final String text;

    Operation(String text) {
        this.text = text;
    }

    /** Returns the name in the table, such as {@code devices.approve}. */
    public String text() {
        return text;
    }

    /** Reads a name as it stands in the table. */
    public static Optional<Operation> ofText(String text) {
        return Arrays.stream(values()).filter(o -> o.text.equals(text)).findFirst();
    }
}
