package com.hookprobe.dsm.sim;

import com.hookprobe.dsm.consensus.core.ConsensusCodec;
import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Advance;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Decided;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Propose;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Voted;
import com.hookprobe.dsm.ledger.MalformedException;
import java.io.PrintStream;
import java.util.Locale;

/** Writes a line for everything that happens: virtual seconds, what, who. */
public final class PrintTracer implements Tracer {
    private static final String[] LEDGER = {"?", "BLOCK", "HAVE", "WANT", "BLOCKS", "PROOF_REQUEST", "PROOF", "REFUSED"
    };

    private final PrintStream out;

    /** Writes there. */
    public PrintTracer(PrintStream out) {
        this.out = out;
    }

    @Override
    public void message(long nowNs, String what, String from, String to, byte[] bytes) {
        out.printf(
                Locale.ROOT,
                "%10.6f %s -> %s %s %s, %d bytes%n",
                nowNs / 1e9,
                from,
                to,
                what,
                kind(bytes),
                bytes.length);
    }

    @Override
    public void note(long nowNs, String who, String what) {
        out.printf(Locale.ROOT, "%10.6f %s %s%n", nowNs / 1e9, who, what);
    }

    private static String kind(byte[] bytes) {
        if (bytes.length == 0) {
            return "nothing";
        }
        if (bytes[0] < 32) {
            return bytes[0] > 0 && bytes[0] < LEDGER.length ? LEDGER[bytes[0]] : "kind " + bytes[0];
        }
        try {
            return text(ConsensusCodec.decode(bytes));
        } catch (MalformedException e) {
            return "malformed kind " + bytes[0];
        }
    }

    private static String text(ConsensusMessage message) {
        if (message instanceof Propose propose) {
            return "PROPOSE(" + propose.header().height() + "," + propose.view() + ","
                    + propose.header().hash().hex().substring(0, 8) + ") J "
                    + propose.justification().certificates();
        }
        if (message instanceof Voted voted) {
            return voted.vote().toString();
        }
        if (message instanceof Advance advance) {
            return "ADVANCE(" + advance.height() + "," + advance.view() + ") J "
                    + advance.justification().certificates();
        }
        if (message instanceof Decided decided) {
            return "DECIDED "
                    + decided.decisions().stream()
                            .map(it -> it.certificate().toString())
                            .toList();
        }
        return message.getClass().getSimpleName();
    }
}
