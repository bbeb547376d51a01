package com.hookprobe.qsecbit.correlation.core;

import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.federation.FieldReader;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.Retraction;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.Veto;
import com.hookprobe.qsecbit.federation.core.CorrelatorConfig;
import com.hookprobe.qsecbit.metric.Severity;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The canonical form of an {@link Input}, big-endian (CORRELATION 1). Every value has one encoding, and whatever is not one
 * is refused.
 *
 * <pre>
 * version u8 = 1 | kind u8 | arrival u64 | rest by kind
 * 1 report      source | h u8 (0..8) | hop times h x u64 | message
 * 2 veto        source | message
 * 3 retraction  source | message
 * 4 revoke      node 32
 * 5 suppress    type u8, key epoch u64, tag 32 | until u64
 * 6 tick        nothing
 * 7 configure   active owners u32 | k u16 | young days u16 | least severity u8 | window u16, minutes
 *               | entries u32 | entries of an owner u32 | 4 x time to live u32, seconds
 * source        node 32 | owner 32 | trust u16, thousandths | age u16, days
 * </pre>
 */
public final class InputCodec {
    /** The only version. */
    public static final int VERSION = 1;

    private static final int REPORT = 1;
    private static final int VETO = 2;
    private static final int RETRACTION = 3;
    private static final int REVOKE = 4;
    private static final int SUPPRESS = 5;
    private static final int TICK = 6;
    private static final int CONFIGURE = 7;
    private static final int SOURCE_BYTES = 68;
    private static final int HEAD_BYTES = 10;

    /** The longest encoding. */
    public static final int BYTES_MAX =
            HEAD_BYTES + SOURCE_BYTES + 1 + MeshDecision.HOPS_MAX * Long.BYTES + AttackSignature.BYTES_MAX;

    private InputCodec() {}

    /** The encoding, a new array. */
    public static byte[] encode(Input input) {
        ByteBuffer to = ByteBuffer.allocate(BYTES_MAX);
        if (input instanceof Input.Report report) {
            head(to, REPORT, input);
            source(to, report.source());
            to.put((byte) report.hopMicros().size());
            report.hopMicros().forEach(to::putLong);
            to.put(report.message().encode());
        } else if (input instanceof Input.Vetoed veto) {
            head(to, VETO, input);
            source(to, veto.source());
            to.put(veto.message().encode());
        } else if (input instanceof Input.Retracted retraction) {
            head(to, RETRACTION, input);
            source(to, retraction.source());
            to.put(retraction.message().encode());
        } else if (input instanceof Input.Revoked revoke) {
            head(to, REVOKE, input);
            to.put(revoke.node().bytes());
        } else if (input instanceof Input.Suppressed suppress) {
            head(to, SUPPRESS, input);
            suppress.tag().write(to);
            to.putLong(suppress.untilMicros());
        } else if (input instanceof Input.Tick) {
            head(to, TICK, input);
        } else if (input instanceof Input.Configured configure) {
            head(to, CONFIGURE, input);
            settings(to, configure.settings());
        }
        return Arrays.copyOf(to.array(), to.position());
    }

    /**
     * Reads an encoding.
     *
     * @throws MalformedException when it is none; it says which field is wrong
     */
    public static Input decode(byte[] bytes) throws MalformedException {
        if (bytes.length > BYTES_MAX) {
            throw new MalformedException("longer than " + BYTES_MAX + " bytes");
        }
        FieldReader from = new FieldReader(bytes);
        from.integer("version", 1, VERSION, VERSION);
        int kind = from.integer("kind", 1, REPORT, CONFIGURE);
        long arrival = from.time("arrival");
        Input input = switch (kind) {
            case REPORT -> new Input.Report(arrival, source(from), hops(from), AttackSignature.decode(from.rest()));
            case VETO -> new Input.Vetoed(arrival, source(from), Veto.decode(from.rest()));
            case RETRACTION -> new Input.Retracted(arrival, source(from), Retraction.decode(from.rest()));
            case REVOKE -> new Input.Revoked(arrival, from.bytes32("node"));
            case SUPPRESS -> new Input.Suppressed(arrival, TagKey.read(from), from.time("until"));
            case TICK -> new Input.Tick(arrival);
            default -> new Input.Configured(arrival, settings(from));
        };
        from.end();
        return input;
    }

    private static void head(ByteBuffer to, int kind, Input input) {
        to.put((byte) VERSION).put((byte) kind).putLong(input.arrivalMicros());
    }

    private static void source(ByteBuffer to, Source source) {
        to.put(source.node().bytes()).put(source.owner().bytes());
        to.putShort((short) source.trustThousandths()).putShort((short) source.ageDays());
    }

    private static Source source(FieldReader from) throws MalformedException {
        return new Source(
                from.bytes32("node"),
                from.bytes32("owner"),
                from.integer("trust", 2, 0, Source.TRUST_MAX),
                from.integer("age", 2, 0, Source.AGE_MAX));
    }

    private static List<Long> hops(FieldReader from) throws MalformedException {
        List<Long> hops = new ArrayList<>();
        for (int left = from.integer("hops", 1, 0, MeshDecision.HOPS_MAX); left > 0; left--) {
            hops.add(from.time("hop time"));
        }
        return hops;
    }

    static void settings(ByteBuffer to, Settings settings) {
        CorrelatorConfig config = settings.config();
        to.putInt(settings.activeOwners());
        to.putShort((short) config.blockOwners()).putShort((short) config.youngDays());
        to.put((byte) config.severityMin().code()).putShort((short) config.windowMinutes());
        to.putInt(config.entriesMax()).putInt(config.entriesPerOwnerMax());
        config.ttlSeconds().forEach(to::putInt);
    }

    static Settings settings(FieldReader from) throws MalformedException {
        int owners = from.integer("active owners", 4, 0, Integer.MAX_VALUE);
        int k = from.integer("k", 2, 1, 0xffff);
        int young = from.integer("young days", 2, 0, 0xffff);
        Severity severity = Severity.ofCode(from.integer("least severity", 1, 0, Severity.CRITICAL.code()));
        int window = from.integer("window", 2, 1, 0xffff);
        int entries = from.integer("entries", 4, 1, Integer.MAX_VALUE);
        int ofOwner = from.integer("entries of an owner", 4, 1, Integer.MAX_VALUE);
        List<Integer> ttls = new ArrayList<>();
        for (int left = DecisionLevel.values().length; left > 0; left--) {
            ttls.add(from.integer("time to live", 4, 1, Integer.MAX_VALUE));
        }
        try {
            return new Settings(new CorrelatorConfig(k, young, severity, window, entries, ofOwner, ttls), owners);
        } catch (IllegalArgumentException e) {
            throw new MalformedException(String.valueOf(e.getMessage()));
        }
    }
}
