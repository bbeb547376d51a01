package com.hookprobe.qsecbit.model.train;

import com.hookprobe.qsecbit.detection.Transport;
import com.hookprobe.qsecbit.model.AttackClass;
import com.hookprobe.qsecbit.model.ConnectionState;
import com.hookprobe.qsecbit.model.Feature;
import com.hookprobe.qsecbit.model.FeatureSchema;
import com.hookprobe.qsecbit.model.Schemas;
import com.hookprobe.qsecbit.model.ServiceClass;
import java.util.List;
import java.util.Locale;

/**
 * One line of KDD Cup 1999 or NSL-KDD: 41 features, then, in training data, the attack's name and, in NSL-KDD, how many
 * of 21 learners had it right, which is not read (Tavallaee et al. 2009).
 */
final class KddRecord {
    static final List<String> FIELDS = List.of(
            "duration",
            "protocol_type",
            "service",
            "flag",
            "src_bytes",
            "dst_bytes",
            "land",
            "wrong_fragment",
            "urgent",
            "hot",
            "num_failed_logins",
            "logged_in",
            "num_compromised",
            "root_shell",
            "su_attempted",
            "num_root",
            "num_file_creations",
            "num_shells",
            "num_access_files",
            "num_outbound_cmds",
            "is_host_login",
            "is_guest_login",
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
            "dst_host_diff_srv_rate",
            "dst_host_same_src_port_rate",
            "dst_host_srv_diff_host_rate",
            "dst_host_serror_rate",
            "dst_host_srv_serror_rate",
            "dst_host_rerror_rate",
            "dst_host_srv_rerror_rate");
    private static final double NUMBER_MAX = 1e12;

    private KddRecord() {}

    /**
     * A record's vector; a feature of the schema that the record does not have is 0.
     *
     * @param line 41 to 43 fields between commas
     * @throws IllegalArgumentException when it is none; the message says why
     */
    static double[] vector(FeatureSchema schema, String line) {
        String[] parts = fields(line);
        double[] vector = new double[schema.size()];
        for (int field = 0; field < FIELDS.size(); field++) {
            String name = FIELDS.get(field);
            switch (name) {
                case "protocol_type" -> set(schema, vector, Schemas.transport(transport(parts[field])), 1);
                case "service" -> set(schema, vector, feature(ServiceClass.ofKdd(parts[field])), 1);
                case "flag" ->
                    set(
                            schema,
                            vector,
                            "flag=" + ConnectionState.of(parts[field]).name(),
                            1);
                default -> set(schema, vector, name, number(name, parts[field]));
            }
        }
        return vector;
    }

    /** The name of the attack, or "normal"; empty when the line has 41 features only. */
    static String label(String line) {
        String[] parts = fields(line);
        if (parts.length == FIELDS.size()) {
            return "";
        }
        String label = parts[FIELDS.size()].toLowerCase(Locale.ROOT);
        // KDD Cup 1999 ends a line with a full stop.
        return label.endsWith(".") ? label.substring(0, label.length() - 1) : label;
    }

    /** Of which class an attack is. */
    static AttackClass attackClass(String name) {
        return switch (name) {
            case "normal" -> AttackClass.NORMAL;
            case "back",
                    "land",
                    "neptune",
                    "pod",
                    "smurf",
                    "teardrop",
                    "apache2",
                    "mailbomb",
                    "processtable",
                    "udpstorm",
                    "dos" -> AttackClass.DOS;
            case "ipsweep", "nmap", "portsweep", "satan", "mscan", "saint", "probe" -> AttackClass.PROBE;
            case "ftp_write",
                    "guess_passwd",
                    "imap",
                    "multihop",
                    "phf",
                    "spy",
                    "warezclient",
                    "warezmaster",
                    "named",
                    "sendmail",
                    "snmpgetattack",
                    "snmpguess",
                    "worm",
                    "xlock",
                    "xsnoop",
                    "r2l" -> AttackClass.R2L;
            case "buffer_overflow", "loadmodule", "perl", "rootkit", "httptunnel", "ps", "sqlattack", "xterm", "u2r" ->
                AttackClass.U2R;
            default -> AttackClass.OTHER;
        };
    }

    private static String[] fields(String line) {
        String[] parts = line.split(",", -1);
        if (parts.length < FIELDS.size() || parts.length > FIELDS.size() + 2) {
            throw new IllegalArgumentException(
                    "41 features, a label and a difficulty between commas; found " + parts.length + " fields");
        }
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i].strip();
            // ARFF quotes names.
            parts[i] = part.length() > 1 && part.startsWith("'") && part.endsWith("'")
                    ? part.substring(1, part.length() - 1)
                    : part;
        }
        return parts;
    }

    private static String feature(ServiceClass service) {
        return "service=" + service.name().toLowerCase(Locale.ROOT);
    }

    private static Transport transport(String name) {
        Transport transport = Transport.of(name);
        if (transport == Transport.OTHER) {
            throw new IllegalArgumentException("protocol_type tcp, udp or icmp; found '" + name + "'");
        }
        return transport;
    }

    private static double number(String name, String text) {
        try {
            double value = Double.parseDouble(text);
            if (value >= 0 && value <= NUMBER_MAX) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new IllegalArgumentException(name + " in 0..1e12; found '" + text + "'");
    }

    private static void set(FeatureSchema schema, double[] vector, String name, double raw) {
        int at = schema.indexOf(name);
        if (at >= 0) {
            Feature feature = schema.features().get(at);
            vector[at] = feature.scaled(raw);
        }
    }
}
