package com.hookprobe.qsecbit.detection.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the bytes are, a parser gives whole events or none, and never throws. */
class ParserFuzzTest {
    private static final int MUTANTS = 40_000;
    private static final String PORTS =
            "\"src_ip\":\"203.0.113.7\",\"src_port\":4,\"dest_ip\":\"2001:db8::1\",\"dest_port\":80";
    private static final List<String> EVE = List.of(
            "{\"timestamp\":\"2024-03-01T10:00:00.25+0000\",\"event_type\":\"flow\"," + PORTS
                    + ",\"proto\":\"TCP\",\"flow\":{\"pkts_toserver\":1,\"start\":\"2024-03-01T10:00:00+0000\",\"state\":\"new\"},"
                    + "\"tcp\":{\"tcp_flags_ts\":\"02\",\"tcp_flags_tc\":\"12\"},\"vlan\":[1,2]}",
            "{\"timestamp\":\"2024-03-01T10:00:00.25Z\",\"event_type\":\"alert\"," + PORTS
                    + ",\"alert\":{\"signature_id\":1,\"signature\":\"x\",\"severity\":1,\"metadata\":{\"confidence\":[\"High\"]},"
                    + "\"source\":{\"ip\":\"203.0.113.7\"}},\"dns\":{\"query\":[{\"type\":\"query\",\"rrname\":\"a.b\"}]},"
                    + "\"http\":{\"url\":\"/\\u00e9\\ud83d\\ude00\",\"status\":404},\"icmp_type\":8}",
            "{\"timestamp\":\"2024-03-01T10:00:00Z\",\"event_type\":\"dhcp\",\"dhcp\":{\"client_mac\":\"02:00:00:00:00:01\","
                    + "\"routers\":[\"10.0.0.1\"]},\"tls\":{\"notbefore\":\"2020-01-01T00:00:00\",\"ja3\":{\"hash\":\"0\"}},"
                    + "\"ftp\":{\"completion_code\":[\"530\"]},\"anomaly\":{\"type\":\"decode\"}}");
    private static final List<String> ZEEK_JSON = List.of(
            "{\"_path\":\"conn\",\"ts\":1709287200.25,\"uid\":\"C1\",\"id.orig_h\":\"203.0.113.7\",\"id.orig_p\":4,"
                    + "\"id.resp_h\":\"2001:db8::1\",\"id.resp_p\":22,\"proto\":\"tcp\",\"duration\":1.5e-3,\"history\":\"ShADad\","
                    + "\"orig_pkts\":3,\"orig_l2_addr\":\"02:00:00:00:00:01\"}",
            "{\"_path\":\"dhcp\",\"ts\":\"2024-03-01T10:00:00Z\",\"msg_types\":[\"OFFER\",\"ACK\"],\"mac\":\"02:00:00:00:00:01\"}",
            "{\"_path\":\"dns\",\"ts\":1709287200250,\"query\":\"a\\\\xc3\\\\xa9.b\",\"rtt\":0.5,\"rcode_name\":\"NOERROR\"}");
    private static final List<String> ZEEK_TSV = List.of(
            "#separator \\x09",
            "#set_separator\t,",
            "#path\tdhcp",
            "#fields\tts\tmac\tclient_addr\tmsg_types\thost_name",
            "#types\ttime\tstring\taddr\tvector[string]\tstring",
            "1709287200.250000\t02:00:00:00:00:01\t10.0.0.9\tOFFER,ACK\t\\xc3\\xa9\\\\x",
            "1709287200.250000\t-\t-\t(empty)\t-");
    private static final List<String> SNORT = List.of(
            "{ \"seconds\" : 1709287200, \"timestamp\" : \"03/01-10:00:00.250000\", \"src_ap\" : \"203.0.113.7:4\","
                    + " \"dst_ap\" : \"2001:db8::1:80\", \"rule\" : \"1:2:3\", \"tcp_flags\" : \"***AP***\", \"priority\" : 1,"
                    + " \"eth_src\" : \"02:00:00:00:00:01\", \"msg\" : \"x\" }");
    private static final List<String> LOG = List.of(
            "Mar  1 10:00:00 h sshd[12]: Failed password for invalid user x from 203.0.113.7 port 4022 ssh2",
            "<38>1 2024-03-01T10:00:00.25Z h sshd 12 - [a@1 b=\"c\\\"d\"] Invalid user x from 203.0.113.7 port 5",
            "Mar  1 10:00:00 h sshd[1]: message repeated 2 times: [ Connection closed by invalid user x 203.0.113.7 port 5 [preauth]]",
            "Mar  1 10:00:00 h kernel: IN=a OUT= MAC=02:00:00:00:00:02:02:00:00:00:00:01:08:00 SRC=203.0.113.7 DST=10.0.0.1"
                    + " LEN=44 PROTO=TCP SPT=5 DPT=80 SYN URGP=0",
            "a.example:80 203.0.113.7, 10.0.0.1 - x [01/Mar/2024:10:00:00 +0100] \"GET /\\x27 HTTP/1.1\" 404 1 \"-\" \"c\\\"d\"",
            "2024/03/01 10:00:00 [error] 7#7: *1 user \"b\": password mismatch, client: 203.0.113.7, server: _, request: \"GET / H\"",
            "[Fri Mar 01 10:00:00.1 2024] [auth_basic:error] [pid 1] [client 203.0.113.7:99] AH01618: user bob not found: /x",
            "Mar  1 10:00:00 h dovecot[1]: auth-worker(1): pam(a,203.0.113.7,<x>): unknown user",
            "Auth: [SMB2,(null)] user [W]\\[r] at [Thu, 14 Oct 2021 15:24:12.0 UTC] with [N] status [NT_STATUS_NO_SUCH_USER]"
                    + " remote host [ipv4:172.17.0.1:44890] x",
            "203.0.113.7 2024-03-01 10:00:00.25 UTC [1] a@b FATAL:  password authentication failed for user \"a\"",
            "Fri Mar  1 10:00:00 2024 [pid 2] [bob] FAIL LOGIN: Client \"::ffff:203.0.113.7\"",
            "240301 10:00:00 [Warning] Access denied for user 'a'@'203.0.113.7' (using password: NO)",
            "Mar  1 10:00:00 h x: pam_unix(su:auth): authentication failure; logname= rhost=fe80::1%eth0  user=root");

