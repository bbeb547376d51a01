/** Files over an HTP session. */
@NullMarked
package com.hookprobe.htp.file;

import org.jspecify.annotations.NullMarked;
