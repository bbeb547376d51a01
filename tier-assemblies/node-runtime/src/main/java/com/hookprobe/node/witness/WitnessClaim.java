package com.hookprobe.node.witness;

import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.federation.IndicatorType;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.TagKey;
import java.util.ArrayList;
import java.util.List;

/**
 * What witnesses attest: this level about this tag, on these reports, until then. One claim has one encoding.
 *
 * <pre>
 * size   field                          all numbers big-endian
 * 1      version = 1
 * 1      type
 * 8      key epoch
 * 32     tag
 * 1      level, 1..4
 * 32     decision id, the hash of tag, level and reports
 * 8      expires, microseconds since the epoch
 * 2      r, number of reports, 1..512
 * 64 r   report id 32, evidence 32; report ids strictly rise
 * </pre>
 *
 * @param key what the decision is about
 * @param level how sure the mesh is
 * @param expiresMicros when the decision ends at the latest, microseconds since the epoch
 * @param basis the reports that it rests on, in rising order of their names
 */
public record WitnessClaim(TagKey key, DecisionLevel level, long expiresMicros, List<Basis> basis) {
    /** The most reports of one claim: as many as a decision can name. */
    public static final int REPORTS_MAX = DecisionDraft.REPORTS_MAX;

    private static final int VERSION = 1;
    private static final int FIXED_BYTES = 85;

    /** The longest encoding. */
    public static final int BYTES_MAX = FIXED_BYTES + 2 * Bytes32.LENGTH * REPORTS_MAX;

    /**
     * One report.
     *
     * @param report its name
     * @param evidence the hash of the microblock that it names
     */
    public record Basis(Bytes32 report, Bytes32 evidence) {}

    /** Checks the ranges; throws {@link IllegalArgumentException} for a claim that has no encoding. */
    public WitnessClaim {
        basis = List.copyOf(basis);
        if (basis.isEmpty() || basis.size() > REPORTS_MAX) {
            throw new IllegalArgumentException(
                    "a claim rests on 1.." + REPORTS_MAX + " reports, this one on " + basis.size());
        }
        if (expiresMicros < 0) {
            throw new IllegalArgumentException("a claim's end is not negative, got " + expiresMicros);
        }
        for (int i = 1; i < basis.size(); i++) {
            if (basis.get(i - 1).report().compareTo(basis.get(i).report()) >= 0) {
                throw new IllegalArgumentException("the reports of a claim do not strictly rise at number " + i);
            }
        }
    }

    /** The name of the decision: it follows from tag, level and reports (federation 6.2). */
    public Bytes32 decision() {
        return DecisionDraft.idOf(key, level, basis.stream().map(Basis::report).toList());
    }

    /** True when a decision that sites have got says no more than these words. */
    public boolean covers(MeshDecision decision) {
        return decision.key().equals(key)
                && decision.level() == level
                && decision.id().equals(decision())
                && decision.endsMicros() <= expiresMicros;
    }

    public byte[] encode() {
        WireWriter out = new WireWriter(FIXED_BYTES + 2 * Bytes32.LENGTH * basis.size());
        out.u8(VERSION).u8(key.type().code()).u64(key.epoch()).bytes(key.tag().bytes());
        out.u8(level.code()).bytes(decision().bytes()).u64(expiresMicros).u16(basis.size());
        basis.forEach(
                each -> out.bytes(each.report().bytes()).bytes(each.evidence().bytes()));
        return out.toBytes();
    }

    /** Reads exactly one claim. */
    public static WitnessClaim decode(byte[] bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        int version = in.u8();
        if (version != VERSION) {
            throw new MalformedException("claim version: expected " + VERSION + ", found " + version);
        }
        int type = in.u8();
        IndicatorType known =
                IndicatorType.ofCode(type).orElseThrow(() -> new MalformedException("unknown type " + type));
        TagKey key = new TagKey(known, in.u64(), word(in));
        int code = in.u8();
        DecisionLevel level =
                DecisionLevel.ofCode(code).orElseThrow(() -> new MalformedException("unknown level " + code));
        Bytes32 decision = word(in);
        long expires = in.u64();
        int reports = in.u16();
        if (reports > REPORTS_MAX) {
            throw new MalformedException("reports: expected at most " + REPORTS_MAX + ", found " + reports);
        }
        List<Basis> basis = new ArrayList<>();
        for (int i = 0; i < reports; i++) {
            basis.add(new Basis(word(in), word(in)));
        }
        in.end();
        WitnessClaim claim = Canonical.of(() -> new WitnessClaim(key, level, expires, basis));
        if (!claim.decision().equals(decision)) {
            throw new MalformedException("the decision id is not the hash of tag, level and reports");
        }
        return claim;
    }

    private static Bytes32 word(WireReader in) throws MalformedException {
        return Bytes32.of(in.bytes(Bytes32.LENGTH));
    }
}
