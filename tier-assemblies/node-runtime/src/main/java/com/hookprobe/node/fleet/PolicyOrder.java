package com.hookprobe.node.fleet;

import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import com.hookprobe.identity.registry.sql.TenantId;
import com.hookprobe.node.config.PolicyFragment;
import com.hookprobe.node.fleet.core.Policy;
import com.hookprobe.node.fleet.core.TenantFleet;
import com.hookprobe.qsecbit.federation.SignatureSigner;
import com.hookprobe.qsecbit.federation.SignatureVerifier;
import com.hookprobe.qsecbit.federation.Signed;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * That the nodes of a group are to follow a policy (docs/spec/fleet.md, 3): version u8 = 1 | number u64 | tenant, group, yaml: each length
 * u16, UTF-8 | Ed25519 signature of the MSSP.
 *
 * @param number of the tenant's, from 1
 * @param tenant whose
 * @param group empty for nodes of none
 * @param yaml what it says
 * @param signature 64 bytes
 */
public record PolicyOrder(long number, String tenant, String group, String yaml, byte[] signature) {
    private static final int VERSION = 1;
    private static final int NAME_BYTES_MAX = 63;

    /** Length of the longest encoding. */
    public static final int BYTES_MAX =
            1 + 8 + 2 + NAME_BYTES_MAX + 2 + NAME_BYTES_MAX + 2 + PolicyFragment.BYTES_MAX + Signed.SIGNATURE_BYTES;

    /** Copies the signature. */
    public PolicyOrder {
        signature = Signed.checked(signature);
    }

    /** Makes and signs one. */
    public static PolicyOrder sign(TenantId tenant, Policy policy, SignatureSigner signer) {
        byte[] body = body(policy.number(), tenant.value(), policy.group(), policy.yaml());
        return new PolicyOrder(
                policy.number(),
                tenant.value(),
                policy.group(),
                policy.yaml(),
                Signed.sign(FleetLabels.POLICY, body, signer));
    }

    /** Reads an encoding; the signature is not checked yet. */
    public static PolicyOrder decode(byte[] bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        int version = in.u8();
        if (version != VERSION) {
            throw new MalformedException("expected a policy order of version " + VERSION + ", found " + version);
        }
        long number = in.u64();
        if (number < 1 || number > TenantFleet.NUMBER_MAX) {
            throw new MalformedException("expected a number from 1 to " + TenantFleet.NUMBER_MAX);
        }
        String tenant = text(in, NAME_BYTES_MAX);
        String group = text(in, NAME_BYTES_MAX);
        String yaml = text(in, PolicyFragment.BYTES_MAX);
        byte[] signature = in.bytes(Signed.SIGNATURE_BYTES);
        in.end();
        return new PolicyOrder(number, tenant, group, yaml, signature);
    }

    private static String text(WireReader in, int bytesMax) throws MalformedException {
        byte[] bytes = in.bytes(in.u16());
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (bytes.length > bytesMax || !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
            throw new MalformedException("expected UTF-8 of at most " + bytesMax + " bytes");
        }
        return text;
    }

    /** True when the MSSP behind the verifier signed it. */
    public boolean verify(SignatureVerifier verifier) {
        return Signed.verify(FleetLabels.POLICY, body(number, tenant, group, yaml), signature, verifier);
    }

    /** The encoding, a new array. */
    public byte[] encode() {
        return Signed.join(body(number, tenant, group, yaml), signature);
    }

    /** SHA-256 of what it says; 32 bytes. */
    public byte[] content() {
        return sha256(yaml.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The signature, a new array. */
    @Override
    public byte[] signature() {
        return signature.clone();
    }

    private static byte[] body(long number, String tenant, String group, String yaml) {
        WireWriter out = new WireWriter(256).u8(VERSION).u64(number);
        for (String text : new String[] {tenant, group, yaml}) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.u16(bytes.length).bytes(bytes);
        }
        return out.toBytes();
    }

    @Override
    public boolean equals(Object given) {
        return given instanceof PolicyOrder order && Arrays.equals(order.encode(), encode());
    }

    @Override
    public int hashCode() {
        return Long.hashCode(number) * 31 + tenant.hashCode();
    }
}
