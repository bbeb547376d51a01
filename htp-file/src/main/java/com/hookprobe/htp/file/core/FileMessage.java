package com.hookprobe.htp.file.core;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One message on the file channel: the 16-byte header, the form byte, a body. Every record below encodes to exactly the
 * bytes that decode to it, but for the '/' that may lead a path and is stripped. All numbers are big-endian. The layouts are in docs/spec/htp-file.md, section 4.
 */
public sealed interface FileMessage
        permits WriteRequest,
                WriteReply,
                ReadRequest,
                ReadReply,
                QueryRequest,
                StatReply,
                ListRequest,
                ListReply,
                DeleteReply,
                ChunkData,
                ChunkAck,
                Complete,
                ErrorMessage {

    /** The header of this message. */
    FileHeader header();

    /** Which side of the transfer sends this message. */
    Role from();

    /** The whole message. Nobody writes to the array any more. */
    byte[] encode();

    /** The transfer that this message belongs to, in the requester's numbering. */
    default int fileId() {
        return header().fileId();
    }

    /** What bytes turned out to be. */
    sealed interface Decoded {
        /** A sound message. */
        record Sound(FileMessage message) implements Decoded {}

        /** The transfer is known but the rest breaks a rule; the sender can be told. */
        record Refused(FileOp op, Role from, int fileId, FileErrorCode code, String reason) implements Decoded {}

        /** Not even header and form byte. */
        record Junk() implements Decoded {}
    }

    /** Parses a message strictly: canonical form only, no trailing bytes. Never throws on any bytes. */
    static Decoded decode(byte[] message) {
        Optional<FileHeader> header = FileHeader.decode(message);
        if (header.isEmpty() || message.length <= FileHeader.LENGTH) {
            return new Decoded.Junk();
        }
        Form form;
        try {
            form = Form.of(message[FileHeader.LENGTH] & 0xFF);
        } catch (Malformed unknownForm) {
            return new Decoded.Junk();
        }
        try {
            return new Decoded.Sound(parse(header.get(), form, new WireReader(message, FileHeader.LENGTH + 1)));
        } catch (Malformed fault) {
            return new Decoded.Refused(
                    header.get().op(), form.from(), header.get().fileId(), fault.code, fault.reason);
        }
    }

    private static FileMessage parse(FileHeader header, Form form, WireReader in) throws Malformed {
        if ((header.flags() & ~FileFlags.allowed(header.op(), form)) != 0) {
            throw Malformed.invalid("flag not supported for this operation");
        }
        boolean ackable = header.op() == FileOp.CHUNK || header.op() == FileOp.COMPLETE;
        if (form.ack() && !ackable) {
            throw Malformed.invalid("this operation has no acknowledging form");
        }
        boolean request = form.from() == Role.REQUESTER;
        FileMessage message = switch (header.op()) {
            case CREATE, UPDATE -> request ? WriteRequest.parse(header, in) : WriteReply.parse(header, in);
            case READ -> request ? ReadRequest.parse(header, in) : ReadReply.parse(header, in);
            case STAT -> request ? QueryRequest.parse(header, in) : StatReply.parse(header, in);
            case LIST -> request ? ListRequest.parse(header, in) : ListReply.parse(header, in);
            case DELETE -> request ? QueryRequest.parse(header, in) : DeleteReply.parse(header, in);
            case CHUNK ->
                form.ack() ? ChunkAck.parse(header, form.from(), in) : ChunkData.parse(header, form.from(), in);
            case COMPLETE -> Complete.parse(header, form, in);
            case ERROR -> ErrorMessage.parse(header, form.from(), in);
        };
        in.end();
        return message;
    }

    /** Header and form byte in front of room for a body. */
    static ByteBuffer begin(FileHeader header, int formCode, int bodyBytes) {
        ByteBuffer out = ByteBuffer.allocate(FileHeader.LENGTH + 1 + bodyBytes);
        header.put(out);
        return out.put((byte) formCode);
    }
}
