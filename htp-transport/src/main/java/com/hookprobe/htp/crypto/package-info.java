/**
 * The primitives that HTP2 is made of, each behind a narrow seam: AEAD, HKDF, X-Wing, Ed25519 verification, ChaCha20
 * masks. No protocol knowledge and no compatibility promise.
 */
@NullMarked
package com.hookprobe.htp.crypto;

import org.jspecify.annotations.NullMarked;
