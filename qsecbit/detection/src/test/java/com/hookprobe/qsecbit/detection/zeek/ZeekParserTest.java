package com.hookprobe.qsecbit.detection.zeek;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.NetworkEvent.Login.Outcome;
import com.hookprobe.qsecbit.detection.Transport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZeekParserTest {
    private static final String IDS = "\"uid\":\"C1\",\"id.orig_h\":\"203.0.113.7\",\"id.orig_p\":40000,"
            + "\"id.resp_h\":\"10.20.0.5\",\"id.resp_p\":22";
    private static final String ID_COLUMNS = "uid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p";
    private static final String ID_VALUES = "C1\t203.0.113.7\t40000\t10.20.0.5\t22";
    private static final long NOTICE_PORT_SCAN = 1_101_325_936_105L;
    private static final long TIME = 1_709_287_200_250_000L;

    @Test
    void aConnectionIsAFlow() {
        NetworkEvent flow = tsv(
                "conn",
                "ts\t" + ID_COLUMNS
                        + "\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\thistory\torig_pkts"
                        + "\torig_ip_bytes\tresp_pkts\tresp_ip_bytes\tvlan\torig_l2_addr",
                "1709287200.250000\t" + ID_VALUES
                        + "\ttcp\tgssapi,ssl\t1.500000\t10\t20\tSF\tShADadFf\t6\t330\t5\t290\t12"
                        + "\t02:00:00:00:00:01");
        assertThat(flow.type()).isEqualTo(EventType.FLOW);
        assertThat(flow.timeMicros()).isEqualTo(TIME);
        assertThat(flow.transport()).isEqualTo(Transport.TCP);
        assertThat(flow.appProto()).isEqualTo("tls");
        assertThat(flow.srcIp()).hasToString("203.0.113.7");
        assertThat(flow.dstPort()).isEqualTo(22);
        assertThat(flow.flow().durationMicros()).isEqualTo(1_500_000);
        assertThat(flow.flow().packetsToServer()).isEqualTo(6);
        assertThat(flow.flow().bytesToClient()).isEqualTo(290);
        assertThat(flow.flow().state()).isEqualTo("sf");
        assertThat(flow.flow().flagsToServer()).isEqualTo(0x1b);
        assertThat(flow.flow().flagsToClient()).isEqualTo(0x1b);
        assertThat(flow.link().vlan()).isEqualTo(12);
        assertThat(flow.link().source()).hasToString("02:00:00:00:00:01");
        assertThat(flow.flowId()).isNotZero();
    }

    @ParameterizedTest
    @CsvSource({
        // history, state, to server, to client
        "S, S0, 2, 0",
        "Sr, REJ, 2, 4",
        "ShR, RSTO, 6, 18",
        "'', S0, 2, 0",
        "'', REJ, 2, 20",
        "'', OTH, -1, -1",
        "Q, OTH, 3, 0",
        "^dA, OTH, 16, 24"
    })
    void historyTellsTheFlags(String history, String state, int toServer, int toClient) {
        NetworkEvent flow = json(
                "conn.log",
                "{\"ts\":1709287200.25," + IDS + ",\"proto\":\"tcp\",\"history\":\"" + history + "\",\"conn_state\":\""
                        + state + "\"}");
        assertThat(flow.flow().flagsToServer()).isEqualTo(toServer);
        assertThat(flow.flow().flagsToClient()).isEqualTo(toClient);
    }

    @Test
    void ofIcmpThePortsAreTypeAndCode() {
        NetworkEvent flow = json(
                "conn.log",
                "{\"ts\":1,\"id.orig_h\":\"10.0.0.1\",\"id.orig_p\":8,\"id.resp_h\":\"10.0.0.2\",\"id.resp_p\":0,"
                        + "\"proto\":\"icmp\",\"orig_pkts\":3}");
        assertThat(flow.icmp()).isEqualTo(new NetworkEvent.Icmp(8, 0));
        assertThat(flow.srcPort()).isZero();
        assertThat(flow.flow().flagsToServer()).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1709287200.25",
                "1709287200250",
                "\"2024-03-01T10:00:00.250000Z\"",
                "\"1709287200.250000\"",
                "1.70928720025E9"
            })
    void timesOfEveryKind(String ts) {
        assertThat(json("x.log", "{\"ts\":" + ts + "}").timeMicros()).isEqualTo(TIME);
    }

    @Test
    void aDnsExchangeIsAQuestionAndAnAnswer() {
        List<NetworkEvent> events = new ArrayList<>();
        String line = "{\"_path\":\"dns\",\"ts\":1709287200.25," + IDS
                + ",\"proto\":\"udp\",\"query\":\"WWW.Example.org.\",\"qtype_name\":\"A\",\"rtt\":0.5,\"rcode_name\":\"NXDOMAIN\"}";
        assertThat(parse(new ZeekParser("s", ""), line, events)).isTrue();
        assertThat(events).hasSize(2);
        assertThat(events.get(0).dns()).isEqualTo(new NetworkEvent.Dns(true, "www.example.org", "A", ""));
        assertThat(events.get(1).dns()).isEqualTo(new NetworkEvent.Dns(false, "www.example.org", "A", "NXDOMAIN"));
        assertThat(events.get(1).srcIp()).hasToString("10.20.0.5");
        assertThat(events.get(1).timeMicros()).isEqualTo(TIME + 500_000);
    }

    @ParameterizedTest
    @CsvSource({"53, DNS, dns", "137, OTHER, nbns", "5353, OTHER, mdns", "5355, OTHER, llmnr"})
    void namesOfTheLocalNetworkAreNotThoseOfTheDns(int port, EventType type, String protocol) {
        NetworkEvent event = json("dns.log", "{\"ts\":1,\"id.resp_p\":" + port + ",\"query\":\"x\"}");
        assertThat(event.type()).isEqualTo(type);
        assertThat(event.appProto()).isEqualTo(protocol);
        assertThat(event.dns().name()).isEqualTo("x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ssh|'\"auth_success\":false'|REFUSED",
                "ssh|'\"auth_success\":true'|ACCEPTED",
                "ssh|'\"auth_attempts\":0'|NONE",
                "ftp|'\"user\":\"bob\",\"command\":\"PASS\",\"reply_code\":530'|REFUSED",
                "ftp|'\"user\":\"bob\",\"command\":\"RETR\",\"reply_code\":226'|NONE",
                "ntlm|'\"username\":\"bob\",\"success\":false'|REFUSED",
                "kerberos|'\"request_type\":\"AS\",\"success\":false,\"error_msg\":\"KDC_ERR_PREAUTH_FAILED\"'|REFUSED",
                "kerberos|'\"request_type\":\"AS\",\"success\":false,\"error_msg\":\"KDC_ERR_PREAUTH_REQUIRED\"'|NONE",
                "smtp|'\"last_reply\":\"535 5.7.8 bad credentials\"'|REFUSED",
                "smb_cmd|'\"command\":\"SESSION_SETUP\",\"status\":\"LOGON_FAILURE\"'|REFUSED",
                "mysql|'\"cmd\":\"login\",\"arg\":\"root\",\"success\":false'|REFUSED",
                "mysql|'\"cmd\":\"query\",\"arg\":\"select 1\",\"success\":false'|NONE"
            })
    void logIns(String path, String fields, Outcome outcome) {
        NetworkEvent event = json(path + ".log", "{\"ts\":1," + IDS + "," + fields + "}");
        assertThat(event.login().outcome()).isEqualTo(outcome);
        assertThat(event.type() == EventType.LOGIN).isEqualTo(outcome != Outcome.NONE && !path.equals("ssh"));
    }

    @Test
    void noticesHaveANumberThatStays() {
        String scan =
                "{\"ts\":1,\"note\":\"Scan::Port_Scan\",\"msg\":\"203.0.113.7 scanned 15 ports\",\"src\":\"203.0.113.7\","
                        + "\"dst\":\"10.20.0.5\",\"p\":22}";
        NetworkEvent event = json("notice.log", scan);
        assertThat(event.type()).isEqualTo(EventType.ALERT);
        // Other nodes compare it: it must never change.
        assertThat(event.alert().sid())
                .isEqualTo(ZeekNotice.sid("Scan::Port_Scan"))
                .isEqualTo(NOTICE_PORT_SCAN);
        assertThat(event.alert().category()).isEqualTo("Detection of a Network Scan");
        assertThat(event.alert().signature()).contains("203.0.113.7");
        assertThat(event.alert().ruleName()).isEqualTo("Scan::Port_Scan");
        assertThat(event.alert().sourceIp()).hasToString("203.0.113.7");
        assertThat(event.dstPort()).isEqualTo(22);
        NetworkEvent certificate = json(
                "notice.log", "{\"ts\":1," + IDS + ",\"note\":\"SSL::Invalid_Server_Cert\",\"src\":\"203.0.113.7\"}");
        assertThat(certificate.alert().severity()).isEqualTo(4);
        assertThat(certificate.srcPort()).isEqualTo(40000);
    }

    @Test
    void theOtherLogs() {
        NetworkEvent tls = json(
                "ssl.log",
                "{\"ts\":1," + IDS
                        + ",\"version\":\"TLSv12\",\"server_name\":\"a.example\",\"subject\":\"CN=a\",\"issuer\":\"CN=b\","
                        + "\"validation_status\":\"self signed certificate\",\"ja3\":\"00ff\"}");
        assertThat(tls.tls())
                .isEqualTo(new NetworkEvent.Tls(
                        "a.example", "TLSv12", "CN=a", "CN=b", 0, 0, "self signed certificate", "00ff"));
        NetworkEvent certificate = json(
                "x509.log",
                "{\"ts\":1,\"certificate.subject\":\"CN=a\",\"certificate.issuer\":\"CN=b\","
                        + "\"certificate.not_valid_before\":2.0,\"certificate.not_valid_after\":3.0}");
        assertThat(certificate.tls().notAfterMicros()).isEqualTo(3_000_000);
        assertThat(certificate.type()).isEqualTo(EventType.OTHER);
        NetworkEvent http = json(
                "http.log",
                "{\"ts\":1," + IDS + ",\"method\":\"GET\",\"host\":\"h\",\"uri\":\"/x?a=%27\",\"status_code\":404,"
                        + "\"user_agent\":\"curl\",\"referrer\":\"r\"}");
        assertThat(http.http()).isEqualTo(new NetworkEvent.Http("h", "/x?a=%27", "GET", 404, "curl", "r", ""));
        NetworkEvent dhcp = json(
                "dhcp.log",
                "{\"ts\":1,\"client_addr\":\"10.0.0.9\",\"server_addr\":\"10.0.0.1\",\"mac\":\"02:00:00:00:00:09\","
                        + "\"assigned_addr\":\"10.0.0.9\",\"msg_types\":[\"DISCOVER\",\"OFFER\",\"REQUEST\",\"ACK\"]}");
        assertThat(dhcp.dhcp().messageType()).isEqualTo("ack");
        assertThat(dhcp.srcIp()).hasToString("10.0.0.1");
        NetworkEvent arp = json(
                "arp.log",
                "{\"ts\":1,\"operation\":\"reply\",\"src_mac\":\"02:00:00:00:00:01\",\"dst_mac\":\"ff:ff:ff:ff:ff:ff\","
                        + "\"orig_h\":\"10.0.0.1\",\"resp_h\":\"10.0.0.2\",\"orig_hw\":\"02:00:00:00:00:01\",\"resp_hw\":\"02:00:00:00:00:02\"}");
        assertThat(arp.arp().operation()).isEqualTo(2);
        assertThat(arp.arp().senderIp()).hasToString("10.0.0.1");
        NetworkEvent weird = json("weird.log", "{\"ts\":1," + IDS + ",\"name\":\"Bad_TCP_checksum\"}");
        assertThat(weird.anomaly()).isEqualTo(new NetworkEvent.Anomaly("weird", "bad_tcp_checksum"));
        NetworkEvent file = json("files.log", "{\"ts\":1,\"tx_hosts\":[\"10.0.0.1\"],\"rx_hosts\":[\"10.0.0.2\"]}");
        assertThat(file.type()).isEqualTo(EventType.OTHER);
        assertThat(file.srcIp()).hasToString("10.0.0.1");
        assertThat(json("new.log", "{\"ts\":1,\"id_orig_h\":\"10.0.0.3\"}").srcIp())
                .hasToString("10.0.0.3");
    }

    @Test
    void aHeaderMayComeAgainAndChangeEverything() {
        ZeekParser parser = new ZeekParser("s", "");
        List<NetworkEvent> events = new ArrayList<>();
        for (String line : List.of(
                "#separator \\x09",
                "#set_separator\t,",
                "#unset_field\t-",
                "#path\tssh",
                "#fields\tts\tid.orig_h\tauth_success",
                "#types\ttime\taddr\tbool",
                "1.0\t10.0.0.1\tF",
                "#close\t2024-01-01-00-00-00",
                "#separator \\x7c",
                "#unset_field|*",
                "#path|weird",
                "#fields|name|ts|id.orig_h",
                "odd|2.0|*")) {
            assertThat(parse(parser, line, events)).as(line).isTrue();
        }
        assertThat(events).hasSize(2);
        assertThat(events.get(0).login().refused()).isTrue();
        assertThat(events.get(1).type()).isEqualTo(EventType.ANOMALY);
    }

    @Test
    void afterARestartTheHeadOfTheFileTells() {
        ZeekParser parser = new ZeekParser("s", "");
        String head = "#separator \\x09\n#path\tssh\n#fields\tts\tauth_success\n1.0\tF\n2.0\t";
        parser.begin(head.getBytes(StandardCharsets.UTF_8));
        List<NetworkEvent> events = new ArrayList<>();
        assertThat(parse(parser, "2.0\tT", events)).isTrue();
        assertThat(events.get(0).login().outcome()).isEqualTo(Outcome.ACCEPTED);
        parser.begin(new byte[0]);
        assertThat(parse(parser, "2.0\tT", events)).isFalse();
    }

    @Test
    void escapesAreTakenBackTheSameInBothForms() {
        // A tab, a backslash, a UTF-8 letter in escaped and in plain bytes, and a byte that is no UTF-8.
        NetworkEvent tsv = tsv("http", "ts\turi", "1.0\t/\\x09\\\\\\xc3\\xa9é\\xff");
        NetworkEvent json = json("http.log", "{\"ts\":1.0,\"uri\":\"/\\t\\\\\\u00e9é\\\\xff\"}");
        assertThat(tsv.http().url())
                .isEqualTo("/\t\\éé\\xff")
                .isEqualTo(json.http().url());
        assertThat(tsv("http", "ts\turi", "1.0\t\\x2d").http().url()).isEqualTo("-");
        assertThat(tsv("http", "ts\turi", "1.0\t-").http().url()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"uid\":\"C1\"}",
                "{\"ts\":\"yesterday\"}",
                "{\"ts\":-5}",
                "{\"ts\":1,\"id.orig_h\":\"10.0.0.256\"}",
                "{\"ts\":1,\"id.orig_p\":70000}",
                "{\"ts\":1,\"id.orig_p\":-1}",
                "{\"ts\":1} {\"ts\":2}",
                "{\"ts\":1",
                "1.0\t10.0.0.1",
                "garbage"
            })
    void brokenRecordsGiveNothing(String line) {
        List<NetworkEvent> events = new ArrayList<>();
        assertThat(parse(new ZeekParser("s", "conn.log"), line, events)).isFalse();
        assertThat(events).isEmpty();
    }

    @Test
    void aLineNeedsAsManyColumnsAsTheHeader() {
        ZeekParser parser = new ZeekParser("s", "");
        List<NetworkEvent> events = new ArrayList<>();
        parse(parser, "#fields\tts\tuid", events);
        assertThat(parse(parser, "1.0", events)).isFalse();
        assertThat(parse(parser, "1.0\ta\tb", events)).isFalse();
        assertThat(parse(parser, "1.0\ta", events)).isTrue();
        assertThat(parse(parser, "#separator ab", events)).isFalse();
        assertThat(parse(parser, "1.0\ta", events)).isFalse();
        assertThat(events).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "conn.log, conn",
        "/a/b/dns.json.gz, dns",
        "conn.2024-01-01-00-00-00.log.gz, conn",
        "smb_mapping.log, smb_mapping",
        "my-log.log, ''",
        "'', ''"
    })
    void theNameOfAFileTellsItsLog(String name, String path) {
        assertThat(ZeekParser.pathOf(name)).isEqualTo(path);
    }

    private static NetworkEvent tsv(String path, String columns, String values) {
        ZeekParser parser = new ZeekParser("s", "");
        List<NetworkEvent> events = new ArrayList<>();
        assertThat(parse(parser, "#path\t" + path, events)).isTrue();
        assertThat(parse(parser, "#fields\t" + columns, events)).isTrue();
        assertThat(parse(parser, values, events)).isTrue();
        assertThat(events).hasSize(1);
        return events.get(0);
    }

    private static NetworkEvent json(String file, String line) {
        List<NetworkEvent> events = new ArrayList<>();
        assertThat(parse(new ZeekParser("s", file), line, events)).isTrue();
        assertThat(events).hasSize(1);
        return events.get(0);
    }

    private static boolean parse(ZeekParser parser, String line, List<NetworkEvent> into) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return parser.parse(bytes, 0, bytes.length, into::add);
    }
}
