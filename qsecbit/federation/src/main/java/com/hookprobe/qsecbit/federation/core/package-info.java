/** Who counts and who applies: the correlator and the site's filter, as pure state machines. */
@NullMarked
package com.hookprobe.qsecbit.federation.core;

import org.jspecify.annotations.NullMarked;
