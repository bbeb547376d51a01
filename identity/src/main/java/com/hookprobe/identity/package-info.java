/** Node ids, keys and keystore, hardware fingerprint, device registry. */
@NullMarked
package com.hookprobe.identity;

import org.jspecify.annotations.NullMarked;
