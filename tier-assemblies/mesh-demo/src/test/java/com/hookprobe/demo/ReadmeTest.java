package com.hookprobe.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README promises in its first screen is true: the example compiles, runs, and says what it says. */
class ReadmeTest {
    private static final Path ROOT = Launched.tiers().getParent();

    @TempDir
    Path classes;

    @Test
    void theExampleCompilesAndRuns() throws Exception {
        String readme = Files.readString(ROOT.resolve("README.md"));
        String example = readme.substring(readme.indexOf("```java\n") + 8);
        example = example.substring(0, example.indexOf("```"));
        String source = """
                import com.hookprobe.neuro.*;
                import com.hookprobe.neuro.sensor.*;
                import java.nio.file.Path;
                import java.security.SecureRandom;
                import java.util.List;
                public class Example {
                    public static void main(String[] args) throws Exception {
                %s
                    }
                }
                """.formatted(example);
        JavaFileObject file = new SimpleJavaFileObject(URI.create("mem:///Example.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String classPath = System.getProperty("java.class.path");
        boolean compiled = compiler.getTask(
                        null,
                        null,
                        null,
                        List.of("-proc:none", "-d", classes.toString(), "-cp", classPath),
                        null,
                        List.of(file))
                .call();
        assertThat(compiled).isTrue();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classes + java.io.File.pathSeparator + classPath,
                        "Example")
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes());
        assertThat(out).contains("Resonant[count=1]");
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void theTwoCommandsStandInTheFirstScreen() throws Exception {
        List<String> first = Files.readAllLines(ROOT.resolve("README.md")).subList(0, 20);
        assertThat(String.join("\n", first)).contains("./hookprobe demo ").contains("mvn verify");
    }
}
