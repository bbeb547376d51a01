package com.hookprobe.qsecbit.model;

import com.hookprobe.qsecbit.detection.Transport;
import com.hookprobe.qsecbit.model.Feature.Control;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The two vectors. {@link #KDD} holds what a record of KDD Cup 1999 and NSL-KDD says, {@link #FLOW} what a sensor of
 * ours can say of a connection; what both hold has the same name and the same meaning, so a model of flows can be
 * trained on either.
 *
 * <p>The budgets of attackers: 64 KiB of padding, 64 packets and a minute more per connection once it is open; a minute
 * of waiting, source ports and urgent flags at will. Counts and rates over many connections are the attack itself, and
 * states are the victim's answers.
 */
public final class Schemas {
    /** Bytes that can be added to each direction. */
    static final double PADDING_BYTES = 65_536;
    /** Seconds that a connection can be drawn out. */
    static final double WAIT_SECONDS = 60;
    /** Packets that can be added. */
    static final double PACKETS = 64;

    /** 41 features of NSL-KDD; protocol, service and flag as indicators. */
    public static final FeatureSchema KDD = new FeatureSchema("kdd", kdd());
    /** What flow events say. */
    public static final FeatureSchema FLOW = new FeatureSchema("flow", flow());

    private Schemas() {}

    /** The feature that says the transport. */
    public static String transport(Transport transport) {
        return "protocol_type=" + transport.name().toLowerCase(Locale.ROOT);
    }

    private static List<Feature> kdd() {
        List<Feature> all = connection();
        all.add(Feature.linear("wrong_fragment"));
        all.add(Feature.linear("urgent").with(Control.GROWS, 3));
        all.add(Feature.linear("hot"));
        all.add(Feature.linear("num_failed_logins"));
        all.add(Feature.linear("logged_in"));
        all.add(Feature.log("num_compromised"));
        all.add(Feature.linear("root_shell"));
        all.add(Feature.linear("su_attempted"));
        all.add(Feature.log("num_root"));
        all.add(Feature.linear("num_file_creations").with(Control.GROWS_WHEN_OPEN, 8));
        all.add(Feature.linear("num_shells"));
        all.add(Feature.linear("num_access_files"));
        all.add(Feature.linear("num_outbound_cmds"));
        all.add(Feature.linear("is_host_login"));
        all.add(Feature.linear("is_guest_login"));
        window(all);
        return all;
    }

    private static List<Feature> flow() {
        List<Feature> all = connection();
        all.add(Feature.log("src_packets").with(Control.GROWS_WHEN_OPEN, PACKETS));
        all.add(Feature.log("dst_packets").with(Control.GROWS_WHEN_OPEN, PACKETS));
        window(all);
        for (String name : List.of("src_hosts", "src_ports", "src_unanswered_rate", "src_refused_rate", "src_count")) {
            all.add(Feature.linear(name));
        }
        return all;
    }

    private static List<Feature> connection() {
        List<Feature> all = new ArrayList<>();
        all.add(Feature.log("duration").with(Control.GROWS, WAIT_SECONDS));
        for (Transport one : List.of(Transport.TCP, Transport.UDP, Transport.ICMP)) {
            all.add(Feature.linear(transport(one)));
        }
        for (ServiceClass one : ServiceClass.values()) {
            all.add(Feature.linear(one.feature()));
        }
        for (ConnectionState one : ConnectionState.values()) {
            all.add(Feature.linear(one.feature()));
        }
        all.add(Feature.log("src_bytes").with(Control.GROWS_WHEN_OPEN, PADDING_BYTES));
        all.add(Feature.log("dst_bytes").with(Control.GROWS_WHEN_OPEN, PADDING_BYTES));
        all.add(Feature.linear("land"));
        return all;
    }

    private static void window(List<Feature> all) {
        for (String name : List.of(
                "count",
                "srv_count",
                "serror_rate",
                "srv_serror_rate",
                "rerror_rate",
                "srv_rerror_rate",
                "same_srv_rate",
                "diff_srv_rate",
                "srv_diff_host_rate",
                "dst_host_count",
                "dst_host_srv_count",
                "dst_host_same_srv_rate",
                "dst_host_diff_srv_rate")) {
            all.add(Feature.linear(name));
        }
        all.add(Feature.linear("dst_host_same_src_port_rate").with(Control.FREE, 1));
        for (String name : List.of(
                "dst_host_srv_diff_host_rate",
                "dst_host_serror_rate",
                "dst_host_srv_serror_rate",
                "dst_host_rerror_rate",
                "dst_host_srv_rerror_rate")) {
            all.add(Feature.linear(name));
        }
    }
}
