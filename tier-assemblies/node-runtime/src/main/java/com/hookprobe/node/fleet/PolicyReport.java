package com.hookprobe.node.fleet;

import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import com.hookprobe.node.fleet.core.TenantFleet;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * How a site stands with its policy, in its own words (docs/spec/fleet.md, 4): version u8 = 1 | number u64 | SHA-256 of what that policy
 * says | refused u64 | flags u8: ready, scored, steady | text: length u16, UTF-8.
 *
 * @param number the policy that it follows; 0 for none
 * @param content of that policy, 32 bytes; zeros without one
 * @param refused the policy that it does not follow, when that came later; 0 for none
 * @param ready whether all is there that it needs for its duty
 * @param scored whether its score is there
 * @param steady whether it does not start again and again under this policy
 * @param text which keys the policy decides and which the file keeps; or why it was refused
 */
public record PolicyReport(
        long number, byte[] content, long refused, boolean ready, boolean scored, boolean steady, String text) {
    /** Bytes of the text. */
    public static final int TEXT_BYTES_MAX = 1_024;

    private static final int VERSION = 1;
    private static final int HASH_BYTES = 32;

    /** Copies the hash, and makes the text fit: no control characters, and not longer than it may be. */
    public PolicyReport {
        content = Arrays.copyOf(content, HASH_BYTES);
        text = fitting(text);
    }

    private static String fitting(String text) {
        StringBuilder clean = new StringBuilder();
        int bytes = 0;
        for (int c : text.codePoints().toArray()) {
            String one =
                    Character.toString(Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c);
            bytes += one.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > TEXT_BYTES_MAX) {
                break;
            }
            clean.append(one);
        }
        return clean.toString();
    }

    /** True when it says that it is well. */
    public boolean healthy() {
        return ready && scored && steady;
    }

    /** The hash, a new array. */
    @Override
    public byte[] content() {
        return content.clone();
    }

    /** Reads an encoding. */
    public static PolicyReport decode(byte[] bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        int version = in.u8();
        if (version != VERSION) {
            throw new MalformedException("expected a policy report of version " + VERSION + ", found " + version);
        }
        long number = in.u64();
        byte[] content = in.bytes(HASH_BYTES);
        long refused = in.u64();
        int flags = in.u8();
        int length = in.u16();
        if (number > TenantFleet.NUMBER_MAX
                || refused > TenantFleet.NUMBER_MAX
                || flags > 7
                || length > TEXT_BYTES_MAX) {
            throw new MalformedException("a field of a policy report is out of range");
        }
        String text = new String(in.bytes(length), StandardCharsets.UTF_8);
        in.end();
        return new PolicyReport(number, content, refused, (flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0, text);
    }

    /** The encoding, a new array. */
    public byte[] encode() {
        byte[] said = text.getBytes(StandardCharsets.UTF_8);
        return new WireWriter(64 + said.length)
                .u8(VERSION)
                .u64(number)
                .bytes(content)
                .u64(refused)
                .u8((ready ? 1 : 0) | (scored ? 2 : 0) | (steady ? 4 : 0))
                .u16(said.length)
                .bytes(said)
                .toBytes();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PolicyReport report && Arrays.equals(report.encode(), encode());
    }

    @Override
    public int hashCode() {
        return Objects.hash(number, refused, text);
    }
}
