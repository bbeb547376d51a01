package com.hookprobe.identity.tpm;

import java.nio.ByteBuffer;

/**
 * Looks at answers before the library does: it makes arrays as long as an answer says, whatever that is. Only the commands
 * whose answers have lists in them are looked at; each list has one length that it can have here.
 */
final class AnswerCheck {
    private static final int COMMAND_CODE_OFFSET = 6;
    private static final int HEADER_BYTES = 10;
    private static final int CREATE_PRIMARY = 0x131;
    private static final int CREATE = 0x153;
    private static final int QUOTE = 0x158;
    private static final int PCR_READ = 0x17E;
    private static final int SIZED_MAX = TpmLink.ANSWER_BYTES_MAX;

    private AnswerCheck() {}

    /** Refuses an answer to this command that has a list of another length than it can have. */
    static void check(byte[] command, byte[] answer) throws QuoteException {
        TpmReader in = new TpmReader("TPM answer", answer, TpmLink.ANSWER_BYTES_MAX);
        in.bytes("header", HEADER_BYTES);
        switch (ByteBuffer.wrap(command).getInt(COMMAND_CODE_OFFSET)) {
            case CREATE_PRIMARY -> {
                in.u32("handle");
                in.u32("length of parameters");
                in.sized("public area", SIZED_MAX);
                noSelection(in);
            }
            case CREATE -> {
                in.u32("length of parameters");
                in.sized("private part", SIZED_MAX);
                in.sized("public area", SIZED_MAX);
                noSelection(in);
            }
            case QUOTE -> {
                in.u32("length of parameters");
                Attestation.decode(in.sized("attestation", SIZED_MAX));
            }
            case PCR_READ -> {
                in.u32("update counter");
                in.expect("number of banks", 1, in.u32("number of banks"));
                in.u16("bank");
                in.expect("selection", PcrValues.SELECT.length, in.u8("selection"));
                in.bytes("selection", PcrValues.SELECT.length);
                in.expect("number of PCRs", PcrValues.INDEXES.size(), in.u32("number of PCRs"));
            }
            default -> {
                // No list in it.
            }
        }
    }

    /** Creation data begin with a selection; none is asked for. */
    private static void noSelection(TpmReader in) throws QuoteException {
        in.u16("length of creation data");
        in.expect("selections in creation data", 0, in.u32("selections in creation data"));
    }
}
