package com.hookprobe.qsecbit.federation;

import com.hookprobe.qsecbit.metric.Severity;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A site's report of an attack, as it travels: it names no victim, and its attacker only to the members of the sharing
 * group (FEDERATION 4). Immutable. All numbers big-endian and unsigned.
 *
 * <pre>
 * offset     size  field
 * 0          1     version = 1
 * 1          1     type
 * 2          8     key epoch
 * 10         32    tag
 * 42         1     n, length of the sealed value
 * 43         n     sealed value
 * 43 + n     2     attack type
 * 45 + n     2     MITRE id
 * 47 + n     4     context: protocol, service, direction, rate
 * 51 + n     1     confidence, percent
 * 52 + n     1     severity, 0..4
 * 53 + n     4     first seen, minutes since the epoch
 * 57 + n     4     last seen, minutes since the epoch
 * 61 + n     1     count bucket
 * 62 + n     32    evidence
 * 94 + n     2     valid for, minutes
 * 96 + n     16    site pseudonym
 * 112 + n    64    Ed25519 signature
 * </pre>
 */
public final class AttackSignature {
    /** The only version. */
    public static final int VERSION = 1;

    /** The length of everything but the sealed value. */
    static final int FIXED_BYTES = 176;

    /** The longest encoding. */
    public static final int BYTES_MAX = FIXED_BYTES + SealedValue.BYTES_MAX;

    private final TagKey key;
    private final SealedValue sealed;
    private final ReportFacts facts;
    private final byte[] pseudonym;
    private final byte[] signature;

    private AttackSignature(TagKey key, SealedValue sealed, ReportFacts facts, byte[] pseudonym, byte[] signature) {
        this.key = key;
        this.sealed = sealed;
        this.facts = facts;
        this.pseudonym = pseudonym;
        this.signature = signature;
    }

    /**
     * Makes and signs a report.
     *
     * @param reporter the id of the node that signs
     * @param random a cryptographic source, such as {@link java.security.SecureRandom}
     */
    public static AttackSignature build(
            IndicatorValue value,
            ReportFacts facts,
            GroupKeys keys,
            Bytes32 reporter,
            RandomGenerator random,
            SignatureSigner signer) {
        TagKey key = new TagKey(value.type(), keys.epoch(), keys.tag(value));
        SealedValue sealed = keys.seal(value, random);
        byte[] pseudonym = keys.pseudonym(reporter);
        byte[] body = body(key, sealed, facts, pseudonym);
        byte[] signature = Signed.sign(FederationLabels.SIGNATURE, body, signer);
        return new AttackSignature(key, sealed, facts, pseudonym, signature);
    }

    /**
     * Reads an encoding. The signature is not checked yet: {@link #verify}.
     *
     * @throws MalformedException when it is not the encoding of a report
     */
    public static AttackSignature decode(byte[] bytes) throws MalformedException {
        if (bytes.length > BYTES_MAX) {
            throw new MalformedException("longer than " + BYTES_MAX + " bytes");
        }
        FieldReader from = new FieldReader(bytes);
        from.number("version", 1, VERSION, VERSION);
        TagKey key = TagKey.read(from);
        SealedValue sealed = SealedValue.read(from, key.type());
        ReportFacts facts = facts(from);
        byte[] pseudonym = from.bytes("site pseudonym", GroupKeys.PSEUDONYM_BYTES);
        byte[] signature = from.bytes("signature", Signed.SIGNATURE_BYTES);
        from.end();
        return new AttackSignature(key, sealed, facts, pseudonym, signature);
    }

    /** The encoding, a new array. */
    public byte[] encode() {
        return Signed.join(body(), signature);
    }

    /** True when the node behind the verifier signed this report. */
    public boolean verify(SignatureVerifier verifier) {
        return Signed.verify(FederationLabels.SIGNATURE, body(), signature, verifier);
    }

    /** The value, for a member of the group; empty when it was not sealed honestly for this tag with these keys. */
    public Optional<IndicatorValue> open(GroupKeys keys) {
        return keys.epoch() == key.epoch() ? keys.open(key.type(), key.tag(), sealed) : Optional.empty();
    }

    /**
     * The name of this report: SHA-256(label, 0, reporter, body). Without the signature, so that signing again makes no
     * second report; with the reporter, so that a copy signed by someone else has another name.
     */
    public Bytes32 reportId(Bytes32 reporter) {
        return Hashing.sha256(FederationLabels.REPORT_ID, reporter.bytes(), body());
    }

    /** What it is about, and what is counted. */
    public TagKey key() {
        return key;
    }

    /** The sealed value. */
    public SealedValue sealed() {
        return sealed;
    }

    /** The rest of what it says. */
    public ReportFacts facts() {
        return facts;
    }

    /** The site's pseudonym of this key epoch, 16 bytes, a new array. */
    public byte[] pseudonym() {
        return pseudonym.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AttackSignature report && Arrays.equals(report.encode(), encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(signature);
    }

    @Override
    public String toString() {
        return "AttackSignature[" + key + ", " + facts.severity() + "]";
    }

    private byte[] body() {
        return body(key, sealed, facts, pseudonym);
    }

    private static byte[] body(TagKey key, SealedValue sealed, ReportFacts facts, byte[] pseudonym) {
        ByteBuffer to = ByteBuffer.allocate(FIXED_BYTES - Signed.SIGNATURE_BYTES + sealed.length());
        to.put((byte) VERSION);
        key.write(to);
        to.put((byte) sealed.length()).put(sealed.bytes());
        to.putShort((short) facts.attackType()).putShort((short) facts.mitreId());
        IndicatorValue.putContext(to, facts.context());
        to.put((byte) facts.confidencePercent());
        to.put((byte) facts.severity().code());
        to.putInt((int) facts.firstSeenMinutes()).putInt((int) facts.lastSeenMinutes());
        to.put((byte) facts.countBucket());
        facts.evidence().write(to);
        return to.putShort((short) facts.validMinutes()).put(pseudonym).array();
    }

    private static ReportFacts facts(FieldReader from) throws MalformedException {
        int attackType = (int) from.number("attack type", 2, 0, ReportFacts.U16_MAX);
        int mitreId = (int) from.number("MITRE id", 2, 0, ReportFacts.U16_MAX);
        Context context = new Context(
                (int) from.number("protocol", 1, 0, 255),
                (int) from.number("service", 1, 0, 255),
                (int) from.number("direction", 1, 0, Context.DIRECTION_MAX),
                (int) from.number("rate", 1, 0, Buckets.MAX));
        int confidence = (int) from.number("confidence", 1, 0, ReportFacts.PERCENT_MAX);
        Severity severity = Severity.ofCode((int) from.number("severity", 1, 0, Severity.CRITICAL.code()));
        long first = from.number("first seen", 4, 0, ReportFacts.U32_MAX);
        long last = from.number("last seen", 4, first, ReportFacts.U32_MAX);
        int count = (int) from.number("count bucket", 1, 0, Buckets.MAX);
        Bytes32 evidence = from.bytes32("evidence");
        int valid = (int) from.number("validity", 2, 1, ReportFacts.VALID_MINUTES_MAX);
        return new ReportFacts(attackType, mitreId, context, confidence, severity, first, last, count, evidence, valid);
    }
}
