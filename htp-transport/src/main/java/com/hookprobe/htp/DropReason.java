package com.hookprobe.htp;

/** Why a datagram, or a part of it, was dropped. The sender learns nothing. */
public enum DropReason {
    /** Shorter than any packet. */
    TOO_SHORT,
    /** Longer than any packet. */
    TOO_LONG,
    /** payload_length does not match the datagram. */
    LENGTH,
    /** Neither a session's token nor a handshake message. */
    UNKNOWN_TOKEN,
    /** The version field is not 2. */
    VERSION,
    /** The type is not allowed here. */
    TYPE,
    /** A reserved bit or a field that must be zero is set. */
    RESERVED,
    /** A key generation that does not exist, is over, or may not be used any more for that packet number. */
    GENERATION,
    /** sequence is not the low half of the packet number, or the number is out of range. */
    SEQUENCE,
    /** The packet number was seen before or is too old. */
    REPLAY,
    /** Authentication failed. */
    AEAD,
    /**
     * A handshake answer from another address than the one that was asked, or a datagram of the network from 100::/64, which
     * is no true sender's address.
     */
    ADDRESS,
    /** A packet for a session that is closed already. */
    CLOSED,
    /** We do not accept sessions. */
    NOT_ACCEPTING,
    /** The handshake MAC is wrong: the sender does not know our public key, or bytes were changed. */
    MAC,
    /** The cookie is not ours, too old, or for another address or HELLO. */
    COOKIE,
    /** Too many HELLOs from the address. */
    RATE_HELLO,
    /** Too many ATTESTs from the address. */
    RATE_ATTEST,
    /** The global handshake budget is used up. */
    RATE_GLOBAL,
    /** No room for another reassembly, half-open session or cache entry. */
    HANDSHAKE_LIMIT,
    /** A fragment whose index, count or length does not fit. */
    FRAGMENT,
    /** A reassembled handshake message does not have the digest it was announced under. */
    DIGEST,
    /** A fragment that we already have. */
    DUPLICATE,
    /** A KEM key or ciphertext could not be used. */
    KEM,
    /** The box in an ATTEST or ACCEPT does not open. */
    BOX,
    /** A CHALLENGE for another HELLO, or one too many. */
    CHALLENGE,
    /** A handshake answer that matches no attempt of ours. */
    NO_ATTEMPT,
    /** A REJECT in clear: noted as a hint, never acted on. */
    CLEAR_REJECT,
    /** An unreliable datagram frame that does not fit what the channel takes. */
    DATAGRAM_FRAME,
    /** A relayed datagram on a circuit that is not there, that carries too much already, or that is itself relayed. */
    CIRCUIT,
    /** The process has no memory left for reassembly; the packet is not acknowledged. */
    MEMORY
}
