package com.hookprobe.htp.file.core;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * ERROR: the transfer is over. From either side; the requester cancels with TRANSFER_CANCELLED.
 *
 * <pre>
 * 16 form u8 = 0 or 1 | 17 code u8 | 18 failed_op u8 | 19 reason_length u8 | 20 reason
 * </pre>
 *
 * @param failedOp the operation that opened the transfer
 * @param reason at most {@link #REASON_MAX} printable ASCII characters, for a log; never a path or an exception text
 */
public record ErrorMessage(Role from, int fileId, FileErrorCode code, FileOp failedOp, String reason)
        implements FileMessage {
    /** Most characters of a reason. */
    public static final int REASON_MAX = 120;

    public ErrorMessage {
        if (code == FileErrorCode.SUCCESS || !printable(reason)) {
            throw new IllegalArgumentException("error " + code + ": " + reason.length() + " characters");
        }
    }

    @Override
    public FileHeader header() {
        return Fields.header(FileOp.ERROR, 0, fileId, 0, FileHash.NONE);
    }

    @Override
    public byte[] encode() {
        byte[] text = reason.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer out = FileMessage.begin(header(), new Form(from, false).code(), 3 + text.length);
        out.put((byte) code.code()).put((byte) failedOp.code()).put((byte) text.length);
        return out.put(text).array();
    }

    static ErrorMessage parse(FileHeader header, Role from, WireReader in) throws Malformed {
        Fields.noChunks(header);
        Fields.prefixOf(header, FileHash.NONE);
        FileErrorCode code = FileErrorCode.of(in.u8()).orElseThrow(() -> Malformed.invalid("unknown error code"));
        FileOp failedOp = FileOp.of(in.u8()).orElseThrow(() -> Malformed.invalid("unknown operation"));
        String reason = new String(in.bytes(in.u8()), StandardCharsets.ISO_8859_1);
        if (!printable(reason)) {
            throw Malformed.invalid("reason is not printable ASCII");
        }
        return new ErrorMessage(from, header.fileId(), code, failedOp, reason);
    }

    private static boolean printable(String reason) {
        return reason.length() <= REASON_MAX && reason.chars().allMatch(c -> c >= 0x20 && c < 0x7F);
    }
}