    @ParameterizedTest
    @EnumSource(SensorFormat.class)
    void anyBytesGiveWholeEventsOrNone(SensorFormat format) {
        List<String> samples = switch (format) {
            case EVE -> EVE;
            case ZEEK_TSV -> ZEEK_TSV;
            case ZEEK_JSON -> ZEEK_JSON;
            case SNORT -> SNORT;
            case LOG -> LOG;
        };
        RecordParser parser = parser(format);
        List<NetworkEvent> events = new ArrayList<>();
        for (String sample : samples) {
            assertThat(parse(parser, sample.getBytes(StandardCharsets.UTF_8), events))
                    .as(sample)
                    .isTrue();
        }
        assertThat(events).hasSizeGreaterThanOrEqualTo(samples.size() - 5).isNotEmpty();
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < MUTANTS; i++) {
            byte[] mutant = mutant(samples.get(random.nextInt(samples.size())), random);
            events.clear();
            boolean taken = parse(parser, mutant, events);
            assertThat(taken || events.isEmpty()).as("mutant %d", i).isTrue();
            for (NetworkEvent event : events) {
                assertThat(event.type()).isNotNull();
                assertThat(event.timeMicros()).isNotEqualTo(Timestamps.INVALID);
            }
        }
    }

    @Test
    void aRecordThatIsCutGivesNothing() {
        for (String sample : EVE) {
            cutGivesNothing(SensorFormat.EVE, sample);
        }
        for (String sample : ZEEK_JSON) {
            cutGivesNothing(SensorFormat.ZEEK_JSON, sample);
        }
        cutGivesNothing(SensorFormat.SNORT, SNORT.get(0));
    }

    @Test
    void longLinesOfMarksCostNoMoreThanTheirLength() {
        // Each is the beginning of something that is sought; a scan that begins anew at each would take hours.
        String[] marks = {
            " from ",
            " [",
            "[01/Mar/2024:10:00:00 +0000] ",
            "\"\\x2",
            ": [ ",
            "IN= SRC= DST= ",
            "): unknown user(",
            "'@'",
            ","
        };
        RecordParser parser = parser(SensorFormat.LOG);
        for (String mark : marks) {
            for (String head : new String[] {
                "", "Mar  1 10:00:00 h sshd[1]: Failed password for ", "<1>1 2024-03-01T10:00:00Z h a 1 - ["
            }) {
                byte[] line = (head + mark.repeat(100_000)).getBytes(StandardCharsets.UTF_8);
                List<NetworkEvent> events = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    parse(parser, line, events);
                }
                assertThat(events).isEmpty();
            }
        }
    }

    private static void cutGivesNothing(SensorFormat format, String sample) {
        byte[] bytes = sample.getBytes(StandardCharsets.UTF_8);
        List<NetworkEvent> events = new ArrayList<>();
        for (int length = 0; length < bytes.length; length++) {
            assertThat(parse(parser(format), Arrays.copyOf(bytes, length), events))
                    .isFalse();
        }
        assertThat(events).isEmpty();
    }

    private static byte[] mutant(String sample, SplittableRandom random) {
        byte[] bytes = sample.getBytes(StandardCharsets.UTF_8);
        for (int change = random.nextInt(1, 5); change > 0 && bytes.length > 0; change--) {
            int at = random.nextInt(bytes.length);
            int other = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = bytes[other];
                case 2 -> bytes = Arrays.copyOf(bytes, at);
                case 3 -> bytes = Arrays.copyOfRange(bytes, at, bytes.length);
                default -> {
                    // A part of it twice.
                    byte[] longer = Arrays.copyOf(bytes, bytes.length + Math.abs(at - other));
                    System.arraycopy(bytes, Math.min(at, other), longer, bytes.length, Math.abs(at - other));
                    bytes = longer;
                }
            }
        }
        return bytes;
    }

    private static RecordParser parser(SensorFormat format) {
        return format.parser("s", "x.log", IpAddress.NONE, Timestamps.parse("2024-03-01T10:00:00"));
    }

    private static boolean parse(RecordParser parser, byte[] bytes, List<NetworkEvent> into) {
        return parser.parse(bytes, 0, bytes.length, into::add);
    }
}
