/** HTP 3.8: what packets look like from outside: their lengths and times, apart from their content. */
@org.jspecify.annotations.NullMarked
package com.hookprobe.htp.core.shape;
