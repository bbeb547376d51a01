package com.hookprobe.qsecbit.exchange;

/** Domain separation labels of the exchange. They are part of the formats and never change. */
final class ExchangeLabels {
    /** First part of the name behind a decision's UUID (EXCHANGE 2.2). */
    static final String DECISION_UUID = "HOOKPROBE EXCHANGE DECISION V1";

    /** First part of the name behind the UUID of a STIX object (EXCHANGE 5.1). */
    static final String STIX_UUID = "HOOKPROBE EXCHANGE STIX V1";

    /** First part of the name behind the UUID of a MISP event or attribute (EXCHANGE 7.1). */
    static final String MISP_UUID = "HOOKPROBE EXCHANGE MISP V1";

    private ExchangeLabels() {}
}
