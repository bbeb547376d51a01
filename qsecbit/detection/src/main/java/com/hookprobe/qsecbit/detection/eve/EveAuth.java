package com.hookprobe.qsecbit.detection.eve;

import com.fasterxml.jackson.core.JsonParser;
import com.hookprobe.qsecbit.detection.read.JsonFields;
import java.io.IOException;

/**
 * Finds out whether the record of a log-in protocol says that a log-in was refused. Only the texts of the object are
 * looked at, at any depth, since each protocol and each sensor version puts them elsewhere.
 */
final class EveAuth {
    private EveAuth() {}

    static boolean failed(String protocol, JsonParser parser) throws IOException {
        boolean[] failed = {false};
        look(protocol, "", parser, failed);
        return failed[0];
    }

    private static void look(String protocol, String name, JsonParser parser, boolean[] failed) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> JsonFields.object(parser, (key, p) -> look(protocol, key, p, failed));
            case START_ARRAY -> JsonFields.elements(parser, (none, p) -> look(protocol, name, p, failed));
            case VALUE_STRING, VALUE_NUMBER_INT ->
                failed[0] |= refusal(protocol, name, JsonFields.text(parser, JsonFields.NAME_CHARS));
            default -> JsonFields.skip(parser);
        }
    }

    private static boolean refusal(String protocol, String name, String value) {
        return switch (protocol) {
            // RFC 959: 530 not logged in; RFC 4954: 535 credentials invalid.
            case "ftp" -> name.equals("completion_code") && value.equals("530");
            case "smtp" -> value.startsWith("535");
            case "smb" ->
                name.equals("status")
                        && (value.equals("STATUS_LOGON_FAILURE")
                                || value.equals("STATUS_WRONG_PASSWORD")
                                || value.equals("STATUS_ACCOUNT_LOCKED_OUT")
                                || value.equals("STATUS_NO_SUCH_USER"));
            case "krb5" ->
                name.equals("error_code")
                        && (value.equals("KDC_ERR_PREAUTH_FAILED") || value.equals("KDC_ERR_C_PRINCIPAL_UNKNOWN"));
            case "rfb" -> name.equals("security_result") && value.equals("FAIL");
            // MySQL error 1045, PostgreSQL SQLSTATE 28P01: access denied.
            case "mysql" -> value.contains("1045") || value.contains("Access denied");
            case "pgsql" -> value.equals("28P01") || value.contains("password authentication failed");
            case "imap", "pop3" -> value.contains("AUTHENTICATIONFAILED") || value.contains("[AUTH]");
            case "ldap" -> value.equals("invalid_credentials") || value.equals("InvalidCredentials");
            default -> false;
        };
    }
}
