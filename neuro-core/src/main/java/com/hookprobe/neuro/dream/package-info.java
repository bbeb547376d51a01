/** The dream log: records kept on disk until a verifier has them. */
@NullMarked
package com.hookprobe.neuro.dream;

import org.jspecify.annotations.NullMarked;
