package com.hookprobe.qsecbit.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.Roles;
import com.hookprobe.qsecbit.detection.Transport;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FlowFeaturesTest {
    private static final IpAddress A = ip("203.0.113.7");
    private static final IpAddress B = ip("10.20.0.5");
    private static final IpAddress C = ip("10.20.0.6");
    private final FlowFeatures features = new FlowFeatures();

    static IpAddress ip(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    private static Connection tcp(
            double second, IpAddress from, int fromPort, IpAddress to, int port, ConnectionState state) {
        return new Connection(
                (long) (second * 1e6), from, fromPort, to, port, Transport.TCP, state, 3_900_000, 100, 200, 3, 4);
    }

    private static double at(double[] vector, String feature) {
        return vector[Schemas.FLOW.indexOf(feature)];
    }

    @Test
    void aConnectionItself() {
        double[] vector = features.vector(tcp(1, A, 4_000, B, 443, ConnectionState.SF));
        assertThat(at(vector, "duration")).isEqualTo(StrictMath.log1p(3));
        assertThat(at(vector, "src_bytes")).isEqualTo(StrictMath.log1p(100));
        assertThat(at(vector, "dst_packets")).isEqualTo(StrictMath.log1p(4));
        assertThat(at(vector, "service=web")).isEqualTo(1);
        assertThat(at(vector, "protocol_type=tcp")).isEqualTo(1);
        assertThat(at(vector, "flag=SF")).isEqualTo(1);
        assertThat(at(vector, "land")).isZero();
        assertThat(at(vector, "count")).isEqualTo(1);
        assertThat(at(vector, "same_srv_rate")).isEqualTo(1);
    }

    @Test
    void twoSecondsAndTheLastConnectionsAreDifferentWindows() {
        features.vector(tcp(0, A, 1, B, 80, ConnectionState.S0));
        features.vector(tcp(9, A, 1, B, 22, ConnectionState.S0));
        features.vector(tcp(9, A, 2, C, 80, ConnectionState.REJ));
        double[] vector = features.vector(tcp(10, A, 1, B, 80, ConnectionState.SF));
        // Near: B:22 and this one to the same host; C:80 and this one to the same service.
        assertThat(at(vector, "count")).isEqualTo(2);
        assertThat(at(vector, "serror_rate")).isEqualTo(0.5);
        assertThat(at(vector, "same_srv_rate")).isEqualTo(0.5);
        assertThat(at(vector, "diff_srv_rate")).isEqualTo(0.5);
        assertThat(at(vector, "srv_count")).isEqualTo(2);
        assertThat(at(vector, "srv_rerror_rate")).isEqualTo(0.5);
        assertThat(at(vector, "srv_diff_host_rate")).isEqualTo(0.5);
        // All: three to the same host, three to port 80, two of them to this host.
        assertThat(at(vector, "dst_host_count")).isEqualTo(3);
        assertThat(at(vector, "dst_host_srv_count")).isEqualTo(3);
        assertThat(at(vector, "dst_host_same_srv_rate")).isEqualTo(2.0 / 3);
        assertThat(at(vector, "dst_host_same_src_port_rate")).isEqualTo(1);
        assertThat(at(vector, "dst_host_serror_rate")).isEqualTo(2.0 / 3);
        assertThat(at(vector, "dst_host_srv_serror_rate")).isEqualTo(0.5);
        assertThat(at(vector, "src_hosts")).isEqualTo(2);
        assertThat(at(vector, "src_ports")).isEqualTo(2);
        assertThat(at(vector, "src_unanswered_rate")).isEqualTo(0.5);
        assertThat(at(vector, "src_refused_rate")).isEqualTo(0.25);
    }

    @Test
    void windowsReachToBothSidesOfTime() {
        features.vector(tcp(11, A, 1, B, 80, ConnectionState.S0));
        assertThat(at(features.vector(tcp(10, A, 1, B, 80, ConnectionState.S0)), "count"))
                .isEqualTo(2);
    }

    @Test
    void windowsAreBoundedWhateverComes() {
        SplittableRandom random = new SplittableRandom(3);
        double[] vector = {};
        for (int i = 0; i < 20_000; i++) {
            IpAddress from = IpAddress.v4(random.nextInt());
            vector = features.vector(tcp(random.nextInt(2), from, 5, B, 80, ConnectionState.S0));
            for (double number : vector) {
                assertThat(number).isBetween(0.0, 511.0);
            }
        }
        assertThat(features.sources()).isEqualTo(FlowFeatures.SOURCES_MAX);
        assertThat(at(vector, "dst_host_count")).isEqualTo(255);
        for (int i = 0; i < 600; i++) {
            vector = features.vector(tcp(100, A, i, B, 80, ConnectionState.S0));
        }
        assertThat(at(vector, "count")).isEqualTo(511);
        assertThat(at(vector, "src_count")).isEqualTo(SourceHistory.CONNECTIONS_MAX);
    }

    @Test
    void aFlowEventIsReadFromTheSideThatBegan() {
        NetworkEvent event = NetworkEvent.builder()
                .type(EventType.FLOW)
                .from(B, 443)
                .to(A, 50_000)
                .transport(Transport.TCP)
                .flow(new NetworkEvent.Flow(7, 5, 700, 500, 1_000_000, 3_000_000, "closed", 0x1a, 0x1b, A))
                .build();
        Connection connection = Connection.of(event, Roles.of(event, LocalNetworks.privateRanges()));
        assertThat(connection.source()).isEqualTo(A);
        assertThat(connection.port()).isEqualTo(443);
        assertThat(connection.sourceBytes()).isEqualTo(500);
        assertThat(connection.responderPackets()).isEqualTo(7);
        assertThat(connection.durationMicros()).isEqualTo(2_000_000);
    }

    @Test
    void statesFollowTheFlags() {
        assertThat(state(0x02, 0x14)).isEqualTo(ConnectionState.REJ);
        assertThat(state(0x02, 0x00)).isEqualTo(ConnectionState.S0);
        assertThat(state(0x06, 0x00)).isEqualTo(ConnectionState.RSTOS0);
        assertThat(state(0x03, 0x00)).isEqualTo(ConnectionState.SH);
        assertThat(state(0x1b, 0x1b)).isEqualTo(ConnectionState.SF);
        assertThat(state(0x1a, 0x1a)).isEqualTo(ConnectionState.S1);
        assertThat(state(0x1b, 0x1a)).isEqualTo(ConnectionState.S2);
        assertThat(state(0x1a, 0x1b)).isEqualTo(ConnectionState.S3);
        assertThat(state(0x1e, 0x1a)).isEqualTo(ConnectionState.RSTO);
        assertThat(state(0x1a, 0x1e)).isEqualTo(ConnectionState.RSTR);
        assertThat(state(0x18, 0x18)).isEqualTo(ConnectionState.OTH);
    }

    private static ConnectionState state(int toServer, int toClient) {
        return ConnectionState.of(NetworkEvent.builder()
                .type(EventType.FLOW)
                .transport(Transport.TCP)
                .from(A, 40_000)
                .to(B, 80)
                .flow(new NetworkEvent.Flow(3, 3, 10, 10, 1, 2, "closed", toServer, toClient, IpAddress.NONE))
                .build());
    }
}
