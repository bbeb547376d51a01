package com.hookprobe.htp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The module where the optional jars are not. */
class WithoutNettyTest {
    /** Opens a socket by the classes of a loader that sees the class path but Netty's jars; gives its kind's name. */
    private static String kindOpened(String choice) throws Exception {
        List<URL> path = new ArrayList<>();
        for (String each : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!new File(each).getName().startsWith("netty-")) {
                path.add(new File(each).toURI().toURL());
            }
        }
        try (URLClassLoader loader =
                new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Class<?> choices = loader.loadClass("com.hookprobe.htp.IoChoice");
            Method open = loader.loadClass("com.hookprobe.htp.UdpIos")
                    .getDeclaredMethod("open", InetSocketAddress.class, choices);
            open.setAccessible(true);
            Object asked = choices.getMethod("valueOf", String.class).invoke(null, choice);
            try (AutoCloseable io = (AutoCloseable)
                    open.invoke(null, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), asked)) {
                Method kind = loader.loadClass("com.hookprobe.htp.UdpIo").getDeclaredMethod("kind");
                kind.setAccessible(true);
                return kind.invoke(io).toString();
            }
        }
    }

    @Test
    void theJdksSocketIsChosen() throws Exception {
        assertThat(kindOpened("AUTO")).isEqualTo("NIO");
    }

    @Test
    void epollByNameIsRefusedAndSaysWhatItNeeds() {
        assertThatThrownBy(() -> kindOpened("EPOLL"))
                .isInstanceOf(InvocationTargetException.class)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("netty-transport-native-epoll");
    }
}
