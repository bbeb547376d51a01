package com.hookprobe.qsecbit.exchange.misp;

import com.hookprobe.qsecbit.exchange.RefusedException;

/** The readers of this package for the test of all of them. */
public final class MispFuzz {
    public static final String MANIFEST =
            "{\"6ba7b810-9dad-41d1-80b4-00c04fd430c8\":{\"info\":\"i\",\"timestamp\":\"1795800000\",\"date\":\"2026-11-27\"}}";

    public static final String EVENT =
            "{\"Event\":{\"uuid\":\"6ba7b810-9dad-41d1-80b4-00c04fd430c8\",\"info\":\"i\",\"Tag\":[{\"name\":\"tlp:green\"}],"
                    + "\"Attribute\":[{\"uuid\":\"6ba7b811-9dad-41d1-80b4-00c04fd430c8\",\"type\":\"ip-dst|port\",\"value\":\"192.0.2.1|80\",\"to_ids\":true,"
                    + "\"timestamp\":\"1795800000\"}],\"Object\":[{\"Attribute\":[{\"uuid\":\"6ba7b812-9dad-41d1-80b4-00c04fd430c8\",\"type\":\"filename|md5\","
                    + "\"value\":\"a|d41d8cd98f00b204e9800998ecf8427e\",\"to_ids\":true,\"timestamp\":1795800000,\"deleted\":true}]}]}}";

    private MispFuzz() {}

    public static void manifest(byte[] document) throws RefusedException {
        MispReader.manifest(document);
    }

    public static void event(byte[] document) throws RefusedException {
        MispReader.event("x", document);
    }
}
