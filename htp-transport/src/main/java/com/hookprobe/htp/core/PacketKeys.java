package com.hookprobe.htp.core;

import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.crypto.Aead;
import com.hookprobe.htp.crypto.AeadFactory;
import com.hookprobe.htp.crypto.ChaChaMask;
import java.util.Arrays;

/** One direction's keys of generation 0: cipher, IV, header mask and first flow token (HTP 3.3). */
final class PacketKeys implements AutoCloseable {
    final Aead aead;
    final ChaChaMask mask;
    final long token;
    private final byte[] iv;

    private PacketKeys(Aead aead, byte[] iv, ChaChaMask mask, long token) {
        this.aead = aead;
        this.iv = iv;
        this.mask = mask;
        this.token = token;
    }

    static PacketKeys edgeToValidator(byte[] root, AeadFactory aeads) {
        return derive(root, aeads, HtpLabels.E2V_KEY, HtpLabels.E2V_IV, HtpLabels.E2V_HP, HtpLabels.E2V_TOKEN);
    }

    static PacketKeys validatorToEdge(byte[] root, AeadFactory aeads) {
        return derive(root, aeads, HtpLabels.V2E_KEY, HtpLabels.V2E_IV, HtpLabels.V2E_HP, HtpLabels.V2E_TOKEN);
    }

    private static PacketKeys derive(
            byte[] root, AeadFactory aeads, String keyLabel, String ivLabel, String hpLabel, String tokenLabel) {
        byte[] key = KeySchedule.expand(root, keyLabel, 32);
        byte[] hp = KeySchedule.expand(root, hpLabel, 32);
        byte[] iv = KeySchedule.expand(root, ivLabel, Aead.NONCE_BYTES);
        try {
            return new PacketKeys(aeads.create(key), iv, new ChaChaMask(hp), KeySchedule.token(root, tokenLabel, 0));
        } finally {
            Arrays.fill(key, (byte) 0);
            Arrays.fill(hp, (byte) 0);
        }
    }

    /** HTP 3.1: {@code nonce12 = iv XOR (0^4||pn)}. */
    void nonce(long packetNumber, byte[] into) {
        System.arraycopy(iv, 0, into, 0, Aead.NONCE_BYTES);
        Bytes.put64(into, 4, Bytes.i64(iv, 4) ^ packetNumber);
    }

    @Override
    public void close() {
        aead.close();
        mask.close();
        Arrays.fill(iv, (byte) 0);
    }
}
