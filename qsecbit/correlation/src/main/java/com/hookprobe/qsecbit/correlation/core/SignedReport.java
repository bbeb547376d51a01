package com.hookprobe.qsecbit.correlation.core;

import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;

/**
 * A verified report as it came: {@code report.encode()} are the bytes that its node signed. Immutable.
 *
 * @param node the id of the node that signed it
 * @param report what it signed
 */
public record SignedReport(Bytes32 node, AttackSignature report) {
    /** The name by which decisions refer to it. */
    public Bytes32 name() {
        return report.reportId(node);
    }
}
