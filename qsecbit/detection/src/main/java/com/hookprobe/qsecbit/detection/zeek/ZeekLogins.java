package com.hookprobe.qsecbit.detection.zeek;

import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.NetworkEvent.Login.Outcome;
import java.util.Locale;

/** Finds out whether a record tells of a log-in, and what came of it. */
final class ZeekLogins {
    private ZeekLogins() {}

    static NetworkEvent.Login of(String path, ZeekRecord record) {
        Outcome outcome = outcome(path, record);
        return outcome == Outcome.NONE
                ? NetworkEvent.Login.NONE
                : new NetworkEvent.Login(outcome, service(path), user(path, record));
    }

    private static Outcome outcome(String path, ZeekRecord record) {
        return switch (path) {
            case "ssh" -> bySuccess(record, ZeekField.AUTH_SUCCESS);
            case "ntlm" -> bySuccess(record, ZeekField.SUCCESS);
            case "mysql" ->
                record.text(ZeekField.MYSQL_COMMAND).equals("login")
                        ? bySuccess(record, ZeekField.SUCCESS)
                        : Outcome.NONE;
            // RFC 959: 230 logged in, 530 not.
            case "ftp" -> byCode(record.text(ZeekField.REPLY_CODE), "230", "530");
            // RFC 4954: 235 succeeded, 535 credentials invalid.
            case "smtp" -> byCode(record.text(ZeekField.LAST_REPLY), "235", "535");
            case "kerberos" -> kerberos(record);
            case "smb_cmd" -> smb(record);
            case "radius" -> byWord(record.text(ZeekField.RESULT), "success", "failed");
            case "ldap" -> byWord(record.text(ZeekField.RESULT), "", "invalid credentials");
            default -> Outcome.NONE;
        };
    }

    private static Outcome bySuccess(ZeekRecord record, ZeekField field) {
        return switch (record.text(field)) {
            case "T" -> Outcome.ACCEPTED;
            case "F" -> Outcome.REFUSED;
            default -> Outcome.NONE;
        };
    }

    private static Outcome byCode(String reply, String accepted, String refused) {
        return reply.startsWith(accepted)
                ? Outcome.ACCEPTED
                : reply.startsWith(refused) ? Outcome.REFUSED : Outcome.NONE;
    }

    private static Outcome byWord(String word, String accepted, String refused) {
        String lower = word.toLowerCase(Locale.ROOT);
        return lower.equals(refused)
                ? Outcome.REFUSED
                : !lower.isEmpty() && lower.equals(accepted) ? Outcome.ACCEPTED : Outcome.NONE;
    }

    /** RFC 4120 7.5.9: that pre-authentication is required is said to everyone; that it failed is a wrong password. */
    private static Outcome kerberos(ZeekRecord record) {
        if (record.isTrue(ZeekField.SUCCESS)) {
            return record.text(ZeekField.REQUEST_TYPE).equals("AS") ? Outcome.ACCEPTED : Outcome.NONE;
        }
        return switch (record.text(ZeekField.ERROR)) {
            case "KDC_ERR_PREAUTH_FAILED", "KDC_ERR_C_PRINCIPAL_UNKNOWN" -> Outcome.REFUSED;
            default -> Outcome.NONE;
        };
    }

    private static Outcome smb(ZeekRecord record) {
        if (!record.text(ZeekField.COMMAND).equals("SESSION_SETUP")) {
            return Outcome.NONE;
        }
        return switch (record.text(ZeekField.STATUS)) {
            case "LOGON_FAILURE", "WRONG_PASSWORD", "ACCOUNT_LOCKED_OUT", "NO_SUCH_USER", "ACCOUNT_DISABLED" ->
                Outcome.REFUSED;
            case "SUCCESS" -> Outcome.ACCEPTED;
            default -> Outcome.NONE;
        };
    }

    private static String service(String path) {
        return switch (path) {
            case "smb_cmd" -> "smb";
            case "kerberos" -> "krb5";
            default -> path;
        };
    }

    private static String user(String path, ZeekRecord record) {
        return switch (path) {
            case "ftp" -> record.text(ZeekField.USER);
            case "kerberos" -> record.text(ZeekField.CLIENT);
            case "mysql" -> record.text(ZeekField.ARGUMENT);
            default -> record.text(ZeekField.USER_NAME);
        };
    }
}
