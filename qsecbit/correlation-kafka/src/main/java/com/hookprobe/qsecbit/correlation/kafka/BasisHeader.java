package com.hookprobe.qsecbit.correlation.kafka;

import com.hookprobe.qsecbit.correlation.core.SignedReport;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.FieldReader;
import com.hookprobe.qsecbit.federation.MalformedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The signed reports that a decision names, beside it in the outputs' topic (CORRELATION 5.8): a process that reads the decision may have
 * neither taken its reports nor the shard that counted them. Big-endian:
 *
 * <pre>
 * n u16 | n x (node 32 | length u16 | attack signature)
 * </pre>
 */
final class BasisHeader {
    /** Its name among the message's headers. */
    static final String NAME = "basis";

    private BasisHeader() {}

    static byte[] encode(List<SignedReport> reports) {
        int length = Short.BYTES;
        for (SignedReport report : reports) {
            length += Bytes32.LENGTH + Short.BYTES + report.report().encode().length;
        }
        ByteBuffer to = ByteBuffer.allocate(length).putShort((short) reports.size());
        for (SignedReport report : reports) {
            byte[] signed = report.report().encode();
            to.put(report.node().bytes()).putShort((short) signed.length).put(signed);
        }
        return to.array();
    }

    static List<SignedReport> decode(byte[] header) throws MalformedException {
        FieldReader from = new FieldReader(header);
        List<SignedReport> reports = new ArrayList<>();
        for (int left = from.integer("reports", 2, 0, (1 << 16) - 1); left > 0; left--) {
            Bytes32 node = from.bytes32("node");
            int length = from.integer("length", 2, 0, AttackSignature.BYTES_MAX);
            reports.add(new SignedReport(node, AttackSignature.decode(from.bytes("report", length))));
        }
        from.end();
        return reports;
    }
}
