/** Node ids, keys and keystore, hardware fingerprint. */
@NullMarked
package com.hookprobe.identity;

import org.jspecify.annotations.NullMarked;
