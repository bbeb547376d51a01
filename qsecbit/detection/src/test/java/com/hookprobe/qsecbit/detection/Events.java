package com.hookprobe.qsecbit.detection;

import com.hookprobe.qsecbit.metric.IpAddress;
import java.util.ArrayList;
import java.util.List;

/** Makes events for tests. Times are seconds after some start. */
public final class Events {
    public static final long SECOND = 1_000_000;
    public static final long START = 1_700_000_000L * SECOND;
    public static final IpAddress ATTACKER = ip("203.0.113.7");
    public static final IpAddress SERVER = ip("10.20.0.5");
    public static final IpAddress CLIENT = ip("10.20.0.77");
    public static final IpAddress RESOLVER = ip("10.20.0.1");
    public static final LocalNetworks LOCAL = LocalNetworks.privateRanges();
    private static long nextFlowId = 1;

    private Events() {}

    public static IpAddress ip(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    public static List<Detection> run(Detector detector, List<NetworkEvent> events) {
        List<Detection> found = new ArrayList<>();
        events.forEach(event -> detector.onEvent(event, found::add));
        return found;
    }

    /** A TCP flow whose outcome is told by the flags, 02/14 being a refused SYN. */
    public static NetworkEvent flow(double second, IpAddress from, IpAddress to, int port, int flagsTs, int flagsTc) {
        boolean data = (flagsTs & 0x08) != 0;
        return flow(
                second,
                from,
                40_000,
                to,
                port,
                "",
                data ? 12 : 2,
                data ? 10 : 1,
                data ? 2000 : 120,
                flagsTs,
                flagsTc,
                2);
    }

    public static NetworkEvent refused(double second, IpAddress from, IpAddress to, int port) {
        return flow(second, from, to, port, 0x02, 0x14);
    }

    public static NetworkEvent served(double second, IpAddress from, IpAddress to, int port) {
        return flow(second, from, to, port, 0x1b, 0x1b);
    }

    public static NetworkEvent flow(
            double second,
            IpAddress from,
            int srcPort,
            IpAddress to,
            int port,
            String app,
            long packetsTs,
            long packetsTc,
            long bytes,
            int flagsTs,
            int flagsTc,
            double seconds) {
        long start = micros(second);
        return NetworkEvent.builder()
                .type(EventType.FLOW)
                .flowId(nextFlowId++)
                .loggedMicros(start + 90 * SECOND)
                .from(from, srcPort)
                .to(to, port)
                .transport(Transport.TCP)
                .appProto(app)
                .flow(new NetworkEvent.Flow(
                        packetsTs,
                        packetsTc,
                        bytes,
                        bytes,
                        start,
                        start + (long) (seconds * SECOND),
                        "closed",
                        flagsTs,
                        flagsTc,
                        IpAddress.NONE))
                .build();
    }

    public static NetworkEvent http(
            double second, IpAddress from, IpAddress to, String method, String url, int status, String agent) {
        return NetworkEvent.builder()
                .type(EventType.HTTP)
                .loggedMicros(micros(second))
                .from(from, 40_000)
                .to(to, 80)
                .transport(Transport.TCP)
                .http(new NetworkEvent.Http("www.example.net", url, method, status, agent, "", ""))
                .build();
    }

    public static NetworkEvent get(double second, String url) {
        return http(second, ATTACKER, SERVER, "GET", url, 200, "Mozilla/5.0 (X11; Linux x86_64) Firefox/120.0");
    }

    public static NetworkEvent dns(double second, IpAddress client, String name, String type) {
        return NetworkEvent.builder()
                .type(EventType.DNS)
                .loggedMicros(micros(second))
                .from(client, 50_000)
                .to(RESOLVER, 53)
                .transport(Transport.UDP)
                .dns(new NetworkEvent.Dns(true, name, type, ""))
                .build();
    }

    public static NetworkEventBuilder alert(double second, String signature, String category, int severity) {
        return NetworkEvent.builder()
                .type(EventType.ALERT)
                .loggedMicros(micros(second))
                .from(ATTACKER, 40_000)
                .to(SERVER, 80)
                .transport(Transport.TCP)
                .alert(new NetworkEvent.Alert(
                        1_000_000 + signature.hashCode() % 1000,
                        signature,
                        category,
                        severity,
                        IpAddress.NONE,
                        IpAddress.NONE,
                        "",
                        ""));
    }

    /** A log-in at SSH, as a log tells it. */
    public static NetworkEvent login(double second, IpAddress from, String user, boolean accepted) {
        NetworkEvent.Login.Outcome outcome =
                accepted ? NetworkEvent.Login.Outcome.ACCEPTED : NetworkEvent.Login.Outcome.REFUSED;
        return NetworkEvent.builder()
                .type(EventType.LOGIN)
                .loggedMicros(micros(second))
                .from(from, 40_000)
                .to(SERVER, 22)
                .transport(Transport.TCP)
                .appProto("ssh")
                .login(new NetworkEvent.Login(outcome, "ssh", user))
                .build();
    }

    public static NetworkEvent tls(double second, IpAddress from, IpAddress to, NetworkEvent.Tls tls) {
        return NetworkEvent.builder()
                .type(EventType.TLS)
                .loggedMicros(micros(second))
                .from(from, 40_000)
                .to(to, 443)
                .transport(Transport.TCP)
                .tls(tls)
                .build();
    }

    /** An answer of the resolver to a client. */
    public static NetworkEvent answer(double second, IpAddress client, String name, String code) {
        return NetworkEvent.builder()
                .type(EventType.DNS)
                .loggedMicros(micros(second))
                .from(RESOLVER, 53)
                .to(client, 50_000)
                .transport(Transport.UDP)
                .dns(new NetworkEvent.Dns(false, name, "A", code))
                .build();
    }

    public static NetworkEvent anomaly(double second, IpAddress from, IpAddress to, String name) {
        return NetworkEvent.builder()
                .type(EventType.ANOMALY)
                .loggedMicros(micros(second))
                .from(from, 0)
                .to(to, 0)
                .anomaly(new NetworkEvent.Anomaly("stream", name))
                .build();
    }

    public static long micros(double second) {
        return START + (long) (second * SECOND);
    }
}
