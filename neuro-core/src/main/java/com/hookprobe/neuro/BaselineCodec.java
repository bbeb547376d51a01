package com.hookprobe.neuro;

import com.hookprobe.neuro.BaselineException.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The bytes of a stored baseline. NEURO 9.10.
 *
 * <pre>
 * version u8 = 1 | kind u8: 0 = windows follow, 1 = any value is allowed, and nothing follows
 * n u8 (0..32) | n times value 20, not before u64, not after u64
 * s u8 (0..1)  | s times issued at u64, id 32                       the last change that was settled
 * m u8 (0..32) | m times old 20, new 20, valid from u64, old until u64, issued at u64, id 32
 * </pre>
 */
final class BaselineCodec {
    private static final String WHAT = "baseline";
    private static final int VERSION = 1;
    private static final int WINDOWS = 0;
    private static final int UNCHECKED = 1;
    private static final int WINDOW_BYTES = Ter.INTEGRITY_BYTES + 2 * Long.BYTES;
    private static final int STAMP_BYTES = Long.BYTES + BaselineChange.ID_BYTES;
    private static final int STEP_BYTES = 2 * Ter.INTEGRITY_BYTES + 2 * Long.BYTES + STAMP_BYTES;

    private BaselineCodec() {}

    /** Empty stands for a baseline that allows any value. */
    static byte[] encode(Optional<BaselineHistory> history) {
        if (history.isEmpty()) {
            return new byte[] {VERSION, UNCHECKED};
        }
        BaselineHistory from = history.get();
        int stamps = from.settledTo().isPresent() ? 1 : 0;
        ByteBuffer out = ByteBuffer.allocate(5
                + from.settled().size() * WINDOW_BYTES
                + stamps * STAMP_BYTES
                + from.steps().size() * STEP_BYTES);
        out.put((byte) VERSION).put((byte) WINDOWS).put((byte) from.settled().size());
        for (BaselineWindow window : from.settled()) {
            hex(out, window.valueHex());
            out.putLong(window.notBeforeMicros()).putLong(window.notAfterMicros());
        }
        out.put((byte) stamps);
        from.settledTo().ifPresent(stamp -> stamp(out, stamp));
        out.put((byte) from.steps().size());
        for (BaselineStep step : from.steps()) {
            hex(out, step.oldHex());
            hex(out, step.newHex());
            out.putLong(step.validFromMicros()).putLong(step.oldUntilMicros());
            stamp(out, step.stamp());
        }
        return out.array();
    }

    private static void hex(ByteBuffer out, String hex) {
        out.put(HexFormat.of().parseHex(hex));
    }

    private static void stamp(ByteBuffer out, ChangeStamp stamp) {
        out.putLong(stamp.issuedAtMicros());
        hex(out, stamp.idHex());
    }

    static Optional<BaselineHistory> decode(byte[] bytes) throws BaselineException {
        BaselineReader in = new BaselineReader(WHAT, bytes);
        in.version(VERSION);
        int kind = in.count("kind", in.u8("kind"), UNCHECKED);
        if (kind == UNCHECKED) {
            in.end();
            return Optional.empty();
        }
        List<BaselineWindow> settled = windows(in);
        boolean settles = in.count("settled changes", in.u8("number of settled changes"), 1) == 1;
        Optional<ChangeStamp> settledTo = settles ? Optional.of(stamp(in)) : Optional.empty();
        List<BaselineStep> steps = steps(in, settledTo);
        in.end();
        return Optional.of(new BaselineHistory(settled, settledTo, steps));
    }

    private static List<BaselineWindow> windows(BaselineReader in) throws BaselineException {
        int n = in.count("windows", in.u8("number of windows"), IntegrityBaseline.VALUES_MAX);
        List<BaselineWindow> windows = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            String value = in.hex("value", Ter.INTEGRITY_BYTES);
            long notBeforeMicros = in.time("not before");
            long notAfterMicros = in.time("not after");
            if (notBeforeMicros > notAfterMicros) {
                throw in.refused(
                        Reason.WINDOW,
                        "expected a window, found one from " + notBeforeMicros + " to " + notAfterMicros);
            }
            windows.add(new BaselineWindow(value, notBeforeMicros, notAfterMicros));
        }
        if (!BaselineWindows.merged(windows).equals(windows)) {
            throw in.refused(
                    Reason.ORDER,
                    "expected windows in the order of time, and those of one value apart; found " + windows);
        }
        return windows;
    }

    private static List<BaselineStep> steps(BaselineReader in, Optional<ChangeStamp> settledTo)
            throws BaselineException {
        int m = in.count("changes", in.u8("number of changes"), IntegrityBaseline.CHANGES_MAX);
        List<BaselineStep> steps = new ArrayList<>(m);
        Optional<ChangeStamp> last = settledTo;
        for (int i = 0; i < m; i++) {
            byte[] oldValue = in.bytes("old value", Ter.INTEGRITY_BYTES);
            byte[] newValue = in.bytes("new value", Ter.INTEGRITY_BYTES);
            long validFromMicros = in.time("valid from");
            long oldUntilMicros = in.time("old until");
            ChangeStamp stamp = stamp(in);
            Optional<BaselineException> problem =
                    BaselineTerms.problem(oldValue, newValue, validFromMicros, oldUntilMicros, stamp.issuedAtMicros());
            if (problem.isPresent()) {
                throw problem.get();
            }
            if (last.isPresent() && stamp.compareTo(last.get()) <= 0) {
                throw in.refused(Reason.ORDER, "expected rising changes, found " + stamp + " after " + last.get());
            }
            last = Optional.of(stamp);
            HexFormat hex = HexFormat.of();
            steps.add(new BaselineStep(
                    hex.formatHex(oldValue), hex.formatHex(newValue), validFromMicros, oldUntilMicros, stamp));
        }
        return steps;
    }

    private static ChangeStamp stamp(BaselineReader in) throws BaselineException {
        long issuedAtMicros = in.time("issued at");
        return new ChangeStamp(issuedAtMicros, in.hex("id", BaselineChange.ID_BYTES));
    }
}
