package com.hookprobe.dsm.ledger;

/** What a microblock records. The first four are the seed's. */
public enum EventType {
    IDS_ALERT(1, "ids_alert"),
    MITIGATION(2, "mitigation"),
    THREAT_INTEL(3, "threat_intel"),
    POLICY_UPDATE(4, "policy_update"),
    /** A resonance state or its loss. */
    RESONANCE(5, "resonance"),
    /** A model or a delta that was sent or taken. */
    MODEL_UPDATE(6, "model_update"),
    /** A decision of a region or of the whole mesh. */
    DECISION(7, "decision");

    private final int code;
    private final String label;

    EventType(int code, String label) {
        this.code = code;
        this.label = label;
    }

    /** The byte on the wire. */
    public int code() {
        return code;
    }

    /** The name in JSON. */
    public String label() {
        return label;
    }

    static EventType ofCode(int code) throws MalformedException {
        for (EventType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw new MalformedException("unknown event type " + code);
    }
}
