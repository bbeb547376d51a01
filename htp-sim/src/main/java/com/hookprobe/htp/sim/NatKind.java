package com.hookprobe.htp.sim;

/** Which mapping a NAT makes and whom it lets in, in the words of RFC 3489; RFC 4787 has finer ones. */
public enum NatKind {
    /** One mapping per inside address; everybody may come in. */
    FULL_CONE,
    /** One mapping per inside address; only hosts that were written to may come in, from any port. */
    ADDRESS_RESTRICTED,
    /** One mapping per inside address; only addresses and ports that were written to may come in. */
    PORT_RESTRICTED,
    /** One mapping per pair of inside and outside address; only that outside address may come in. */
    SYMMETRIC
}
