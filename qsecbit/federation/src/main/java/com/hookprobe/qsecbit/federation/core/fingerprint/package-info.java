/** What a host's traffic looks like, in 256 bytes that name no one (docs/spec/fingerprint.md). */
@NullMarked
package com.hookprobe.qsecbit.federation.core.fingerprint;

import org.jspecify.annotations.NullMarked;
