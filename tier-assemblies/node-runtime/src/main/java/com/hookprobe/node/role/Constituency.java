package com.hookprobe.node.role;

import com.hookprobe.identity.NodeId;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import java.util.List;

/** Whom a correlator counts and tells, what it knows about them, and what it does with what witnesses say of them. */
interface Constituency {
    /** The sites whose reports count and who get the decisions. */
    List<Member> sites();

    /** True while a node's word counts: its resonance is verified, and nobody has revoked it. */
    boolean resonant(NodeId node);

    /** True for a node whose resonance is not verified now, since this node has just started or that one was cut off; its word waits. */
    boolean awaited(NodeId node);

    /** True for a node that was revoked, and not reinstated since. */
    boolean revoked(NodeId node);

    /** How long a site's owner has been in the mesh. */
    long ageDays(NodeId site);

    /** A site's trust, 0 to 1. */
    double weighs(NodeId site);

    /** The trust that a validator is certified with, 0 to 1. */
    double certified(NodeId validator);

    /** The strongest level that this correlator decides. */
    DecisionLevel levelMax();

    /** Witnesses have confirmed a site's report, or others have denied it. */
    void judged(NodeId site, boolean confirmed);

    /** A site has sent what no honest node sends. */
    void violated(NodeId site);
}
