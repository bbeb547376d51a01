/** What a verifier decides about a device, and when: pure, without clock, thread, file or randomness. */
@NullMarked
package com.hookprobe.neuro.verify.core;

import org.jspecify.annotations.NullMarked;
