package com.hookprobe.dsm.api.tlog;

import com.hookprobe.identity.DeviceKey;

/** Signs the log's checkpoints with Ed25519. Implementations are safe for use by several threads. */
public interface NoteSigner {
    /** The key's name in the signature line; tlog-checkpoint asks for the log's origin. */
    String name();

    /** The 32 bytes of RFC 8032. */
    byte[] publicKey();

    /**
     * @param message the text of the note, its last newline included
     * @return 64 bytes
     */
    byte[] sign(byte[] message);

    /**
     * A device key under a name. A key of its own is better than the node's: signed notes have no label that sets them apart from
     * what else the key signs.
     */
    static NoteSigner of(String name, DeviceKey key) {
        String checked = NoteKey.checkedName(name);
        return new NoteSigner() {
            @Override
            public String name() {
                return checked;
            }

            @Override
            public byte[] publicKey() {
                return key.publicKey();
            }

            @Override
            public byte[] sign(byte[] message) {
                return key.sign(message);
            }
        };
    }
}
