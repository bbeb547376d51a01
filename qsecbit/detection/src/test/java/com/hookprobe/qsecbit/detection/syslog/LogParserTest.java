package com.hookprobe.qsecbit.detection.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.read.Timestamps;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogParserTest {
    private static final long NOW = Timestamps.parse("2024-03-01T10:00:00");
    private static final IpAddress HOST = IpAddress.v4(0x0a140005);
    private static final String FAILED = "Failed password for root from 203.0.113.7 port 4022 ssh2";

    private final LogParser parser = new LogParser("s", HOST, NOW);
    private final List<NetworkEvent> events = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mar  1 09:00:00 web1 sshd[12]: ",
                "Mar 1 09:00:00 web1 sshd[12]: ",
                "<38>Mar  1 09:00:00 web1 sshd[12]: ",
                "<38>1 2024-03-01T09:00:00Z web1 sshd 12 - - ",
                "<38>1 2024-03-01T10:00:00.000+01:00 web1 sshd 12 ID [a@1 b=\"c]\\\"d\"][e@2 f=\"\"] \ufeff",
                "2024-03-01T09:00:00.000000+00:00 web1 sshd[12]: ",
                "2024-03-01T09:00:00+0000 web1 sshd-session[12]: ",
                "2024-03-01 09:00:00 web1 sshd[12]: "
            })
    void prefixesOfEveryKind(String prefix) {
        assertThat(read(prefix + FAILED)).isTrue();
        NetworkEvent event = events.get(0);
        assertThat(event.type()).isEqualTo(EventType.LOGIN);
        assertThat(event.timeMicros()).isEqualTo(NOW - 3_600_000_000L);
        assertThat(event.login().refused()).isTrue();
        assertThat(event.login().user()).isEqualTo("root");
        assertThat(event.srcIp()).hasToString("203.0.113.7");
        assertThat(event.srcPort()).isEqualTo(4022);
        assertThat(event.dstIp()).isEqualTo(HOST);
        assertThat(event.dstPort()).isEqualTo(22);
    }

    @Test
    void theKeysOfOneClientAreOneAttempt() {
        for (int i = 0; i < 5; i++) {
            read("Mar  1 09:00:00 h sshd[1]: Failed publickey for bob from 203.0.113.7 port 5 ssh2: RSA SHA256:" + i);
        }
        read("Mar  1 09:00:01 h sshd[2]: Failed publickey for bob from 203.0.113.7 port 6 ssh2: RSA SHA256:0");
        assertThat(events).filteredOn(event -> event.login().refused()).hasSize(2);
    }

    @Test
    void aNameThatLooksLikeTheClientOfADatabaseTellsNothing() {
        assertThat(read("Mar  1 09:00:00 h postgres[1]: client=203.0.113.7,user=client=192.0.2.1 FATAL:  "
                        + "password authentication failed for user \"x\""))
                .isFalse();
        assertThat(events).isEmpty();
    }

    @Test
    void connectionsThatSshNeverLetsIn() {
        read(
                "Mar  1 09:00:00 h sshd[1]: Timeout before authentication for connection from 203.0.113.7 to 10.0.0.1, pid = 5");
        read("Mar  1 09:00:00 h sshd[1]: refused connect from evil.example (203.0.113.7)");
        assertThat(events)
                .allMatch(event -> event.srcIp().toString().equals("203.0.113.7"))
                .extracting(event -> event.anomaly().name())
                .containsExactly("ssh.timeout", "ssh.not_allowed");
    }

    @Test
    void aLogThatIsFollowedForDaysStaysInItsYear() {
        long[] now = {NOW};
        LogParser followed = new LogParser("s", HOST, () -> now[0]);
        for (int day = 2; day < 400; day += 90) {
            now[0] = NOW + day * 86_400_000_000L;
            String time = DateTimeFormatter.ofPattern("MMM dd HH:mm:ss", Locale.ROOT)
                    .format(Instant.EPOCH.plus(now[0], ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
            byte[] line = (time + " h sshd[1]: " + FAILED).getBytes(StandardCharsets.UTF_8);
            followed.parse(line, 0, line.length, events::add);
            assertThat(events.get(events.size() - 1).timeMicros()).isEqualTo(now[0]);
        }
        assertThat(events).hasSize(5);
    }

    @Test
    void aYearIsNeverInTheFuture() {
        read("Mar  2 09:59:00 h sshd[1]: " + FAILED);
        read("Mar  2 10:01:00 h sshd[2]: " + FAILED);
        read("Feb 29 10:01:00 h sshd[3]: " + FAILED);
        read("Dec 31 10:01:00 h sshd[4]: " + FAILED);
        assertThat(events)
                .extracting(NetworkEvent::timeMicros)
                .containsExactly(
                        Timestamps.parse("2024-03-02T09:59:00"),
                        Timestamps.parse("2023-03-02T10:01:00"),
                        Timestamps.parse("2024-02-29T10:01:00"),
                        Timestamps.parse("2023-12-31T10:01:00"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sshd|Invalid user x from 203.0.113.7 port 5|ssh|true",
                "sshd|error: PAM: Authentication error for illegal user x from 203.0.113.7|ssh|true",
                "sshd|error: PAM: User not known to the module for root from 203.0.113.7|ssh|true",
                "sshd|Connection closed by authenticating user root 203.0.113.7 port 5 [preauth]|ssh|true",
                "sshd|error: maximum authentication attempts exceeded for root from 203.0.113.7 port 5 ssh2 [preauth]|ssh|true",
                "sshd|Accepted publickey for bob from 203.0.113.7 port 5 ssh2: ED25519 SHA256:x|ssh|false",
                "vsftpd|[bob] FAIL LOGIN: Client \"203.0.113.7\"|ftp|true",
                "postfix/smtpd|warning: unknown[203.0.113.7]: SASL LOGIN authentication failed: UGFzc3dvcmQ6|smtp|true",
                "dovecot|imap-login: Disconnected (auth failed, 1 attempts): user=<a>, rip=203.0.113.7, lip=10.0.0.1|imap|true",
                "dovecot|auth-worker(1): pam(a,b,203.0.113.7,<x>): unknown user|imap|true",
                "proftpd|h (203.0.113.7[203.0.113.7]): USER x: no such user found from 203.0.113.7|ftp|true",
                "pure-ftpd|(?@203.0.113.7) [WARNING] Authentication failed for user [x]|ftp|true",
                "mysqld|Access denied for user 'root'@'203.0.113.7' (using password: YES)|mysql|true",
                "login|FAILED LOGIN (1) on '/dev/pts/1' from '203.0.113.7' FOR 'root', Authentication failure|telnet|true",
                "dovecot|auth-worker(1): sql(a,203.0.113.7,<x>): Password mismatch|imap|true",
                "dropbear|Bad password attempt for 'x from 192.0.2.1:5' from 203.0.113.7:4000|ssh|true",
                "dropbear|Login attempt for nonexistent user from 203.0.113.7:4000|ssh|true",
                "dropbear|Password auth succeeded for 'bob' from 203.0.113.7:4000|ssh|false",
                "openvpn|203.0.113.7:4000 TLS Auth Error: Auth Username/Password verification failed for peer|openvpn|true",
                "xrdp-sesman|[INFO ] AUTHFAIL: user=x ip=192.0.2.1 ip=203.0.113.7 time=1|rdp|true",
                "webmin|Invalid login as root from 203.0.113.7|http|true",
                "asterisk|chan_sip.c: Registration from '\"1\" <sip:1@x>' failed for '203.0.113.7:5060' - Wrong password|sip|true",
                "postgres|user=bob,db=x,client=203.0.113.7 FATAL:  password authentication failed for user \"bob\"|pgsql|true",
                "postgres|[1-1] FATAL:  no pg_hba.conf entry for host \"203.0.113.7\", user \"bob\", database \"x\"|pgsql|true",
                "vsftpd|pam_unix(vsftpd:auth): authentication failure; logname= rhost=203.0.113.7  user=x|ftp|true",
                "exim|login authenticator failed for (a) [203.0.113.7]:99: 535 Incorrect data (set_id=x)|smtp|true"
            })
    void logInsOfManyServices(String program, String message, String service, boolean refused) {
        assertThat(read("Mar  1 09:00:00 h " + program + "[7]: " + message)).isTrue();
        assertThat(events).hasSize(1);
        assertThat(events.get(0).type()).isEqualTo(EventType.LOGIN);
        assertThat(events.get(0).srcIp()).hasToString("203.0.113.7");
        assertThat(events.get(0).appProto()).isEqualTo(service);
        assertThat(events.get(0).login().refused()).isEqualTo(refused);
    }

    @Test
    void anAttemptCountsOnceHoweverManyLinesItHas() {
        String[] lines = {
            "Invalid user x from 203.0.113.7 port 5",
            "pam_unix(sshd:auth): authentication failure; logname= uid=0 rhost=203.0.113.7",
            "Failed password for invalid user x from 203.0.113.7 port 5 ssh2",
            "pam_unix(sshd:auth): authentication failure; logname= uid=0 rhost=203.0.113.7",
            "Failed password for invalid user x from 203.0.113.7 port 5 ssh2",
            "Connection closed by invalid user x 203.0.113.7 port 5 [preauth]",
        };
        for (String line : lines) {
            read("Mar  1 09:00:00 h sshd[9]: " + line);
        }
        assertThat(events).hasSize(6).filteredOn(e -> e.login().refused()).hasSize(2);
        events.clear();
        read("Mar  1 09:00:00 h sshd[10]: message repeated 3 times: [ " + FAILED + "]");
        assertThat(events).hasSize(3).allMatch(e -> e.login().refused());
    }

    @Test
    void aNameThatLooksLikeALineBlamesNobodyElse() {
        String[] names = {"x from 198.51.100.1 port 1 ssh2", "", " ", "root from", "invalid user ", "[preauth]"};
        for (String name : names) {
            read("Mar  1 09:00:00 h sshd: Failed password for invalid user " + name + " from 203.0.113.7 port 1 ssh2");
            read("Mar  1 09:00:00 h sshd: Invalid user " + name + " from 203.0.113.7 port 2");
            read("Mar  1 09:00:00 h sshd: Disconnected from invalid user " + name + " 203.0.113.7 port 3 [preauth]");
            read("Mar  1 09:00:00 h vsftpd: [" + name + "] FAIL LOGIN: Client \"203.0.113.7\"");
            read("Mar  1 09:00:00 h x: Access denied for user '" + name + "'@'203.0.113.7' (using password: YES)");
        }
        assertThat(events)
                .hasSize(5 * names.length)
                .allMatch(e -> e.srcIp().toString().equals("203.0.113.7"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "h sshd[1]: Unable to negotiate with 203.0.113.7 port 5: no matching cipher. Their offer: a from 198.51.100.1",
                "h sshd[1]: Connection closed by authenticating user a 198.51.100.1 port 4 203.0.113.7 port 5 [preauth]",
                "h exim[1]: login authenticator failed for (a) [203.0.113.7]:9: 535 x (set_id=b [198.51.100.1]:1: 535 y)",
                "h vsftpd[1]: pam_unix(vsftpd:auth): authentication failure; ruser=a rhost=198.51.100.1 rhost=203.0.113.7",
                "h x: Access denied for user 'a'@'198.51.100.1'@'203.0.113.7' (using password: NO)",
                "h login[1]: FAILED LOGIN 1 FROM 203.0.113.7 FOR a from '198.51.100.1', x",
                "h dovecot: imap-login: Disconnected (auth failed, 1 attempts): user=<a, rip=198.51.100.1>, rip=203.0.113.7, x",
                "h nginx: 203.0.113.7 - a: 198.51.100.1 - - [01/Mar/2024:10:00:00 +0000] \"GET / HTTP/1.1\" 200 1"
            })
    void whatAClientChoosesNeverMovesTheAddress(String line) {
        assertThat(read("Mar  1 09:00:00 " + line)).isTrue();
        assertThat(events).hasSize(1);
        assertThat(events.get(0).srcIp()).hasToString("203.0.113.7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "h sshd[1]: Received disconnect from 203.0.113.7 port 5:11: a 198.51.100.1 port 7 [preauth]",
                "h sshd[1]: Postponed x for Timeout before authentication for 198.51.100.1 port 5",
                "h x: Access denied for user 'a'@'203.0.113.7' to database 'b'@'198.51.100.1'",
                "h smbd[1]: Auth: [SMB2,(null)] user [W]\\[a] remote host [ipv4:198.51.100.1:1] x] at [x] with [N] status"
                        + " [NT_STATUS_NO_SUCH_USER] workstation [] remote host [ipv4:203.0.113.7:2] mapped to [W]\\[a]."
            })
    void whereTheAddressCannotBeToldNobodyIsBlamed(String line) {
        read("Mar  1 09:00:00 " + line);
        read(
                "2024/03/01 10:00:00 [error] 7#7: *1 open() \"/x, client: 198.51.100.1, y\" failed (2: No such file or directory),"
                        + " client: 203.0.113.7, server: _, request: \"GET /x, client: 198.51.100.1, y HTTP/1.1\"");
        assertThat(events).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.7 - a: 198.51.100.1 - - |203.0.113.7|''",
                "203.0.113.7 - - |203.0.113.7|''",
                "203.0.113.7 - bob |203.0.113.7|''",
                "shop.example:443 203.0.113.7 - - |203.0.113.7|shop.example",
                // A header in front counts only when our own proxy has passed it on, and then its last address.
                "198.51.100.1, 203.0.113.7 10.0.0.1 - - |203.0.113.7|''",
                "198.51.100.1 203.0.113.7 - - |203.0.113.7|''",
                "203.0.113.7 - 198.51.100.1 x y |203.0.113.7|''",
                "Mar  1 09:00:00 h nginx: 203.0.113.7 - - |203.0.113.7|''"
            })
    void accessLogs(String before, String client, String host) {
        String line = before
                + " [01/Mar/2024:11:00:00 +0100] \"POST /a?b=\\\"c\\x27 HTTP/1.1\" 404 12 \"http://r/\" \"cu\\\"rl\"";
        assertThat(read(line)).isTrue();
        NetworkEvent event = events.get(0);
        assertThat(event.type()).isEqualTo(EventType.HTTP);
        assertThat(event.timeMicros()).isEqualTo(NOW);
        assertThat(event.srcIp()).hasToString(client);
        assertThat(event.http())
                .isEqualTo(new NetworkEvent.Http(host, "/a?b=\"c'", "POST", 404, "cu\"rl", "http://r/", ""));
    }

    @Test
    void requestsThatAreNone() {
        read("203.0.113.7 - - [01/Mar/2024:10:00:00 +0000] \"\\x16\\x03\\x01\" 400 157 \"-\" \"-\"");
        read("203.0.113.7 - - [01/Mar/2024:10:00:00 +0000] \"-\" 408 0");
        assertThat(events.get(0).http())
                .isEqualTo(new NetworkEvent.Http("", "\u0016\u0003\u0001", "", 400, "", "", ""));
        assertThat(events.get(1).http()).isEqualTo(new NetworkEvent.Http("", "", "", 408, "", "", ""));
    }

    @Test
    void errorLogs() {
        read("2024/03/01 10:00:00 [error] 7#7: *1 open() \"/srv/x\" failed (2: No such file or directory), client:"
                + " 203.0.113.7, server: _, request: \"GET /x HTTP/1.1\", host: \"h\"");
        read("2024/03/01 10:00:00 [error] 7#7: *1 user \"bob\": password mismatch, client: 203.0.113.7, server: _,"
                + " request: \"GET / HTTP/1.1\", host: \"h\"");
        read(
                "[Fri Mar 01 10:00:00.123456 2024] [authz_core:error] [pid 1] [client 203.0.113.7:99] AH01630: client denied"
                        + " by server configuration: /srv/.git");
        read("[Fri Mar 01 10:00:00 2024] [auth_basic:error] [pid 1] [client 203.0.113.7:99] AH01617: user bob:"
                + " authentication failure for \"/x\": Password Mismatch");
        read("2024/03/01 10:00:00 [notice] 7#7: signal process started");
        assertThat(events).hasSize(4).allMatch(e -> e.timeMicros() == NOW);
        assertThat(events.get(0).http()).isEqualTo(new NetworkEvent.Http("h", "/x", "GET", 404, "", "", ""));
        assertThat(events.get(1).login().user()).isEqualTo("bob");
        assertThat(events.get(2).http().status()).isEqualTo(403);
        assertThat(events.get(3).login().refused()).isTrue();
        assertThat(parser.foreign()).isEqualTo(1);
    }

    @Test
    void packetsThatTheFirewallLogged() {
        String head = "Mar  1 10:00:00 h kernel: [12.3] ";
        String tcp =
                "IN=eth0 OUT= MAC=02:00:00:00:00:02:02:00:00:00:00:01:08:00 SRC=203.0.113.7 DST=10.20.0.5 LEN=44 TOS=0x00"
                        + " TTL=43 ID=1 PROTO=TCP SPT=5 DPT=80 WINDOW=1024 RES=0x00 SYN URGP=0";
        read(head + tcp);
        read(head + "[UFW ALLOW] " + tcp);
        read(head + "IN=eth0 OUT= SRC=203.0.113.7 DST=10.20.0.5 LEN=84 PROTO=ICMP TYPE=8 CODE=0 ID=1 SEQ=1");
        NetworkEvent flow = events.get(0);
        assertThat(flow.type()).isEqualTo(EventType.FLOW);
        assertThat(flow.flow().packetsToServer()).isEqualTo(1);
        assertThat(flow.flow().packetsToClient()).isZero();
        assertThat(flow.flow().flagsToServer()).isEqualTo(2);
        assertThat(flow.flow().flagsToClient()).isZero();
        assertThat(flow.dstPort()).isEqualTo(80);
        assertThat(flow.link().source()).hasToString("02:00:00:00:00:01");
        // Of a packet that was let pass it is not known whether it was answered.
        assertThat(events.get(1).type()).isEqualTo(EventType.OTHER);
        assertThat(events.get(2).icmp()).isEqualTo(new NetworkEvent.Icmp(8, 0));
    }

    @Test
    void otherSshLines() {
        read("Mar  1 10:00:00 h sshd[1]: Connection closed by 203.0.113.7 port 5 [preauth]");
        read("Mar  1 10:00:00 h sshd[2]: banner exchange: Connection from 203.0.113.7 port 5: invalid format");
        read("Mar  1 10:00:00 h sshd[3]: Disconnected from user bob 203.0.113.7 port 5");
        read("Mar  1 10:00:00 h sshd[4]: Failed password for root from host.example port 5 ssh2");
        assertThat(events).extracting(NetworkEvent::type).containsExactly(EventType.SSH, EventType.ANOMALY);
        assertThat(parser.foreign()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mar  1 10:00:00 h sshd[1]: Failed password for root from 203.0.113.777 port 5 ssh2",
                "Mar  1 10:00:00 h sshd[1]: Failed password for root from 203.0.113.7 port 65536 ssh2",
                "Mar 32 10:00:00 h sshd[1]: Failed password for root from 203.0.113.7 port 5 ssh2",
                "203.0.113.7 - - [31/Feb/2024:10:00:00 +0000] \"GET / HTTP/1.1\" 200 1",
                "203.0.113.7 - - [01/Mar/2024:10:00:00 +0000] \"GET / HTTP/1.1\" xx 1",
                "203.0.113.777 - - [01/Mar/2024:10:00:00 +0000] \"GET / HTTP/1.1\" 200 1",
                "Mar  1 10:00:00 h kernel: IN=a OUT= SRC=1.2.3.4.5 DST=10.0.0.1 PROTO=TCP SPT=1 DPT=2",
                "Mar  1 10:00:00 h kernel: IN=a OUT= SRC=1.2.3.4 DST=10.0.0.1 PROTO=TCP SPT=1 DPT=99999"
            })
    void brokenLinesGiveNothing(String line) {
        assertThat(read(line)).isFalse();
        assertThat(events).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"hello", "", "Mar  1 10:00:00 h cron[1]: (root) CMD (true)", "2024-01-01 nothing", "[x", "<1"})
    void foreignLinesAreNotBroken(String line) {
        assertThat(read(line)).isTrue();
        assertThat(events).isEmpty();
        assertThat(parser.foreign()).isEqualTo(1);
    }

    private boolean read(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return parser.parse(bytes, 0, bytes.length, events::add);
    }
}
