/**
 * TPM 2.0: a signing key that cannot leave the chip, quotes of what the machine has booted, and a keystore's slot that opens
 * only in that state. (identity.md, section 13.)
 */
@NullMarked
package com.hookprobe.identity.tpm;

import org.jspecify.annotations.NullMarked;
