/** The verifier of many devices: threads and files around {@code verify.core}. NEURO 9.20 to 9.26. */
@NullMarked
package com.hookprobe.neuro.verify;

import org.jspecify.annotations.NullMarked;
