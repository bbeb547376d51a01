/** The local API of CrowdSec, as its bouncers and engines speak it: decisions out, alerts in. */
@NullMarked
package com.hookprobe.qsecbit.exchange.lapi;

import org.jspecify.annotations.NullMarked;
