package com.hookprobe.qsecbit.exchange.taxii;

import com.fasterxml.jackson.databind.JsonNode;
import com.hookprobe.qsecbit.exchange.RefusedException;

/** One version of one object in a collection. Ids and objects may be made only when they are asked for. */
interface Row {
    /** When it was added, in microseconds since the epoch. */
    long addedMicros();

    /** Its place among those added at that moment, from 0. */
    int part();

    String type();

    String id();

    String version();

    /** True when there is no newer version. */
    boolean last();

    /** True when there is no older version. */
    boolean first();

    JsonNode object() throws RefusedException;
}
