package com.hookprobe.qsecbit.detection.eve;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.NetworkEvent.Login.Outcome;
import com.hookprobe.qsecbit.detection.read.JsonFields;
import java.io.IOException;

/**
 * Finds out whether the record of a log-in protocol says what came of a log-in. Only the texts of the object are looked
 * at, at any depth, since each protocol and each sensor version puts them elsewhere. One that says both has been refused
 * once.
 */
final class EveAuth {
    private final String protocol;
    private Outcome outcome = Outcome.NONE;
    private String user = "";

    private EveAuth(String protocol) {
        this.protocol = protocol;
    }

    /** The log-in that the object at the parser tells of, {@link NetworkEvent.Login#NONE} when it tells of none. */
    static NetworkEvent.Login read(String protocol, JsonParser parser) throws IOException {
        EveAuth auth = new EveAuth(protocol);
        auth.look("", parser);
        return auth.outcome == Outcome.NONE
                ? NetworkEvent.Login.NONE
                : new NetworkEvent.Login(auth.outcome, "", auth.user);
    }

    private void look(String name, JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            for (String key = JsonFields.firstField(parser); key != null; key = JsonFields.nextField(parser)) {
                look(key, parser);
            }
        } else if (token == JsonToken.START_ARRAY) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                look(name, parser);
            }
        } else if (token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_INT) {
            value(name, JsonFields.text(parser, JsonFields.NAME_CHARS));
        }
    }

    private void value(String name, String value) {
        if (isRefusal(name, value)) {
            outcome = Outcome.REFUSED;
        } else if (outcome == Outcome.NONE && isAcceptance(name, value)) {
            outcome = Outcome.ACCEPTED;
        } else if (isUser(name)) {
            user = value;
        }
    }

    private boolean isRefusal(String name, String value) {
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
            // MQTT 3.1.1, 3.2.2.3: 4 bad user name or password, 5 not authorized.
            case "mqtt" -> name.equals("return_code") && (value.equals("4") || value.equals("5"));
            default -> false;
        };
    }

    private boolean isAcceptance(String name, String value) {
        return switch (protocol) {
            case "ftp" -> name.equals("completion_code") && value.equals("230");
            case "smtp" -> value.startsWith("235");
            case "krb5" -> name.equals("msg_type") && value.equals("KRB_AS_REP");
            case "rfb" -> name.equals("security_result") && value.equals("OK");
            default -> false;
        };
    }

    private boolean isUser(String name) {
        return switch (protocol) {
            case "krb5" -> name.equals("cname");
            case "smb", "pgsql" -> name.equals("user");
            default -> false;
        };
    }
}
