/** Sensors that nobody has business with: what sharing their sights prevents. */
@NullMarked
package com.hookprobe.qsecbit.federation.tool.honeypot;

import org.jspecify.annotations.NullMarked;
