/** Logs of operating systems and servers: log-ins, web requests, refused packets. */
@NullMarked
package com.hookprobe.qsecbit.detection.syslog;

import org.jspecify.annotations.NullMarked;
